import type { Api } from "@/api/types";
import { AccountMenu } from "./account-menu";
import { PipelinePill } from "./pipeline-pill";
import { ThemeMenu } from "./theme-menu";

/** What opens something: fetched beside the first page, not before it. */
export default function SidebarFoot({
  me,
  collapsed,
  row,
}: {
  me: Api<"Me">;
  collapsed: boolean;
  row: string;
}) {
  return (
    <>
      <ThemeMenu className={row} collapsed={collapsed} />
      <PipelinePill collapsed={collapsed} />
      <AccountMenu me={me} collapsed={collapsed} className={row} />
    </>
  );
}
