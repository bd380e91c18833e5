import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { MailFrame, pageOf } from "./mail-frame";
import { MessageFrame } from "./message-preview";

test("nothing of an email runs, opens or is sent from its frame", () => {
  render(<MailFrame html="<p>Hello</p>" />);
  const frame = screen.getByTitle("The email as it is read");
  expect(frame.getAttribute("sandbox")).toBe("allow-same-origin");
  expect(frame.getAttribute("srcdoc")).toContain("<p>Hello</p>");
});

test("links open in a window that the sandbox does not give them", () => {
  expect(pageOf('<html><head lang="en"><title>x</title></head></html>')).toBe(
    '<html><head lang="en"><base target="_blank"><title>x</title></head></html>',
  );
  expect(pageOf("<p>Hello</p>")).toContain('<base target="_blank">');
});

test("an email without HTML and a text message are shown as text", () => {
  const message = { sender: "Hazel", to: null, toName: null, subject: "Hi", body: "Plain <b>text</b>" };
  const { rerender } = render(<MessageFrame channel="email" {...message} html={null} />);
  expect(screen.queryByTitle("The email as it is read")).toBeNull();
  expect(screen.getByText("Plain <b>text</b>")).toBeTruthy();
  rerender(<MessageFrame channel="sms" {...message} html="<p>x</p>" />);
  expect(screen.queryByTitle("The email as it is read")).toBeNull();
});
