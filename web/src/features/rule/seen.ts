import type { Format } from "@/lib/format";
import { plural } from "@/lib/format";
import type { ConditionNode } from "./rule-tree";
import { isDate } from "./value";
import type { Words } from "./vocabulary";
import { listText, numberText } from "./wording";

/** Orders that a condition looked at. */
interface SeenOrders {
  value: number | null;
  count: number;
  sum: number;
  first: string | null;
  last: string | null;
}

/** What a campaign did for the customer. */
interface SeenCampaign {
  campaign: string;
  enrolledAt: string;
  sentAt: string | null;
  failedAt: string | null;
}

const isOrders = (seen: object): seen is SeenOrders => "sum" in seen && "count" in seen;
const isCampaign = (seen: unknown): seen is SeenCampaign =>
  typeof seen === "object" && seen !== null && "enrolledAt" in seen;
const none = "no value";
const mostCampaigns = 3;

function ordersText({ count, sum, first, last }: SeenOrders, format: Format): string {
  if (count === 0 || !first || !last) return "no such order";
  const orders = `${plural(count, format.number(count), "order")}, ${format.money(sum)} in all`;
  const [from, to] = [format.date(first), format.date(last)];
  return from === to ? `${orders}, on ${from}` : `${orders}, from ${from} to ${to}`;
}

function campaignText(seen: SeenCampaign, words: Words, format: Format): string {
  const name = words.campaigns.find((each) => each.id === seen.campaign)?.name;
  const what = seen.sentAt
    ? `sent on ${format.date(seen.sentAt)}`
    : seen.failedAt
      ? `failed on ${format.date(seen.failedAt)}`
      : `enrolled on ${format.date(seen.enrolledAt)}`;
  return `${name === undefined ? `campaign ${seen.campaign}` : `“${name}”`} ${what}`;
}

function campaignsText(seen: readonly SeenCampaign[], words: Words, format: Format): string {
  const named = seen.slice(0, mostCampaigns).map((each) => campaignText(each, words, format));
  const more = seen.length - named.length;
  return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
}

/** What was seen of a customer by one condition, in words; undefined where the answer itself says it. */
export function seenText(
  seen: unknown,
  condition: ConditionNode | undefined,
  words: Words,
  format: Format,
): string | undefined {
  const field = condition && words.fieldOf(condition);
  const past = condition && words.past(condition.metric);
  if (seen === null || seen === undefined) return none;
  if (Array.isArray(seen)) {
    if (seen.every(isCampaign) && past) {
      return seen.length === 0 ? "no such campaign" : campaignsText(seen, words, format);
    }
    return seen.length === 0 ? none : listText(seen);
  }
  if (typeof seen === "object") return isOrders(seen) ? ordersText(seen, format) : undefined;
  // Of a segment it is only seen whether it is so.
  if (typeof seen === "boolean") return past ? undefined : String(seen);
  if (typeof seen === "number") return field ? numberText(seen, field, format) : format.number(seen);
  return isDate(seen) ? format.dateTime(seen) : `“${String(seen)}”`;
}
