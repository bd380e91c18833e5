import { PageHeader } from "@/ui/page-header";

export function Component() {
  return <PageHeader title="Campaigns" purpose="Every campaign, what it sent and what became of it." />;
}
