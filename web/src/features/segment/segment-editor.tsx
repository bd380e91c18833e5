import { useQueryClient } from "@tanstack/react-query";
import { Download, Megaphone } from "lucide-react";
import { type FormEvent, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { useMay } from "@/api/me";
import { ProblemError } from "@/api/problem";
import { AudienceEditor } from "@/features/rule/audience-editor";
import { isFinished } from "@/features/rule/condition";
import { ruleReducer, startState } from "@/features/rule/rule-state";
import { treeOf, writeRule } from "@/features/rule/rule-tree";
import { usePreview } from "@/features/rule/use-preview";
import type { Words } from "@/features/rule/vocabulary";
import { useUnsaved } from "@/features/workspace/unsaved";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ErrorNote } from "@/ui/error-note";
import { FormField } from "@/ui/form-field";
import { Input } from "@/ui/input";
import { PageHeader } from "@/ui/page-header";
import { showDone, showError } from "@/ui/toast";
import { ChangedNote } from "./changed-note";
import { changedMeanwhile, csvOf, isNameTaken, saveMatching, useSaveSegment } from "./segment-actions";
import { formOf, inputOf, isDirty, obstacle, ruleOf, type SegmentForm } from "./segment-form";
import { SegmentMenu } from "./segment-menu";
import { type Segment, segmentOptions } from "./segment-queries";
import { StarterCards, starterStyle } from "./starter-cards";
import type { Starter } from "./starters";

export interface SegmentEditorProps {
  /** What is saved; null for a new one. */
  segment: Segment | null;
  /** What a new one begins with. */
  starter: Pick<Starter, "name" | "rule"> | undefined;
  words: Words;
}

