import { useId } from "react";
import { Checkbox } from "@/ui/checkbox";

export interface EveryoneBoxProps {
  sure: boolean;
  onSure(sure: boolean): void;
  /** What is confirmed, after "Yes, ". */
  yes: string;
}

/** Confirms once more that a campaign without conditions goes to everyone. */
export function EveryoneBox({ sure, onSure, yes }: EveryoneBoxProps) {
  const box = useId();
  return (
    <label htmlFor={box} className="flex items-start gap-2 rounded-lg bg-warn-soft p-3 text-warn-text">
      <Checkbox
        id={box}
        checked={sure}
        onCheckedChange={(checked) => onSure(checked === true)}
        className="mt-0.5"
      />
      <span>This has no conditions: it goes to everyone. Yes, {yes}.</span>
    </label>
  );
}
