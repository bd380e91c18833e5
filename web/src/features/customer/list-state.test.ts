import { expect, test } from "vitest";
import { defaultState, readListState, writeListState } from "./list-state";

const read = (text: string) => readListState(new URLSearchParams(text));
const write = (text: string, change: Parameters<typeof writeListState>[1]) =>
  writeListState(new URLSearchParams(text), change).toString();

test("a bare address is the usual list", () => {
  expect(read("")).toEqual(defaultState);
});

test("the address holds search, sort, filter and the open customer", () => {
  expect(read("search=ada&sort=totalSpend&order=asc&filter=%7B%7D&customer=42")).toEqual({
    search: "ada",
    sort: "totalSpend",
    order: "asc",
    filter: "{}",
    customer: "42",
  });
});

test("nonsense in the address is as if absent", () => {
  expect(read("sort=password&order=sideways&customer=")).toEqual(defaultState);
});

test("what is as usual stays out of the address", () => {
  expect(write("search=ada&sort=totalSpend&order=desc", defaultState)).toBe("");
});

test("a change keeps the rest, also what others put there", () => {
  expect(write("search=ada&other=1", { sort: "visits", order: "desc" })).toBe(
    "search=ada&other=1&sort=visits&order=desc",
  );
  expect(write("search=ada&customer=1", { customer: null })).toBe("search=ada");
});

test("a search that looks like an address survives it", () => {
  expect(read(write("", { search: "a&b=ü 😀" })).search).toBe("a&b=ü 😀");
});
