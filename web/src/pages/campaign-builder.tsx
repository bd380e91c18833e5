import { PageHeader } from "@/ui/page-header";

export function Component() {
  return (
    <PageHeader title="New campaign" purpose="Choose the audience, write the message, review, launch." />
  );
}
