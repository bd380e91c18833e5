import { useQuery } from "@tanstack/react-query";
import { Bookmark, Download, X } from "lucide-react";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { useMay } from "@/api/me";
import { RuleSentence } from "@/features/rule/rule-sentence";
import { type RuleGroup, treeOf } from "@/features/rule/rule-tree";
import { sentence } from "@/features/rule/sentence";
import { vocabularyOptions, wordsOf } from "@/features/rule/vocabulary";
import { saveMatching } from "@/features/segment/segment-actions";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { showError } from "@/ui/toast";

export interface FilterBarProps {
  rule: RuleGroup;
  /** A text is searched for as well, which a file and a segment do not know of. */
  searched: boolean;
  onClear(): void;
}

/** What the list is filtered by, as a sentence, and what one does with those it shows. */
export function FilterBar({ rule, searched, onClear }: FilterBarProps) {
  const format = useFormat();
  const mayEdit = useMay("edit");
  const vocabulary = useQuery(vocabularyOptions());
  const words = useMemo(() => vocabulary.data && wordsOf(vocabulary.data), [vocabulary.data]);
  const parts = useMemo(() => (words ? sentence(treeOf(rule), words, format) : []), [rule, words, format]);
  const [exporting, setExporting] = useState(false);

  async function download() {
    setExporting(true);
    try {
      await saveMatching(rule, "Customers");
    } catch (error) {
      showError(error);
    } finally {
      setExporting(false);
    }
  }

  return (
    <section
      aria-label="Filter"
      className="mb-3 flex flex-wrap items-start justify-between gap-x-6 gap-y-2 rounded-lg border border-line bg-card px-3 py-2"
    >
      <RuleSentence parts={parts} className="max-h-20 min-w-60 flex-1 overflow-y-auto py-1.5" />
      <div className="flex flex-wrap items-center gap-2 max-md:[&_svg]:hidden">
        <Button variant="ghost" onClick={onClear}>
          <X aria-hidden />
          Clear
        </Button>
        {mayEdit && (
          <Button asChild>
            <Link to={paths.segmentOfRule(rule)}>
              <Bookmark aria-hidden />
              Save as segment
            </Link>
          </Button>
        )}
        <Button
          busy={exporting}
          onClick={download}
          title={searched ? "Everybody the filter matches; the search does not narrow the file" : undefined}
        >
          {!exporting && <Download aria-hidden />}
          Export CSV
        </Button>
      </div>
    </section>
  );
}
