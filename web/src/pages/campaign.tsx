import { PageHeader } from "@/ui/page-header";

export function Component() {
  return <PageHeader title="Campaign" purpose="What became of every message." />;
}
