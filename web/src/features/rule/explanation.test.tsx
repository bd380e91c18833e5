import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Explanation } from "./explanation";
import { type Rule, treeOf } from "./rule-tree";
import { wordsFixture as words } from "./vocabulary-fixture";

const rule: Rule = {
  logic: "AND",
  rules: [
    { metric: "totalSpend", operator: ">", value: 100 },
    {
      logic: "OR",
      not: true,
      rules: [
        { metric: "city", operator: "==", value: "Bern" },
        { metric: "segment", operator: "in", value: "7" },
      ],
    },
  ],
};

test("every part says whether it holds and what was seen", () => {
  const part = {
    path: "",
    holds: false,
    sentence: "",
    rules: [
      { path: "rules[0]", holds: true, sentence: "", seen: 250.5 },
      {
        path: "rules[1]",
        holds: false,
        sentence: "",
        rules: [
          { path: "rules[1].rules[0]", holds: false, sentence: "", seen: null },
          { path: "rules[1].rules[1]", holds: true, sentence: "", seen: true },
        ],
      },
    ],
  };
  render(<Explanation part={part} node={treeOf(rule)} words={words} />);
  const text = document.body.textContent ?? "";
  expect(text).toContain("Does not hold: All of these");
  expect(text).toMatch(/Holds: The total spend is more than .100Here: .250\.50/);
  expect(text).toContain("Does not hold: None of these");
  expect(text).toContain("Does not hold: The city is “Bern”Here: no value");
  expect(text).toContain("Holds: They are in segment “Champions”");
  expect(screen.getAllByRole("listitem")).toHaveLength(4);
});
