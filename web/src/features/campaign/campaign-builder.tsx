import { ArrowRight, Ellipsis, Trash2 } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { Link, useLocation, useNavigate, useSearchParams } from "react-router";
import { useWorkspace } from "@/api/me";
import { ProblemError } from "@/api/problem";
import type { Api } from "@/api/types";
import { usePreview } from "@/features/rule/use-preview";
import { wordsOf } from "@/features/rule/vocabulary";
import { useSuggestions } from "@/features/suggestion/use-suggestions";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/ui/dropdown-menu";
import { IconButton } from "@/ui/icon-button";
import { PageHeader } from "@/ui/page-header";
import { CampaignStateBadge } from "@/ui/state-badge";
import { AudienceStep } from "./audience-step";
import type { Campaign } from "./campaign-queries";
import { DeleteDraft } from "./delete-draft";
import { KeptNote } from "./kept-note";
import { LaunchDialog } from "./launch-dialog";
import { MessageStep } from "./message-step";
import { ProblemNote } from "./problem-note";
import { openPoints, type Readiness, type Step, stepStates } from "./readiness";
import { ReviewStep } from "./review-step";
import { SaveNote } from "./save-note";
import { StepBar } from "./step-bar";
import { useDraft } from "./use-draft";
import { useRendered } from "./use-rendered";

const ScheduleDialog = lazy(() =>
  import("./schedule-dialog").then((file) => ({ default: file.ScheduleDialog })),
);

const steps: readonly Step[] = ["audience", "message", "review"];
const nextOf = { audience: "message", message: "review" } as const;
const nextLabel = { audience: "Write the message", message: "Review" } as const;

export interface CampaignBuilderProps {
  /** Ties the addresses of this visit together, before and after the draft has an id. */
  visit: string;
  /** The draft to go on with; null for a new one. */
  campaign: Campaign | null;
  vocabulary: Api<"Vocabulary">;
}

/** A draft on its way to its launch: four steps over one draft that saves itself. */
export function CampaignBuilder({ visit, campaign, vocabulary }: CampaignBuilderProps) {
  const format = useFormat();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const location = useLocation();
  const [search] = useSearchParams();
  const words = useMemo(() => wordsOf(vocabulary), [vocabulary]);
  const asked = search.get("step");
  const step = steps.find((each) => each === asked) ?? "audience";

  const here = useRef(location);
  useEffect(() => {
    here.current = location;
  });
  const draft = useDraft(
    campaign,
    words,
    (id) => {
      const { search } = here.current;
      const to = { pathname: paths.editCampaign(id), search: search.startsWith("?segment=") ? "" : search };
      void navigate(to, { replace: true, state: { visit } });
    },
    campaign ? null : search.get("segment"),
  );

  const preview = usePreview(draft.audience);
  const sample = preview.answer?.sample ?? [];
  const [recipient, setRecipient] = useState<string>();
  const rendered = useRendered(draft.form, recipient ?? sample[0]?.id);
  const suggestions = useSuggestions();
  const [launching, setLaunching] = useState(false);
  const [scheduling, setScheduling] = useState(false);
  const [deleting, setDeleting] = useState(false);

  const everyone = draft.form.segmentId === null && draft.rule.root.rules.length === 0 && draft.everyone;
  const readiness: Readiness = {
    form: draft.form,
    described: draft.described,
    everyone,
    unfinished: draft.unfinished,
    preview: preview.answer,
    refused: preview.refused !== null,
    uncounted: preview.error !== null && preview.refused === null,
    mostRecipients: useWorkspace().mostRecipients,
    messageErrors: rendered.errors,
  };
  const points = openPoints(readiness, format);
  const states = stepStates(readiness, points, format);

  function go(to: Step | "launch") {
    const next = to === "launch" ? "review" : to;
    const params = next === "audience" ? "" : `?step=${next}`;
    void navigate({ pathname: here.current.pathname, search: params }, { state: { visit } });
    document.getElementById("content")?.scrollTo({ top: 0 });
    if (to === "launch") {
      if (step === "review" && points.length === 0 && preview.answer) setLaunching(true);
      else requestAnimationFrame(() => document.getElementById("launch")?.scrollIntoView());
    }
  }

  const gone = draft.error instanceof ProblemError && [404, 409].includes(draft.error.status);
  const next = step === "review" ? null : step;
  return (
    <>
      <PageHeader
        title={draft.form.name.trim() || (campaign ? "Campaign without a name" : "New campaign")}
        back={
          <Link to={paths.campaigns} className="text-muted hover:text-ink">
            Campaigns
          </Link>
        }
        aside={
          <>
            <CampaignStateBadge state="draft" />
            {!gone && <SaveNote draft={draft} />}
          </>
        }
        action={
          <>
            {draft.id !== null && (
              <Menu>
                <MenuTrigger asChild>
                  <IconButton label="More" icon={Ellipsis} />
                </MenuTrigger>
                <MenuContent>
                  <MenuItem icon={Trash2} tone="danger" onSelect={() => setDeleting(true)}>
                    Delete the draft
                  </MenuItem>
                </MenuContent>
              </Menu>
            )}
            {next && (
              <Button variant="primary" onClick={() => go(nextOf[next])}>
                {nextLabel[next]}
                <ArrowRight aria-hidden />
              </Button>
            )}
          </>
        }
      />
      {campaign?.problem && (
        <ProblemNote title="It could not start by itself" problem={campaign.problem} className="mb-4" />
      )}
      <KeptNote draft={draft} gone={gone} />
      <StepBar current={step} states={states} onGo={go} />
      {step === "audience" && <AudienceStep draft={draft} words={words} preview={preview} />}
      {step === "message" && (
        <MessageStep
          draft={draft}
          rendered={rendered}
          sample={sample}
          onRecipient={setRecipient}
          suggestions={suggestions}
        />
      )}
      {step === "review" && (
        <ReviewStep
          draft={draft}
          words={words}
          preview={preview}
          rendered={rendered}
          points={points}
          onGo={go}
          onLaunch={() => setLaunching(true)}
          onSchedule={() => setScheduling(true)}
        />
      )}
      {preview.answer && (
        <LaunchDialog
          open={launching}
          onOpenChange={setLaunching}
          flush={draft.flush}
          preview={preview.answer}
          channel={draft.form.channel}
          everyone={everyone}
          simulated={workspace.channels.find((way) => way.channel === draft.form.channel)?.simulated ?? false}
          onLaunched={(id) => void navigate(paths.campaign(id), { replace: true })}
        />
      )}
      <Suspense>
        {scheduling && (
          <ScheduleDialog
            flush={draft.flush}
            preview={preview.answer}
            channel={draft.form.channel}
            everyone={everyone}
            scheduledAt={null}
            onScheduled={(id) => void navigate(paths.campaign(id), { replace: true })}
            onClose={() => setScheduling(false)}
          />
        )}
      </Suspense>
      {draft.id !== null && <DeleteDraft id={draft.id} open={deleting} onOpenChange={setDeleting} />}
    </>
  );
}
