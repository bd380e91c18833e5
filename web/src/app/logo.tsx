/** The mark, in ink: the accent is for actions. */
export function Logo() {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className="size-6 shrink-0">
      <rect width="32" height="32" rx="8" className="fill-ink" />
      <path
        d="M8 23V9l8 9 8-9v14"
        fill="none"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-canvas"
      />
    </svg>
  );
}
