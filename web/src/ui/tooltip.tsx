import { Slot } from "radix-ui";
import {
  type CSSProperties,
  type FocusEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { createPortal } from "react-dom";
import { Kbd } from "./kbd";

type Side = "top" | "right" | "bottom" | "left";

interface Shown {
  anchor: Element;
  text: ReactNode;
  shortcut: string | undefined;
  side: Side;
}

const openDelayMs = 400;
/** Long enough to move the pointer onto the tooltip. */
const closeDelayMs = 120;
const gap = 6;
const margin = 8;

let shown: Shown | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function set(next: Shown | null) {
  clearTimeout(timer);
  if (shown === next) return;
  shown = next;
  for (const listener of listeners) listener();
}

function later(next: Shown | null, ms: number) {
  clearTimeout(timer);
  timer = setTimeout(() => set(next), ms);
}

const close = () => set(null);

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where the tooltip goes: on its side of the anchor, on the other one where there is no room, inside the window. */
export function place(
  anchor: Pick<DOMRect, "top" | "left" | "right" | "bottom" | "width" | "height">,
  size: { width: number; height: number },
  side: Side,
  view: { width: number; height: number },
): { left: number; top: number } {
  const middleX = anchor.left + anchor.width / 2 - size.width / 2;
  const middleY = anchor.top + anchor.height / 2 - size.height / 2;
  const above = anchor.top - gap - size.height;
  const below = anchor.bottom + gap;
  const before = anchor.left - gap - size.width;
  const after = anchor.right + gap;
  const spot = {
    top: { left: middleX, top: above < margin ? below : above },
    bottom: { left: middleX, top: below + size.height > view.height - margin ? above : below },
    left: { left: before < margin ? after : before, top: middleY },
    right: { left: after + size.width > view.width - margin ? before : after, top: middleY },
  }[side];
  const within = (value: number, length: number, room: number) =>
    Math.max(margin, Math.min(value, room - margin - length));
  return { left: within(spot.left, size.width, view.width), top: within(spot.top, size.height, view.height) };
}

/** Once, at the root of the app: the one tooltip there is, moved to whatever is pointed at or focused. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  const current = useSyncExternalStore(subscribe, () => shown);
  const box = useRef<HTMLDivElement>(null);
  const [style, setStyle] = useState<CSSProperties>({ left: 0, top: 0 });

  useLayoutEffect(() => {
    if (!current || !box.current) return;
    const { width, height } = box.current.getBoundingClientRect();
    const view = { width: innerWidth, height: innerHeight };
    setStyle(place(current.anchor.getBoundingClientRect(), { width, height }, current.side, view));
  }, [current]);

  useEffect(() => {
    if (!current) return;
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && close();
    window.addEventListener("keydown", onKey, true);
    window.addEventListener("scroll", close, true);
    window.addEventListener("resize", close);
    return () => {
      window.removeEventListener("keydown", onKey, true);
      window.removeEventListener("scroll", close, true);
      window.removeEventListener("resize", close);
    };
  }, [current]);

  return (
    <>
      {children}
      {current &&
        createPortal(
          <div
            ref={box}
            role="tooltip"
            aria-hidden // the anchor already carries its text
            style={style}
            onPointerEnter={() => clearTimeout(timer)}
            onPointerLeave={() => later(null, closeDelayMs)}
            className="pointer-events-auto fixed z-50 flex w-max max-w-80 animate-appear items-center gap-2 rounded-md border border-line bg-overlay px-2 py-1 text-ink text-xs shadow-float"
          >
            {current.text}
            {current.shortcut && <Kbd>{current.shortcut}</Kbd>}
          </div>,
          document.body,
        )}
    </>
  );
}

export interface TooltipProps {
  text: ReactNode;
  shortcut?: string | undefined;
  side?: Side;
  /** The text is already the name of what it explains: it is not read out twice. */
  named?: boolean;
  /** One element that takes focus. */
  children: ReactNode;
}

export function Tooltip({ text, shortcut, side = "top", named = false, children }: TooltipProps) {
  const anchor = useRef<Element | null>(null);

  useEffect(
    () => () => {
      if (shown?.anchor === anchor.current) close();
    },
    [],
  );

  const show = (element: Element, delay: number) => {
    anchor.current = element;
    later({ anchor: element, text, shortcut, side }, shown ? 0 : delay);
  };
  return (
    <Slot.Root
      {...(!named && typeof text === "string" && { "aria-description": text })}
      onPointerEnter={(event: PointerEvent) =>
        event.pointerType === "mouse" && show(event.currentTarget, openDelayMs)
      }
      onPointerLeave={() => later(null, closeDelayMs)}
      onPointerDown={close}
      onFocus={(event: FocusEvent) => {
        if (event.currentTarget.matches(":focus-visible")) show(event.currentTarget, 0);
      }}
      onBlur={close}
    >
      {children}
    </Slot.Root>
  );
}
