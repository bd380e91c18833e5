/** Every address of the app. Links are made from here, never written by hand. */
export const paths = {
  dashboard: "/",
  signIn: "/sign-in",
  customers: "/customers",
  /** The list with one customer's details open. */
  customer: (id: string) => `/customers?customer=${encodeURIComponent(id)}`,
  /** The list with the largest of a column first. */
  customersBy: (column: "totalSpend" | "lastPurchased") => `/customers?sort=${column}&order=desc`,
  segments: "/segments",
  newSegment: "/segments/new",
  /** A new segment that begins with one of the starters. */
  starterSegment: (starter: string) => `/segments/new?from=${encodeURIComponent(starter)}`,
  /** A new segment that begins with a rule. */
  segmentOfRule: (rule: object) => `/segments/new?rule=${encodeURIComponent(JSON.stringify(rule))}`,
  segment: (id: string) => `/segments/${encodeURIComponent(id)}`,
  campaigns: "/campaigns",
  newCampaign: "/campaigns/new",
  /** A new campaign for whoever is in a segment. */
  campaignFor: (segment: string) => `/campaigns/new?segment=${encodeURIComponent(segment)}`,
  campaign: (id: string) => `/campaigns/${encodeURIComponent(id)}`,
  editCampaign: (id: string) => `/campaigns/${encodeURIComponent(id)}/edit`,
  import: "/import",
  /** One import: how far it is, and what became of its rows. */
  importRun: (id: string) => `/import?import=${encodeURIComponent(id)}`,
  deadLetters: "/import#dead-letters",
  settings: "/settings",
  audit: "/settings/audit",
  account: "/account",
} as const;
