import { useQueryClient } from "@tanstack/react-query";
import {
  type Dispatch,
  useCallback,
  useEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { client } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { mayHeal } from "@/api/query-client";
import type { Api } from "@/api/types";
import { isFinished } from "@/features/rule/condition";
import { type RuleAction, type RuleState, ruleReducer, startState } from "@/features/rule/rule-state";
import {
  type GroupNode,
  newId,
  type Rule,
  type RuleGroup,
  type RuleNode,
  treeOf,
  type WrittenRule,
  writeRule,
} from "@/features/rule/rule-tree";
import type { Words } from "@/features/rule/vocabulary";
import { type Campaign, campaignOptions, historyKey } from "./campaign-queries";
import { type DraftForm, emptyForm, formOf, inputOf, inSegment, ruleOf, savedInput } from "./draft-form";
import { DraftSaver, type SaveStatus } from "./draft-saver";
import { dropKept, type KeptDraft, keepDraft, readKept } from "./kept-draft";

type Input = Api<"CampaignInput">;

/** Everything a draft is, while it is written. */
export interface Draft {
  id: string | null;
  form: DraftForm;
  setForm(change: Partial<DraftForm>): void;
  rule: RuleState;
  dispatch: Dispatch<RuleAction | { type: "undo" } | { type: "redo" }>;
  /** Somebody chose to write to everyone; holds while there are no conditions. */
  everyone: boolean;
  setEveryone(everyone: boolean): void;
  written: WrittenRule;
  /** Whom it is for, as the server is asked: the saved segment, or the conditions. */
  audience: RuleGroup;
  /** Conditions left out because they are unfinished. */
  unfinished: number;
  /** True when somebody said who it is for: by conditions, or everyone. */
  described: boolean;
  status: SaveStatus;
  error: unknown;
  /** What the server said about a field when it would not save. */
  about(path: string): string | undefined;
  /** Saves now; rejects when it could not be saved. Answers the draft's id. */
  flush(): Promise<string>;
  retry(): void;
  /** What this browser kept came back; or waits for a choice because the draft was changed elsewhere. */
  kept: "none" | "restored" | "conflict";
  takeKept(take: boolean): void;
}

/** New ids: those of another visit may be taken by now. */
const renamed = (node: RuleNode): RuleNode =>
  node.type === "group" ? { ...node, id: newId(), rules: node.rules.map(renamed) } : { ...node, id: newId() };

const isEmptyGroup = (rule: Rule | null) => rule !== null && "rules" in rule && rule.rules.length === 0;

/**
 * Starts from a campaign, from a segment, or from nothing; `onCreated` is called once when the draft has its id.
 */
export function useDraft(
  campaign: Campaign | null,
  words: Words,
  onCreated: (id: string) => void,
  segmentId: string | null = null,
): Draft {
  const queries = useQueryClient();
  /** What the server holds, as far as this page knows. */
  const [base, setBase] = useState(() => (campaign ? JSON.stringify(savedInput(campaign)) : ""));
  const [found] = useState<KeptDraft | null>(() =>
    segmentId === null ? readKept(campaign?.id ?? null) : null,
  );
  const [restored] = useState(found?.base === base ? found : null);
  const [kept, setKept] = useState<Draft["kept"]>(
    found === null ? "none" : restored ? "restored" : "conflict",
  );

  const known = useRef(campaign?.id ?? null);
  const [id, setId] = useState(known.current);
  const [form, setWhole] = useState<DraftForm>(() =>
    restored ? { ...emptyForm, ...restored.form } : campaign ? formOf(campaign) : { ...emptyForm, segmentId },
  );
  const [rule, dispatch] = useReducer(ruleReducer, undefined, () =>
    startState(restored ? (renamed(restored.root) as GroupNode) : treeOf(campaign && ruleOf(campaign))),
  );
  const [everyone, setEveryone] = useState(() =>
    restored ? restored.everyone : isEmptyGroup(campaign && ruleOf(campaign)),
  );

  const created = useRef(onCreated);
  useEffect(() => {
    created.current = onCreated;
  });

  const [saver] = useState(
    () =>
      new DraftSaver<Input>({
        mayHeal,
        saved: campaign ? savedInput(campaign) : inputOf(emptyForm, null),
        async send(body) {
          const saved =
            known.current === null
              ? await client.POST("/api/campaigns", { body })
              : await client.PUT("/api/campaigns/{id}", { params: { path: { id: known.current } }, body });
          const draft = saved.data as Campaign;
          setBase(JSON.stringify(savedInput(draft)));
          queries.setQueryData(campaignOptions(draft.id).queryKey, draft);
          void queries.invalidateQueries({ queryKey: historyKey });
          if (known.current === null) {
            known.current = draft.id;
            dropKept(null);
            setId(draft.id);
            created.current(draft.id);
          }
        },
      }),
  );
  const { status, error } = useSyncExternalStore(saver.subscribe, saver.read);

  const written = useMemo(() => writeRule(rule.root, (node) => isFinished(node, words)), [rule.root, words]);
  const empty = rule.root.rules.length === 0;
  const saved = form.segmentId;
  const described = saved !== null || (empty ? everyone : written.rule.rules.length > 0);
  const audience = useMemo(() => (saved === null ? written.rule : inSegment(saved)), [saved, written]);
  const unfinished = saved === null ? written.unfinished : 0;
  const input = useMemo(() => inputOf(form, described ? written.rule : null), [form, described, written]);

  useEffect(() => {
    if (kept !== "conflict") saver.change(input);
  }, [saver, input, kept]);

  // What the server does not have is kept here, so that nothing is lost on reload.
  const partial = status !== "saved" || unfinished > 0;
  useEffect(() => {
    if (kept === "conflict") return;
    if (!partial) dropKept(id);
    else keepDraft(id, { base, form, root: rule.root, everyone, at: new Date().toISOString() });
  }, [partial, id, base, form, rule.root, everyone, kept]);

  useEffect(() => {
    const hide = () => document.visibilityState === "hidden" && void saver.flush().catch(() => {});
    const online = () => saver.retry();
    document.addEventListener("visibilitychange", hide);
    window.addEventListener("online", online);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      window.removeEventListener("online", online);
      void saver.flush().catch(() => {});
    };
  }, [saver]);

  return {
    id,
    form,
    setForm: useCallback((change) => setWhole((old) => ({ ...old, ...change })), []),
    rule,
    dispatch,
    everyone,
    setEveryone,
    written,
    audience,
    unfinished,
    described,
    status,
    error,
    about: (path) => (error instanceof ProblemError ? error.about(path) : undefined),
    async flush() {
      await saver.flush();
      if (known.current === null) throw new Error("This draft has nothing in it yet.");
      return known.current;
    },
    retry: () => saver.retry(),
    kept,
    takeKept(take) {
      if (take && found) {
        setWhole({ ...emptyForm, ...found.form });
        dispatch({ type: "replace", root: renamed(found.root) as GroupNode });
        setEveryone(found.everyone);
      } else dropKept(id);
      setKept("none");
    },
  };
}
