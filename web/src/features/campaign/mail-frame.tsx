import { useRef, useState } from "react";
import { cn } from "@/lib/cn";

/** Until the mail says how tall it is, and where it says nothing, in px. */
const usualHeight = 320;
const mostHeight = 1600;

/** A fragment becomes a page of its own; links of either open nowhere, because the frame may open nothing. */
export function pageOf(html: string): string {
  const base = '<base target="_blank">';
  if (/<head[\s>]/i.test(html)) return html.replace(/<head([^>]*)>/i, `<head$1>${base}`);
  const style = "<style>body{font:14px/1.5 system-ui,sans-serif;margin:16px;overflow-wrap:anywhere}</style>";
  return `<!doctype html><html><head><meta charset="utf-8">${base}${style}</head><body>${html}</body></html>`;
}

/**
 * The HTML of an email as its reader's program draws it: in a sandbox, where nothing of it runs, opens or is sent. It is
 * of the same origin only so that its height can be read.
 */
export function MailFrame({ html, className }: { html: string; className?: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(usualHeight);
  const measure = () => {
    const page = frame.current?.contentDocument?.documentElement;
    if (page) setHeight(Math.min(mostHeight, Math.max(120, page.scrollHeight)));
  };
  return (
    <iframe
      ref={frame}
      title="The email as it is read"
      sandbox="allow-same-origin"
      srcDoc={pageOf(html)}
      onLoad={measure}
      style={{ height, colorScheme: "light" }}
      className={cn("block w-full", className)}
    />
  );
}
