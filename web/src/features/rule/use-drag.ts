import { type PointerEvent as ReactPointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import { mayStand, nearest, type Slot, standsThere } from "./move";
import { type GroupNode, walk } from "./rule-tree";

/** So far the pointer moves before it drags. */
const slack = 4;
/** Near the edge of the window the page scrolls by so many pixels a frame. */
const edge = 56;
const scrollBy = 10;

export interface Drag {
  /** The node under way. */
  id: string | null;
  /** Where it would land, as a line within the frame. */
  line: { left: number; top: number; width: number } | null;
  start(event: ReactPointerEvent, id: string): void;
}

/** Every place a node may be dropped at, in the coordinates of the window. */
function slotsOf(frame: HTMLElement, root: GroupNode, id: string, deepest: number): Slot[] {
  const slots: Slot[] = [];
  for (const group of walk(root)) {
    if (group.type !== "group" || !mayStand(root, id, group.id, deepest)) continue;
    const list = frame.querySelector(`[data-rules="${group.id}"]`);
    const rows = [...(list?.children ?? [])].map((row) => row.getBoundingClientRect());
    group.rules.forEach((_, index) => {
      const row = rows[index];
      if (row) slots.push({ group: group.id, index, left: row.left, right: row.right, y: row.top - 3 });
    });
    const last = rows[group.rules.length - 1];
    if (last) {
      const { left, right, bottom } = last;
      slots.push({ group: group.id, index: group.rules.length, left, right, y: bottom + 3 });
    }
  }
  return slots;
}

/** Moves a node with mouse, pen or finger; Escape leaves it where it was. */
export function useDrag(
  frame: RefObject<HTMLElement | null>,
  root: GroupNode,
  deepest: number,
  onDrop: (id: string, place: { group: string; index: number }) => void,
): Drag {
  const [id, setId] = useState<string | null>(null);
  const [line, setLine] = useState<Drag["line"]>(null);
  const latest = useRef({ root, deepest, onDrop });
  const stop = useRef<(() => void) | null>(null);
  useEffect(() => {
    latest.current = { root, deepest, onDrop };
  });
  useEffect(() => () => stop.current?.(), []);

  function start(event: ReactPointerEvent, node: string) {
    if (event.button !== 0 || stop.current) return;
    const from = { x: event.clientX, y: event.clientY };
    const at = { ...from };
    const scroller = (event.currentTarget as HTMLElement).closest("main") ?? document.documentElement;
    let under: Slot | null = null;
    let moving = false;
    let pulling = 0;

    const look = () => {
      const box = frame.current?.getBoundingClientRect();
      if (!moving || !frame.current || !box) return;
      const slots = slotsOf(frame.current, latest.current.root, node, latest.current.deepest);
      under = nearest(slots, at.x, at.y);
      const stays = under === null || standsThere(latest.current.root, node, under);
      setLine(
        stays || under === null
          ? null
          : { left: under.left - box.left, top: under.y - box.top, width: under.right - under.left },
      );
    };
    const pull = () => {
      const by = at.y < edge ? -scrollBy : at.y > innerHeight - edge ? scrollBy : 0;
      if (moving && by !== 0) {
        scroller.scrollBy({ top: by });
        look();
      }
      pulling = requestAnimationFrame(pull);
    };
    const move = (next: PointerEvent) => {
      at.x = next.clientX;
      at.y = next.clientY;
      if (!moving && Math.hypot(at.x - from.x, at.y - from.y) < slack) return;
      if (!moving) setId(node);
      moving = true;
      next.preventDefault();
      look();
    };
    const end = (drop: boolean) => {
      stop.current = null;
      cancelAnimationFrame(pulling);
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", up);
      window.removeEventListener("pointercancel", cancel);
      window.removeEventListener("keydown", key, true);
      setId(null);
      setLine(null);
      if (drop && moving && under && !standsThere(latest.current.root, node, under)) {
        latest.current.onDrop(node, { group: under.group, index: under.index });
      }
    };
    const up = () => end(true);
    const cancel = () => end(false);
    const key = (pressed: KeyboardEvent) => {
      if (pressed.key !== "Escape") return;
      pressed.stopPropagation();
      end(false);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", up);
    window.addEventListener("pointercancel", cancel);
    window.addEventListener("keydown", key, true);
    pulling = requestAnimationFrame(pull);
    stop.current = cancel;
  }

  return { id, line, start };
}
