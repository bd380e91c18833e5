import { Search, X } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";
import { IconButton } from "./icon-button";
import { Input } from "./input";

export interface SearchInputProps extends Omit<ComponentProps<"input">, "value" | "onChange"> {
  label: string;
  value: string;
  onChange(value: string): void;
}

export function SearchInput({ label, value, onChange, className, ...rest }: SearchInputProps) {
  return (
    <div className={cn("relative w-64 max-w-full", className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
      />
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden"
        {...rest}
      />
      {value !== "" && (
        <IconButton
          label="Clear search"
          icon={X}
          onClick={() => onChange("")}
          className="absolute top-0.5 right-0.5 size-7 touch:size-10"
        />
      )}
    </div>
  );
}
