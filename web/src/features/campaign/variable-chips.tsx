import { ChevronDown } from "lucide-react";
import { useState } from "react";
import type { Api } from "@/api/types";
import { OptionList } from "@/ui/option-list";
import { Popover, PopoverContent, PopoverTrigger } from "@/ui/popover";

const prefix = "attributes.";
/** More attributes than this move into a list one can search. */
const attributesInView = 4;

const chipStyle =
  "inline-flex h-7 items-center gap-1 rounded-md bg-raised px-2 text-sm outline outline-line transition-colors hover:outline-line-control touch:h-11 touch:px-3";

/** What can be put into the text, with a word that shows what it becomes. */
export function VariableChips({
  variables,
  onInsert,
}: {
  variables: readonly Api<"Variable">[];
  onInsert(text: string): void;
}) {
  const [open, setOpen] = useState(false);
  // The one that stands for all attributes has no value of its own.
  const usable = variables.filter((variable) => variable.name !== `${prefix}NAME`);
  const attributes = usable.filter((variable) => variable.name.startsWith(prefix));
  const listed = attributes.length > attributesInView;
  const chips = usable.filter((variable) => !listed || !variable.name.startsWith(prefix));
  if (usable.length === 0) return null;
  return (
    <fieldset aria-label="Insert at the caret">
      <p className="mb-1.5 text-muted text-sm">Insert at the caret</p>
      <div className="flex flex-wrap gap-1.5">
        {chips.map((variable) => (
          <button
            key={variable.name}
            type="button"
            // The caret stays where it is.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onInsert(variable.insert)}
            title={variable.example ? `For example: ${variable.example}` : undefined}
            className={chipStyle}
          >
            {variable.label}
          </button>
        ))}
        {listed && (
          <Popover open={open} onOpenChange={setOpen}>
            <PopoverTrigger className={chipStyle}>
              Attribute
              <ChevronDown aria-hidden className="size-3.5 text-muted" />
            </PopoverTrigger>
            <PopoverContent
              label="Attributes"
              onCloseAutoFocus={(event) => event.preventDefault()}
              className="flex max-h-(--radix-popover-content-available-height) w-64 flex-col p-0"
            >
              <OptionList
                label="Attributes"
                groups={[
                  {
                    options: attributes.map((variable) => ({
                      value: variable.insert,
                      label: variable.label,
                    })),
                  },
                ]}
                onSelect={(insert) => {
                  setOpen(false);
                  setTimeout(() => onInsert(insert));
                }}
                className="max-h-72"
              />
            </PopoverContent>
          </Popover>
        )}
      </div>
    </fieldset>
  );
}
