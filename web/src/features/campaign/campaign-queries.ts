import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Api } from "@/api/types";

export type Campaign = Api<"Campaign">;
export type CampaignSummary = Api<"CampaignSummary">;
export type Channel = Api<"Channel">;

/** A campaign in full; the live stream keeps it up to date while somebody watches it. */
export const campaignOptions = (id: string) =>
  api.queryOptions("get", "/api/campaigns/{id}", { params: { path: { id } } });

/** What a message can hold. */
export const variablesOptions = () =>
  api.queryOptions("get", "/api/campaigns/variables", {}, { staleTime: 60_000 });

/** Every list of campaigns, whatever its filters. */
export const historyKey = ["get", "/api/campaigns/history"] as const;

/** To be called when something was done with a campaign: what is shown of it is asked anew. */
export function useCampaignChanged(id: string): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    void queries.invalidateQueries({ queryKey: historyKey });
    await queries.invalidateQueries({ queryKey: campaignOptions(id).queryKey });
  };
}

export const channelNames: Record<Channel, string> = { email: "Email", sms: "SMS" };
/** “612 can be reached by email” */
export const byChannel: Record<Channel, string> = { email: "by email", sms: "by SMS" };
