import type { Api } from "@/api/types";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/code-block";
import { RelativeDate } from "@/ui/figures";
import { SidePanel } from "@/ui/side-panel";
import { recordFields } from "./record-fields";

export interface DeadLetterPanelProps {
  letter: Api<"DeadLetter">;
  name: string;
  onClose(): void;
  /** Absent for those who may not. */
  onReplay?(): void;
  onDiscard?(): void;
}

/** One record that could not be applied: why, and what is in it. */
export function DeadLetterPanel({ letter, name, onClose, onReplay, onDiscard }: DeadLetterPanelProps) {
  return (
    <SidePanel
      open
      onOpenChange={(open) => !open && onClose()}
      title={<bdi>{name}</bdi>}
      subtitle={
        <>
          Set aside <RelativeDate value={letter.createdAt} />
        </>
      }
      footer={
        onReplay &&
        onDiscard && (
          <>
            <Button onClick={onDiscard}>Discard</Button>
            <Button variant="primary" onClick={onReplay}>
              Replay
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col divide-y divide-line">
        <section className="p-4">
          <h3 className="mb-1 font-semibold">Why</h3>
          <p className="break-words first-letter:uppercase">{letter.message}</p>
          <p className="mt-1 break-words font-mono text-faint text-xs">
            {letter.code}
            {letter.field && ` in ${letter.field}`}
          </p>
        </section>
        <section className="p-4">
          <h3 className="mb-3 font-semibold">Record</h3>
          <dl className="flex flex-col gap-1">
            {recordFields(letter.record).map(({ path, value }) => (
              <div key={path} className="flex min-h-7 items-start gap-3">
                <dt className="w-40 shrink-0 break-words text-muted">{path}</dt>
                <dd className="min-w-0 flex-1 break-words">
                  <bdi>{value}</bdi>
                </dd>
              </div>
            ))}
          </dl>
          <details className="mt-4">
            <summary className="w-fit cursor-pointer text-muted text-sm hover:text-ink">As JSON</summary>
            <CodeBlock
              className="mt-2"
              code={JSON.stringify(letter.record, null, 2)}
              copyLabel="Copy record as JSON"
            />
          </details>
        </section>
      </div>
    </SidePanel>
  );
}
