import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { DurationEditor } from "./duration-editor";
import { ListEditor, splitValues } from "./list-editor";
import { NumberEditor, parseNumber } from "./number-editor";
import { matching } from "./suggest-input";
import { TextEditor } from "./text-editor";

test("numbers are read the way people write them", () => {
  const cases: [string, number | undefined][] = [
    ["100", 100],
    ["1,000", 1000],
    ["1,234,567.5", 1_234_567.5],
    ["1 000", 1000],
    ["1\u202f000", 1000],
    ["1,5", 1.5],
    ["12,34", 12.34],
    ["-3", -3],
    ["−3", -3],
    [".5", 0.5],
    ["5.", 5],
    ["", undefined],
    ["-", undefined],
    ["1e9", undefined],
    ["12 apples", undefined],
    ["NaN", undefined],
    ["1,000,00", undefined],
  ];
  for (const [text, value] of cases) expect(parseNumber(text), text).toBe(value);
});

test("what a person types stays as typed until they leave the field", () => {
  const changed = vi.fn();
  function Field() {
    const [value, setValue] = useState<number | undefined>(undefined);
    return (
      <NumberEditor
        label="Total spend: value"
        value={value}
        prefix="€"
        onChange={(next) => {
          changed(next);
          setValue(next);
        }}
      />
    );
  }
  render(<Field />);
  const input = screen.getByLabelText<HTMLInputElement>("Total spend: value");
  fireEvent.change(input, { target: { value: "1,000" } });
  expect(changed).toHaveBeenLastCalledWith(1000);
  expect(input.value).toBe("1,000");
  fireEvent.blur(input);
  expect(input.value).toBe("1000");
  fireEvent.change(input, { target: { value: "1,000 apples" } });
  expect(changed).toHaveBeenLastCalledWith(undefined);
  expect(input.getAttribute("aria-invalid")).toBe("true");
});

test("a value changed from outside, by undo, is shown", () => {
  const { rerender } = render(<NumberEditor label="n" value={5} onChange={() => {}} />);
  rerender(<NumberEditor label="n" value={7} onChange={() => {}} />);
  expect(screen.getByLabelText<HTMLInputElement>("n").value).toBe("7");
});

test("a duration keeps its unit while its amount is empty", () => {
  const changed = vi.fn();
  render(<DurationEditor label="d" value={{ hours: 6 }} onChange={changed} />);
  fireEvent.change(screen.getByLabelText("d"), { target: { value: "" } });
  expect(changed).toHaveBeenLastCalledWith({ hours: undefined });
  fireEvent.change(screen.getByLabelText("d"), { target: { value: "12" } });
  expect(changed).toHaveBeenLastCalledWith({ hours: 12 });
});

test("known values that begin with the text come first", () => {
  expect(matching(["Bern", "Berlin", "Lübeck", "New Bern"], "ber")).toEqual(["Bern", "Berlin", "New Bern"]);
  expect(matching(["vip", "new"], "", ["vip"])).toEqual(["new"]);
});

test("a known value is taken by keyboard, any other as typed", () => {
  const changed = vi.fn();
  render(<TextEditor label="City: value" value="be" onChange={changed} values={["Berlin", "Bern"]} />);
  const input = screen.getByRole("combobox", { name: "City: value" });
  fireEvent.focus(input);
  expect(screen.getAllByRole("option").map((option) => option.textContent)).toEqual(["Berlin", "Bern"]);
  fireEvent.keyDown(input, { key: "ArrowDown" });
  fireEvent.keyDown(input, { key: "ArrowDown" });
  fireEvent.keyDown(input, { key: "Enter" });
  expect(changed).toHaveBeenLastCalledWith("Bern");
  fireEvent.change(input, { target: { value: "Ber" } });
  expect(changed).toHaveBeenLastCalledWith("Ber");
});

test("a list takes Enter, comma, paste and Backspace, each value once", () => {
  function Field() {
    const [value, setValue] = useState<string[]>([]);
    return (
      <>
        <ListEditor label="Tags: values" value={value} onChange={setValue} values={["vip"]} most={5} />
        <output>{value.join("|")}</output>
      </>
    );
  }
  render(<Field />);
  const input = screen.getByRole("combobox");
  const list = () => screen.getByRole("status").textContent;
  fireEvent.change(input, { target: { value: "vip" } });
  fireEvent.keyDown(input, { key: "Enter" });
  fireEvent.change(input, { target: { value: "new" } });
  fireEvent.keyDown(input, { key: "," });
  fireEvent.change(input, { target: { value: "vip" } });
  fireEvent.blur(input);
  expect(list()).toBe("vip|new");
  fireEvent.paste(input, { clipboardData: { getData: () => "a; b;c;d" } });
  expect(list()).toBe("vip|new|a|b|c");
  fireEvent.keyDown(input, { key: "Backspace" });
  expect(list()).toBe("vip|new|a|b");
  fireEvent.click(screen.getByRole("button", { name: "Remove new" }));
  expect(list()).toBe("vip|a|b");
});

test("lines are split at line ends, a single line at commas", () => {
  expect(splitValues("Bern, CH\nRome, IT\n\n")).toEqual(["Bern, CH", "Rome, IT"]);
  expect(splitValues("a, b;c")).toEqual(["a", "b", "c"]);
});
