import { act, render, screen } from "@testing-library/react";
import { createRef, useState } from "react";
import { expect, test } from "vitest";
import { insertAtCaret, TemplateField } from "./template-field";
import { piecesOf, TemplateText } from "./template-text";

test("a message falls into words, variables and statements, and is whole again", () => {
  const text =
    'Hi {{ firstName | default("there") }},\n{% if city %}in {{ attributes["shoe size"] }}{% endif %} {{ open';
  const pieces = piecesOf(text);
  expect(pieces.map((piece) => piece.text).join("")).toBe(text);
  expect(pieces.map((piece) => [piece.kind, piece.name])).toEqual([
    ["words", undefined],
    ["variable", "firstName"],
    ["words", undefined],
    ["statement", undefined],
    ["words", undefined],
    ["variable", "attributes.shoe size"],
    ["statement", undefined],
    ["words", undefined],
  ]);
  expect(piecesOf("")).toEqual([]);
});

test("chips carry the names people know", () => {
  const variables = [{ name: "firstName", label: "First name", optional: true, example: "Ana", insert: "" }];
  render(<TemplateText text={'Hi {{ firstName | default("there") }}!'} variables={variables} />);
  expect(screen.getByText("First name").title).toBe('{{ firstName | default("there") }}');
  expect(screen.getByText("First name").parentElement?.textContent).toBe("Hi First name!");
});

test("a variable goes where the caret is, in place of what is selected", async () => {
  const field = createRef<HTMLTextAreaElement>();
  let set: (value: string) => void = () => {};
  function Field() {
    const [value, setValue] = useState("Dear NAME, hello");
    set = setValue;
    return <TemplateField aria-label="Text" field={field} value={value} onChange={setValue} />;
  }
  render(<Field />);
  const text = screen.getByLabelText<HTMLTextAreaElement>("Text");
  text.setSelectionRange(5, 9);
  act(() => insertAtCaret(text, "{{ name }}", set));
  expect(text.value).toBe("Dear {{ name }}, hello");
  expect(document.activeElement).toBe(text);
});
