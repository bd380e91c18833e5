/** Every address of the app. Links are made from here, never written by hand. */
export const paths = {
  dashboard: "/",
  signIn: "/sign-in",
  customers: "/customers",
  /** The list with one customer's details open. */
  customer: (id: string) => `/customers?customer=${encodeURIComponent(id)}`,
  segments: "/segments",
  campaigns: "/campaigns",
  newCampaign: "/campaigns/new",
  campaign: (id: string) => `/campaigns/${encodeURIComponent(id)}`,
  editCampaign: (id: string) => `/campaigns/${encodeURIComponent(id)}/edit`,
  import: "/import",
  settings: "/settings",
} as const;
