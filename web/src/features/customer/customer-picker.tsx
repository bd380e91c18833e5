import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import type { Api } from "@/api/types";
import { useDebounced } from "@/lib/use-debounced";
import { Combobox } from "@/ui/combobox";
import { customerName } from "./customer-name";

export interface CustomerPickerProps {
  /** Names the choice, e.g. “Recipient”. */
  label: string;
  placeholder: string;
  /** Customers of the audience to choose from first. */
  sample: readonly Api<"Customer">[];
  shown: Api<"Customer"> | null;
  onChoose(id: string, customer: Api<"Customer"> | undefined): void;
  className?: string;
}

const optionOf = (customer: Api<"Customer">) => ({
  value: customer.id,
  label: customerName(customer),
  ...(customer.name && customer.email && { keywords: customer.email }),
});

/** Somebody of the audience, or any customer. */
export function CustomerPicker({
  label,
  placeholder,
  sample,
  shown,
  onChoose,
  className,
}: CustomerPickerProps) {
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
  return (
    <Combobox
      label={label}
      placeholder={placeholder}
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
      onChange={(id) =>
        onChoose(
          id,
          [...sample, ...others].find((customer) => customer.id === id),
        )
      }
      {...(className !== undefined && { className })}
    />
  );
}
