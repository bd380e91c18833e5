import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { RuleSentence } from "@/features/rule/rule-sentence";
import { treeOf } from "@/features/rule/rule-tree";
import { sentence } from "@/features/rule/sentence";
import { vocabularyOptions, wordsOf } from "@/features/rule/vocabulary";
import { useFormat } from "@/lib/format-context";
import { Card } from "@/ui/card";
import { CopyButton } from "@/ui/copy-button";
import { SkeletonLines } from "@/ui/skeleton";
import { type Campaign, variablesOptions } from "./campaign-queries";
import { audienceOf, isLaunched } from "./draft-form";
import { TemplateText } from "./template-text";

/** For whom, and the message as written. */
export function PlanCards({ campaign }: { campaign: Campaign }) {
  return (
    <>
      <Audience campaign={campaign} />
      <Written campaign={campaign} />
    </>
  );
}

function Audience({ campaign }: { campaign: Campaign }) {
  const format = useFormat();
  const vocabulary = useQuery(vocabularyOptions());
  const rule = audienceOf(campaign);
  const parts = useMemo(
    () => vocabulary.data && sentence(treeOf(rule), wordsOf(vocabulary.data), format),
    [vocabulary.data, rule, format],
  );
  return (
    <Card
      title="Who"
      purpose={isLaunched(campaign) ? "As it was fixed at the launch." : "Asked when it starts."}
      className="min-w-0"
      action={rule && <CopyButton text={JSON.stringify(rule, null, 2)} label="Copy the rule as JSON" />}
    >
      {!rule ? (
        <p className="text-muted">No audience yet.</p>
      ) : parts ? (
        <RuleSentence parts={parts} />
      ) : (
        <SkeletonLines lines={2} />
      )}
    </Card>
  );
}

function Written({ campaign }: { campaign: Campaign }) {
  const variables = useQuery(variablesOptions());
  const known = variables.data?.items ?? [];
  const { message, objective } = campaign;
  return (
    <Card title="What" purpose="The message as written." className="min-w-0">
      {objective && (
        <p dir="auto" className="mb-3 border-line border-b pb-3 text-muted">
          {objective}
        </p>
      )}
      {!message && <p className="text-muted">No message yet.</p>}
      {message && (
        <div className="flex flex-col gap-2">
          {message.subject && (
            <p className="font-medium">
              <TemplateText text={message.subject} variables={known} />
            </p>
          )}
          <TemplateText text={message.body} variables={known} />
        </div>
      )}
    </Card>
  );
}
