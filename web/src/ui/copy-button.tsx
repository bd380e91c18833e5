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
    // Without https there is no clipboard, except on this very machine.
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject();
    written.then(
      () => setCopied(true),
      () => showError("The browser does not let this page copy. Select the text and copy it by hand."),
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
