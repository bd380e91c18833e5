import { PageHeader } from "@/ui/page-header";

export function Component() {
  return <PageHeader title="Import" purpose="Bring customers and orders from a file." />;
}
