import { type ReactNode, useId } from "react";
import { cn } from "@/lib/cn";

/** What a control inside a field must carry. */
export interface FieldControl {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean | undefined;
}

export interface FormFieldProps {
  label: string;
  /** What it is for, below the control. */
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  /** Beside the label, at the right: a counter. */
  aside?: ReactNode;
  children(control: FieldControl): ReactNode;
  className?: string;
}

/** A label, a control, a hint, and the error where it belongs. */
export function FormField({ label, hint, error, optional, aside, children, className }: FormFieldProps) {
  const id = useId();
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ") || undefined;
  return (
    <div className={cn("flex flex-col gap-1", className)}>
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium text-sm">
          {label}
          {optional && <span className="ml-1.5 font-normal text-faint">optional</span>}
        </label>
        {aside && <span className="tabular text-faint text-xs">{aside}</span>}
      </div>
      {children({ id, "aria-describedby": described, "aria-invalid": error ? true : undefined })}
      {error && (
        <p id={`${id}-error`} className="text-danger-text text-sm first-letter:uppercase">
          {error}
        </p>
      )}
      {hint && (
        <div id={`${id}-hint`} className="text-muted text-sm">
          {hint}
        </div>
      )}
    </div>
  );
}
