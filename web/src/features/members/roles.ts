import type { Api } from "@/api/types";

export type Role = Api<"Member">["role"];

/** What a role is called, and what it may do; from the most to the least. */
export const roles: readonly { value: Role; label: string; hint: string }[] = [
  { value: "owner", label: "Owner", hint: "everything, members and keys included" },
  { value: "marketer", label: "Marketer", hint: "data and campaigns" },
  { value: "analyst", label: "Analyst", hint: "looks, and changes nothing" },
];

export const roleLabel = (role: Role): string => roles.find(({ value }) => value === role)?.label ?? role;

/** Somebody as others call them. */
export const nameOf = (person: { name: string | null; email: string | null }): string =>
  person.name ?? person.email ?? "The first owner";
