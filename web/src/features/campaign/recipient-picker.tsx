import { ChevronLeft, ChevronRight } from "lucide-react";
import type { Api } from "@/api/types";
import { CustomerPicker } from "@/features/customer/customer-picker";
import { IconButton } from "@/ui/icon-button";

export interface RecipientPickerProps {
  /** Customers of the audience to choose from first. */
  sample: readonly Api<"Customer">[];
  shown: Api<"Customer"> | null;
  onChoose(id: string): void;
}

/** For whom the preview is written: somebody of the audience, or any customer. */
export function RecipientPicker({ sample, shown, onChoose }: RecipientPickerProps) {
  const at = sample.findIndex((customer) => customer.id === shown?.id);
  const step = (by: number) => {
    const next = sample[(at + by + sample.length) % sample.length];
    if (next) onChoose(next.id);
  };
  return (
    <div className="flex items-center gap-1">
      <CustomerPicker
        label="Recipient"
        placeholder="Nobody yet"
        sample={sample}
        shown={shown}
        onChoose={onChoose}
        className="min-w-0 flex-1"
      />
      {sample.length > 1 && (
        <>
          <IconButton label="Recipient before" icon={ChevronLeft} onClick={() => step(-1)} />
          <IconButton label="Next recipient" icon={ChevronRight} onClick={() => step(1)} />
        </>
      )}
    </div>
  );
}
