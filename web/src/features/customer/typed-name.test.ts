import { describe, expect, it } from "vitest";
import { isTyped } from "./typed-name";

const ana = { id: "7", name: "Ana López", email: "ana@shop.example", externalId: "C-7" };

describe("isTyped", () => {
  it("takes the name or the email in any case", () => {
    expect(isTyped(" ana  lópez ", ana)).toBe(true);
    expect(isTyped("ANA@shop.example", ana)).toBe(true);
    expect(isTyped("Ana López", ana)).toBe(true);
  });

  it("takes nothing less", () => {
    for (const typed of ["", " ", "Ana", "ana@shop", "7", "C-7"]) expect(isTyped(typed, ana)).toBe(false);
  });

  it("takes what the page calls somebody without a name", () => {
    const nameless = { id: "7", name: null, email: null, externalId: "C-7" };
    expect(isTyped("c-7", nameless)).toBe(true);
    expect(isTyped("", nameless)).toBe(false);
  });
});
