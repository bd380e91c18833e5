import { PageHeader } from "@/ui/page-header";

export function Component() {
  return <PageHeader title="Segments" purpose="Saved rules that describe an audience." />;
}
