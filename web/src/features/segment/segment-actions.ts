import { useMutation, useQueryClient } from "@tanstack/react-query";
import { backend, client } from "@/api/client";
import { ProblemError } from "@/api/problem";
import type { Api } from "@/api/types";
import type { Rule } from "@/features/rule/rule-tree";
import { saveFile } from "@/lib/save-file";
import { type Segment, segmentChanged, segmentOptions } from "./segment-queries";

/** Copies with the same name are numbered up to this. */
const mostCopies = 20;

export const isNameTaken = (error: unknown): boolean =>
  error instanceof ProblemError && error.code === "name_taken";

/** Who changed a segment while somebody else was at it, and which version it has now; null for any other error. */
export function changedMeanwhile(error: unknown): { by: string | null; version: string } | null {
  if (!(error instanceof ProblemError) || error.code !== "changed_meanwhile") return null;
  const { by, version } = error.body;
  return { by: typeof by === "string" ? by : null, version: typeof version === "string" ? version : "" };
}

/** What is saved of a segment, and the version it was made of. */
export interface SegmentSave {
  body: Api<"SegmentInput">;
  version: string | null;
}

/** Makes a segment, or changes one that nobody has changed since. */
export function useSaveSegment(id: string | null) {
  const queries = useQueryClient();
  return useMutation({
    async mutationFn({ body, version }: SegmentSave): Promise<Segment> {
      const header = version === null ? {} : { "If-Match": `"${version}"` };
      const saved =
        id === null
          ? await client.POST("/api/segments", { body })
          : await client.PATCH("/api/segments/{id}", { params: { path: { id }, header }, body });
      return saved.data as Segment;
    },
    onSuccess(segment) {
      queries.setQueryData(segmentOptions(segment.id).queryKey, segment);
      segmentChanged(queries);
    },
  });
}

/** Another segment with the same rule, under a name that is free. */
export function useDuplicateSegment() {
  const queries = useQueryClient();
  return useMutation({
    async mutationFn({ name, description, rule }: Segment): Promise<Segment> {
      for (let copy = 1; ; copy++) {
        const body = { name: `${name} (copy${copy === 1 ? "" : ` ${copy}`})`, description, rule };
        try {
          const made = await client.POST("/api/segments", { body: body as Api<"SegmentInput"> });
          return made.data as Segment;
        } catch (error) {
          if (!isNameTaken(error) || copy === mostCopies) throw error;
        }
      }
    },
    onSuccess: () => segmentChanged(queries),
  });
}

/** Where the browser finds everybody in a segment as a file. */
export const csvOf = (id: string): string =>
  `${backend}/api/segments/${encodeURIComponent(id)}/customers.csv`;

/** Everybody a rule matches, as a file, though nobody has saved the rule. */
export async function saveMatching(rule: Rule, name: string): Promise<void> {
  const { data } = await client.POST("/api/segments/export", {
    body: rule as Api<"Rule">,
    parseAs: "blob",
  });
  saveFile(`${name}.csv`, data ?? new Blob());
}