/** A segment: its rule left, who is in it right, and what one does with it on top. */
export function SegmentEditor({ segment, starter, words }: SegmentEditorProps) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const mayEdit = useMay("edit");
  const [base, setBase] = useState(segment);
  const [form, setForm] = useState<SegmentForm>(() =>
    starter && !segment ? { name: starter.name, description: "" } : formOf(segment),
  );
  const [rule, dispatch] = useReducer(ruleReducer, undefined, () =>
    startState(treeOf(ruleOf(segment) ?? starter?.rule ?? null)),
  );
  const nameInput = useRef<HTMLInputElement>(null);
  const [tried, setTried] = useState(false);
  const [exporting, setExporting] = useState(false);
  const save = useSaveSegment(base?.id ?? null);

  const written = useMemo(() => writeRule(rule.root, (each) => isFinished(each, words)), [rule.root, words]);
  const savedRule = useMemo(
    () => writeRule(treeOf(ruleOf(base)), (each) => isFinished(each, words)).rule,
    [base, words],
  );
  const preview = usePreview(written.rule);
  const dirty = isDirty(form, written.rule, formOf(base), savedRule) || written.unfinished > 0;
  useUnsaved("This segment", dirty && mayEdit);

  const wrong = obstacle(form, written.unfinished);
  const taken = isNameTaken(save.error);
  const changed = changedMeanwhile(save.error);
  const refused = save.error instanceof ProblemError && save.error.status === 422 ? save.error : null;
  const nameError =
    tried && wrong?.field === "name"
      ? wrong.text
      : taken
        ? "Another segment has this name."
        : refused?.about("name");

  // A new segment goes to its own address as soon as it has one.
  useEffect(() => {
    if (segment === null && base) {
      void navigate(paths.segment(base.id), { replace: true, state: { saved: true } });
    }
  }, [segment, base, navigate]);

  /** Takes a version from the server in place of what is on the screen. */
  function adopt(next: Segment) {
    setBase(next);
    setForm(formOf(next));
    dispatch({ type: "replace", root: treeOf(ruleOf(next)) });
    setTried(false);
    save.reset();
  }

  // Somebody else's change comes in by itself where there is nothing to lose.
  useEffect(() => {
    if (!segment || !base || dirty || save.isPending || segment.version === base.version) return;
    if (segment.updatedAt > base.updatedAt) adopt(segment);
  });

  async function reload() {
    if (!base) return;
    try {
      adopt(await queries.fetchQuery({ ...segmentOptions(base.id), staleTime: 0 }));
    } catch (error) {
      showError(error);
    }
  }

  function submit(event?: FormEvent) {
    event?.preventDefault();
    store(base?.version ?? null);
  }

  function store(version: string | null) {
    setTried(true);
    if (wrong) {
      if (wrong.field === "name") nameInput.current?.focus();
      return;
    }
    const body = inputOf(form, written.rule);
    save.mutate(
      { body, version },
      {
        onSuccess(next) {
          // The server may write the same rule another way: what was sent is what is saved.
          setBase({ ...next, rule: written.rule as Segment["rule"] });
          setForm(formOf(next));
          setTried(false);
          showDone("Segment saved");
        },
      },
    );
  }

  async function exportRule() {
    setExporting(true);
    try {
      await saveMatching(written.rule, form.name.trim() || "Customers");
    } catch (error) {
      showError(error);
    } finally {
      setExporting(false);
    }
  }

  const useAsIs = base !== null && !dirty;
  return (
    <>
      <PageHeader
        title={form.name.trim() || (base ? "Segment without a name" : "New segment")}
        back={
          <Link to={paths.segments} className="text-muted hover:text-ink">
            Segments
          </Link>
        }
        aside={
          mayEdit && (
            <span role="status" className="text-faint text-sm">
              {dirty ? "Not saved" : base ? "Saved" : ""}
            </span>
          )
        }
        action={
          <>
            {useAsIs ? (
              <Button asChild>
                <a href={csvOf(base.id)} download>
                  <Download aria-hidden />
                  Export CSV
                </a>
              </Button>
            ) : (
              <Button busy={exporting} disabled={written.rule.rules.length === 0} onClick={exportRule}>
                {!exporting && <Download aria-hidden />}
                Export CSV
              </Button>
            )}
            {mayEdit && useAsIs && (
              <Button asChild>
                <Link to={paths.campaignFor(base.id)}>
                  <Megaphone aria-hidden />
                  Use in a campaign
                </Link>
              </Button>
            )}
            {mayEdit && (
              <Button
                variant="primary"
                busy={save.isPending}
                disabled={base !== null && !dirty}
                onClick={() => submit()}
              >
                Save
              </Button>
            )}
            {base && (
              <SegmentMenu
                segment={base}
                onDeleted={() => void navigate(paths.segments, { replace: true, state: { saved: true } })}
              />
            )}
          </>
        }
      />
      <AudienceEditor
        title="Who is in it"
        purpose="Everybody who matches, counted anew each time. The count follows as you type."
        rule={rule}
        dispatch={dispatch}
        written={written}
        words={words}
        preview={preview}
        refusedLater={refused}
        above={
          <Card>
            <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
              <FormField label="Name" error={nameError}>
                {(control) => (
                  <Input
                    {...control}
                    ref={nameInput}
                    dir="auto"
                    maxLength={256}
                    readOnly={!mayEdit}
                    value={form.name}
                    placeholder="Big spenders of last year"
                    onChange={(event) => {
                      setForm({ ...form, name: event.target.value });
                      if (save.isError) save.reset();
                    }}
                  />
                )}
              </FormField>
              <FormField label="What it is for" optional error={refused?.about("description")}>
                {(control) => (
                  <Input
                    {...control}
                    dir="auto"
                    maxLength={500}
                    readOnly={!mayEdit}
                    value={form.description}
                    onChange={(event) => setForm({ ...form, description: event.target.value })}
                  />
                )}
              </FormField>
              <button type="submit" hidden aria-hidden tabIndex={-1} />
            </form>
            {tried && wrong?.field === "rule" && (
              <p role="alert" className="mt-3 text-danger-text text-sm">
                {wrong.text}
              </p>
            )}
            {changed && (
              <ChangedNote
                by={changed.by}
                busy={save.isPending}
                onReload={reload}
                onSaveAnyway={() => store(changed.version)}
              />
            )}
            {save.isError && !taken && !changed && (
              <ErrorNote error={save.error} className="mt-3">
                Nothing was saved.
              </ErrorNote>
            )}
          </Card>
        }
        empty={(add, paste) => (
          <Beginning
            onAdd={add}
            onPaste={paste}
            onStarter={(chosen) => {
              dispatch({ type: "replace", root: treeOf(chosen.rule) });
              if (form.name.trim() === "") setForm({ ...form, name: chosen.name });
            }}
          />
        )}
      />
    </>
  );
}

/** Before the first condition: an own one, or a segment most shops want. */
function Beginning({
  onAdd,
  onPaste,
  onStarter,
}: {
  onAdd(): void;
  onPaste(): void;
  onStarter(starter: Starter): void;
}) {
  return (
    <div className="flex flex-col gap-4 rounded-lg border border-line-control border-dashed p-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted">
          Without a condition everyone is in it. Begin with your own, or with one of these.
        </p>
        <div className="flex flex-wrap gap-2">
          <Button onClick={onAdd}>Add the first condition</Button>
          <Button variant="ghost" onClick={onPaste}>
            Paste a rule
          </Button>
        </div>
      </div>
      <StarterCards
        wrap={(starter, card) => (
          <button type="button" onClick={() => onStarter(starter)} className={starterStyle}>
            {card}
          </button>
        )}
      />
    </div>
  );
}
