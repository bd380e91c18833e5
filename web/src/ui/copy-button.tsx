import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button";
import { IconButton } from "./icon-button";
import { showError } from "./toast";

export interface CopyButtonProps {
  text: string;
  /** What is copied, e.g. “Copy id”. */
  label: string;
  /** With its label in view. */
  labelled?: boolean;
  className?: string;
}

export function CopyButton({ text, label, labelled = false, className }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => showError("Copying was refused by the browser. Select the text and copy it by hand."),
    );
  };
  const icon = copied ? Check : Copy;
  const shown = copied ? "Copied" : label;
  if (!labelled) return <IconButton label={shown} icon={icon} onClick={copy} className={className} />;
  const Icon = icon;
  return (
    <Button onClick={copy} className={className}>
      <Icon aria-hidden />
      <span aria-live="polite">{shown}</span>
    </Button>
  );
}
