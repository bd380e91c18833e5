import { Plus, SearchX } from "lucide-react";
import { Link, useSearchParams } from "react-router";
import { useMay } from "@/api/me";
import { useSegments } from "@/features/segment/segment-queries";
import { SegmentTable } from "@/features/segment/segment-table";
import { StarterCards, starterStyle } from "@/features/segment/starter-cards";
import { paths } from "@/lib/paths";
import { useSearchText } from "@/lib/use-search-text";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { ListOrError, listEnd } from "@/ui/long-list";
import { PageHeader } from "@/ui/page-header";
import { SearchInput } from "@/ui/search-input";

export function Component() {
  const [params, setParams] = useSearchParams();
  const search = params.get("search")?.trim() ?? "";
  const write = (text: string) => setParams(text === "" ? {} : { search: text }, { replace: true });
  const [text, setText] = useSearchText(search, write);
  const list = useSegments(search);
  const { rows } = list;
  const mayEdit = useMay("edit");
  const none = rows?.length === 0 && search === "" && !list.isPlaceholderData;

  return (
    <div className="flex h-[calc(100dvh-6rem)] min-h-96 flex-col md:h-[calc(100dvh-3rem)]">
      <PageHeader
        title="Segments"
        purpose="Saved rules that describe an audience. Who is in one is counted anew each time it is asked for."
        action={
          mayEdit && (
            <Button variant="primary" asChild>
              <Link to={paths.newSegment}>
                <Plus aria-hidden />
                New segment
              </Link>
            </Button>
          )
        }
      />
      {!none && (
        <div className="pb-3">
          <SearchInput
            label="Search segments"
            placeholder="Name of a segment"
            value={text}
            onChange={setText}
            className="w-80 max-md:w-full"
          />
        </div>
      )}
      <ListOrError list={list} loaded={rows !== undefined} title="The segments could not be loaded">
        <SegmentTable
          className="min-h-0"
          rows={rows}
          stale={list.isPlaceholderData}
          place={`segments ${search}`}
          onEnd={() => {
            if (list.hasNextPage && !list.isFetching && !list.isFetchNextPageError) void list.fetchNextPage();
          }}
          empty={
            none ? (
              <NoSegments mayEdit={mayEdit} />
            ) : (
              <EmptyState
                icon={SearchX}
                title="No segment matches"
                action={
                  <Button
                    onClick={() => {
                      setText("");
                      write("");
                    }}
                  >
                    Clear the search
                  </Button>
                }
              >
                No name contains “<bdi className="break-all">{search}</bdi>”.
              </EmptyState>
            )
          }
          footer={listEnd(list)}
        />
      </ListOrError>
    </div>
  );
}

/** Before the first segment: some that most shops want, with their size. */
function NoSegments({ mayEdit }: { mayEdit: boolean }) {
  if (!mayEdit) {
    return (
      <EmptyState ghost title="No segments yet">
        An owner or a marketer makes them. You can look at who is in them then.
      </EmptyState>
    );
  }
  return (
    <section className="rounded-lg border border-line bg-card p-6">
      <h2 className="font-medium">No segments yet</h2>
      <p className="mt-1 mb-4 max-w-2xl text-muted">
        Begin with one of these and change it as you like, or describe your own. The numbers are those of now.
      </p>
      <StarterCards
        wrap={(starter, card) => (
          <Link to={paths.starterSegment(starter.key)} className={starterStyle}>
            {card}
          </Link>
        )}
      />
    </section>
  );
}
