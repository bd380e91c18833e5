import { FileUp, type LucideIcon, Store, Terminal } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { ApiStart } from "./api-start";
import { loadDemo, useDemoLoad } from "./demo-load";
import { DemoProgress } from "./demo-progress";

/** Three ways in: the demo shop, a file, the API. */
export function BringData({ first }: { first: boolean }) {
  const load = useDemoLoad();
  const [command, setCommand] = useState(false);
  const loading = load.at === "starting" || load.at === "applying";
  const here = load.at === "done";
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-3 md:grid-cols-3">
        <Way
          icon={Store}
          title="Demo shop"
          action={
            <Button
              variant={first ? "primary" : "secondary"}
              disabled={here}
              busy={loading}
              onClick={() => void loadDemo()}
            >
              {here ? "The demo shop is loaded" : "Load the demo shop"}
            </Button>
          }
        >
          A coffee roastery with made-up people and a real purchase pattern. Its addresses end in .example, so
          nothing ever reaches anybody.
        </Way>
        <Way
          icon={FileUp}
          title="A file"
          action={
            <Button asChild>
              <Link to={paths.import}>Import a file</Link>
            </Button>
          }
        >
          CSV, JSON or one JSON object a line, dropped or pasted. You see the first rows before anything is
          taken.
        </Way>
        <Way
          icon={Terminal}
          title="The API"
          action={
            <Button aria-expanded={command} onClick={() => setCommand(!command)}>
              {command ? "Hide the command" : "Show the command"}
            </Button>
          }
        >
          From your shop or a script, as orders happen. Sending the same record again doubles nothing if it
          carries its own id.
        </Way>
      </div>
      <DemoProgress />
      {command && <ApiStart />}
    </div>
  );
}

function Way({
  icon: Icon,
  title,
  action,
  children,
}: {
  icon: LucideIcon;
  title: string;
  action: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-col items-start gap-2 rounded-lg border border-line p-4">
      <h4 className="flex items-center gap-2 font-medium">
        <Icon aria-hidden className="size-4 text-muted" />
        {title}
      </h4>
      <p className="flex-1 text-muted text-sm">{children}</p>
      {action}
    </div>
  );
}
