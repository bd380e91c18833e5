import { keepPreviousData } from "@tanstack/react-query";
import { BookOpen, ListFilter, Megaphone, Plus, User } from "lucide-react";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { api, backend } from "@/api/client";
import { useMay } from "@/api/me";
import { paths } from "@/lib/paths";
import { useDebounced } from "@/lib/use-debounced";
import { Dialog } from "@/ui/dialog";
import { type OptionGroup, OptionList } from "@/ui/option-list";
import { campaignStates } from "@/ui/state-badge";
import { mainEntries, settingsEntry } from "./navigation";

const apiDocs = `${backend}/api-docs`;

/** Jump anywhere, or start something. */
export function CommandPalette({ open, onOpenChange }: { open: boolean; onOpenChange(open: boolean): void }) {
  return (
    <Dialog bare open={open} onOpenChange={onOpenChange} title="Search and jump" className="max-w-xl">
      <Palette onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Palette({ onDone }: { onDone(): void }) {
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const search = useDebounced(text.trim(), 150);
  const asked = { enabled: search !== "", placeholderData: keepPreviousData };
  const customers = api.useQuery("get", "/api/customers", { params: { query: { search, limit: 5 } } }, asked);
  const campaigns = api.useQuery(
    "get",
    "/api/campaigns/history",
    { params: { query: { search, limit: 5 } } },
    asked,
  );

  const segments = api.useQuery("get", "/api/segments", { params: { query: { search, limit: 5 } } }, asked);

  const mayEdit = useMay("edit");
  const groups = useMemo<OptionGroup[]>(() => {
    const found: OptionGroup[] = [
      {
        label: "Go to",
        options: [
          ...[...mainEntries, settingsEntry].map((entry) => ({
            value: entry.to,
            label: entry.label,
            icon: entry.icon,
          })),
          { value: apiDocs, label: "API docs", icon: BookOpen },
        ],
      },
    ];
    if (mayEdit) {
      found.push({
        label: "Create",
        options: [
          { value: paths.newCampaign, label: "New campaign", icon: Plus, keywords: "create" },
          { value: paths.newSegment, label: "New segment", icon: Plus, keywords: "create audience" },
        ],
      });
    }
    if (search === "") return found;
    found.push(
      {
        label: "Customers",
        searched: true,
        options: (customers.data?.items ?? []).map((customer) => ({
          value: paths.customer(customer.id),
          label: customer.name ?? customer.email ?? customer.externalId ?? customer.id,
          hint: customer.name ? customer.email : undefined,
          icon: User,
        })),
      },
      {
        label: "Segments",
        searched: true,
        options: (segments.data?.items ?? []).map((segment) => ({
          value: paths.segment(segment.id),
          label: segment.name,
          icon: ListFilter,
        })),
      },
      {
        label: "Campaigns",
        searched: true,
        options: (campaigns.data?.items ?? []).map((campaign) => ({
          value: paths.campaign(campaign.id),
          label: campaign.name,
          hint: campaignStates[campaign.state].label,
          icon: Megaphone,
        })),
      },
    );
    return found;
  }, [search, customers.data, campaigns.data, segments.data, mayEdit]);

  const busy = text.trim() !== search || customers.isFetching || campaigns.isFetching || segments.isFetching;
  return (
    <OptionList
      label="Search and jump"
      placeholder="Jump to a page, a customer, a segment, a campaign…"
      groups={groups}
      onSearch={setText}
      onSelect={(value) => {
        onDone();
        if (value === apiDocs) window.open(value, "_blank", "noreferrer");
        else void navigate(value);
      }}
      empty={
        busy
          ? "Searching…"
          : customers.isError || campaigns.isError || segments.isError
            ? "The search did not answer"
            : "Nothing found"
      }
      className="max-h-[60vh]"
    />
  );
}
