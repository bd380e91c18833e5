import { PageHeader } from "@/ui/page-header";

export function Component() {
  return <PageHeader title="Dashboard" purpose="How the shop is doing and what is being sent right now." />;
}
