import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link } from "react-router";
import { api } from "@/api/client";
import type { Api } from "@/api/types";
import { customerName } from "@/features/customer/customer-name";
import { paths } from "@/lib/paths";
import { ErrorState } from "@/ui/error-state";
import { SidePanel } from "@/ui/side-panel";
import { SkeletonLines } from "@/ui/skeleton";
import { Explanation, Mark } from "./explanation";
import { type RuleGroup, treeOf } from "./rule-tree";
import { explainPath } from "./use-preview";
import type { Words } from "./vocabulary";

export interface ExplainPanelProps {
  /** Whom it is about; null for a closed panel. */
  customer: Api<"Customer"> | null;
  /** As the server is asked. */
  rule: RuleGroup;
  words: Words;
  onClose(): void;
}

/** Why somebody is in the audience or out of it: every condition with its answer. */
export function ExplainPanel({ customer, rule, words, onClose }: ExplainPanelProps) {
  if (!customer) return null;
  return <Open customer={customer} rule={rule} words={words} onClose={onClose} />;
}

function Open({ customer, rule, words, onClose }: ExplainPanelProps & { customer: Api<"Customer"> }) {
  const asked = useQuery(
    api.queryOptions(
      "post",
      explainPath,
      { body: { customerId: customer.id, rule: rule as Api<"Rule"> } },
      { gcTime: 60_000 },
    ),
  );
  const root = useMemo(() => treeOf(rule), [rule]);
  const name = customerName(customer);
  return (
    <SidePanel
      open
      onOpenChange={(open) => !open && onClose()}
      title={<bdi>{name}</bdi>}
      subtitle={
        <Link to={paths.customer(customer.id)} target="_blank" className="underline underline-offset-4">
          Open the customer in a new tab
        </Link>
      }
    >
      {asked.data ? (
        <div className="flex flex-col gap-4 p-4">
          <p className="flex items-start gap-2 text-lg" role="status">
            <Mark holds={asked.data.matches} className="mt-1" />
            {asked.data.matches ? "In this audience" : "Not in this audience"}
          </p>
          {rule.rules.length > 0 ? (
            <Explanation part={asked.data.root} node={root} words={words} />
          ) : (
            <p className="text-muted">There are no conditions: everyone is in.</p>
          )}
        </div>
      ) : asked.isError ? (
        <ErrorState
          className="m-4 border-0"
          error={asked.error}
          title="The answer could not be found"
          onRetry={() => void asked.refetch()}
          busy={asked.isFetching}
        />
      ) : (
        <SkeletonLines lines={8} className="p-4" />
      )}
    </SidePanel>
  );
}
