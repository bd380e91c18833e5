import { keepPreviousData } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import type { Api } from "@/api/types";
import { customerName } from "@/features/customer/customer-name";
import { useDebounced } from "@/lib/use-debounced";
import { Combobox } from "@/ui/combobox";
import { IconButton } from "@/ui/icon-button";

export interface RecipientPickerProps {
  /** Customers of the audience to choose from first. */
  sample: readonly Api<"Customer">[];
  shown: Api<"Customer"> | null;
  onChoose(id: string): void;
}

const optionOf = (customer: Api<"Customer">) => ({
  value: customer.id,
  label: customerName(customer),
  ...(customer.name && customer.email && { keywords: customer.email }),
});

/** For whom the preview is written: somebody of the audience, or any customer. */
export function RecipientPicker({ sample, shown, onChoose }: RecipientPickerProps) {
  const [text, setText] = useState("");
  const search = useDebounced(text.trim(), 150);
  const found = api.useQuery(
    "get",
    "/api/customers",
    { params: { query: { search, limit: 8 } } },
    { enabled: search !== "", placeholderData: keepPreviousData },
  );
  const others = search === "" ? [] : (found.data?.items ?? []);
  const inSample = new Set(sample.map((customer) => customer.id));
  const at = sample.findIndex((customer) => customer.id === shown?.id);
  const step = (by: number) => {
    const next = sample[(at + by + sample.length) % sample.length];
    if (next) onChoose(next.id);
  };
  return (
    <div className="flex items-center gap-1">
      <Combobox
        label="Recipient"
        placeholder="Nobody yet"
        value={shown?.id}
        display={shown ? customerName(shown) : undefined}
        groups={[
          { label: "In this audience", options: sample.map(optionOf) },
          {
            label: "All customers",
            searched: true,
            options: others.filter((customer) => !inSample.has(customer.id)).map(optionOf),
          },
        ]}
        onSearch={setText}
        onChange={onChoose}
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
