import { PageHeader } from "@/ui/page-header";

export function Component() {
  return <PageHeader title="Customers" purpose="Everybody the shop knows, with what they bought." />;
}
