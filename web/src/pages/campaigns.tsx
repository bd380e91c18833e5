import { Plus, SearchX } from "lucide-react";
import { Link } from "react-router";
import { useMay } from "@/api/me";
import { useHistoryState } from "@/features/campaign/history-state";
import { HistoryTable } from "@/features/campaign/history-table";
import { useHistory } from "@/features/campaign/use-history";
import { paths } from "@/lib/paths";
import { useSearchText } from "@/lib/use-search-text";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { ListOrError, listEnd } from "@/ui/long-list";
import { PageHeader } from "@/ui/page-header";
import { SearchInput } from "@/ui/search-input";
import { Select } from "@/ui/select";
import { type CampaignState, campaignStates } from "@/ui/state-badge";

const everyState = "all";
const stateOptions = [
  { value: everyState, label: "Every state" },
  ...Object.entries(campaignStates).map(([value, look]) => ({ value, label: look.label })),
];

export function Component() {
  const { state, change } = useHistoryState();
  const [text, setText] = useSearchText(state.search, (search) => change({ search }));
  const list = useHistory(state);
  const { rows } = list;
  const mayEdit = useMay("edit");
  const filtered = state.search !== "" || state.state !== null;
  const none = rows?.length === 0 && !filtered && !list.isPlaceholderData;

  return (
    <div className="flex h-[calc(100dvh-6rem)] min-h-96 flex-col md:h-[calc(100dvh-3rem)]">
      <PageHeader
        title="Campaigns"
        purpose="Every campaign, what it sent and what became of it."
        action={
          !none &&
          mayEdit && (
            <Button variant="primary" asChild>
              <Link to={paths.newCampaign}>
                <Plus aria-hidden />
                New campaign
              </Link>
            </Button>
          )
        }
      />
      {!none && (
        <div className="flex flex-wrap items-center gap-2 pb-3">
          <SearchInput
            label="Search campaigns"
            placeholder="Name of a campaign"
            value={text}
            onChange={setText}
            className="w-80 max-md:w-full"
          />
          <Select
            aria-label="State"
            value={state.state ?? everyState}
            options={stateOptions}
            onChange={(value) => change({ state: value === everyState ? null : (value as CampaignState) })}
            className="w-40 max-md:w-full"
          />
        </div>
      )}
      <ListOrError
        list={list}
        loaded={rows !== undefined}
        title="The campaigns could not be loaded"
        kept="Sending goes on without this page."
      >
        <HistoryTable
          className="min-h-0"
          rows={rows}
          stale={list.isPlaceholderData}
          place={`campaigns ${state.search} ${state.state ?? ""}`}
          onEnd={() => {
            if (list.hasNextPage && !list.isFetching && !list.isFetchNextPageError) void list.fetchNextPage();
          }}
          empty={
            filtered ? (
              <EmptyState
                icon={SearchX}
                title="No campaign matches"
                action={
                  <Button
                    onClick={() => {
                      setText("");
                      change({ search: "", state: null });
                    }}
                  >
                    Clear filters
                  </Button>
                }
              >
                Try another name or another state.
              </EmptyState>
            ) : (
              <EmptyState
                ghost
                title="No campaigns yet"
                action={
                  mayEdit && (
                    <Button variant="primary" asChild>
                      <Link to={paths.newCampaign}>
                        <Plus aria-hidden />
                        New campaign
                      </Link>
                    </Button>
                  )
                }
              >
                A campaign writes one message to everybody an audience describes. What became of each stands
                here.
              </EmptyState>
            )
          }
          footer={listEnd(list)}
        />
      </ListOrError>
    </div>
  );
}
