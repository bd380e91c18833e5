import { useState } from "react";
import { api } from "@/api/client";
import { useDebounced } from "@/lib/use-debounced";
import { Combobox } from "@/ui/combobox";

interface Named {
  id: string;
  name: string;
}

export interface KnownEditorProps {
  /** What is chosen from. */
  kind: "segment" | "campaign";
  label: string;
  value: unknown;
  onChange(id: string): void;
  known: readonly Named[];
  /** The value that means every one of them. */
  any?: string | null | undefined;
  invalid: boolean;
  id?: string;
}

/** A saved segment or a campaign, by its name. */
export function KnownEditor({
  kind,
  label,
  value,
  onChange,
  known,
  any,
  invalid,
  id: control,
}: KnownEditorProps) {
  const [text, setText] = useState("");
  const search = useDebounced(text.trim(), 150);
  const found = useFound(kind, search);
  const id = typeof value === "string" && value !== "" ? value : undefined;
  const everyone = `Any ${kind}`;
  const name = id === undefined ? undefined : id === any ? everyone : nameOf(id, [...known, ...found], kind);
  const listed = new Set(known.map((each) => each.id));
  const optionOf = (each: Named) => ({ value: each.id, label: each.name });
  return (
    <Combobox
      {...(control !== undefined && { id: control })}
      label={label}
      placeholder={`Choose a ${kind}`}
      value={id}
      display={name}
      groups={[
        ...(any ? [{ options: [{ value: any, label: everyone }] }] : []),
        { label: kind === "segment" ? "Segments" : "Campaigns", options: known.map(optionOf) },
        { searched: true, options: found.filter((each) => !listed.has(each.id)).map(optionOf) },
      ]}
      onSearch={setText}
      onChange={onChange}
      aria-invalid={invalid || undefined}
      className="w-56 max-sm:w-full"
    />
  );
}

/** The name behind an id. */
export const nameOf = (id: string, known: readonly Named[], kind: string): string =>
  known.find((each) => each.id === id)?.name ?? `${kind} ${id}`;

/** What the vocabulary leaves out because there are many. */
function useFound(kind: KnownEditorProps["kind"], search: string): readonly Named[] {
  const ask = search !== "";
  const query = { params: { query: { search, limit: 10 } } };
  const segments = api.useQuery("get", "/api/segments", query, { enabled: ask && kind === "segment" });
  const campaigns = api.useQuery("get", "/api/campaigns/history", query, {
    enabled: ask && kind === "campaign",
  });
  return (ask ? (kind === "segment" ? segments.data : campaigns.data)?.items : undefined) ?? [];
}
