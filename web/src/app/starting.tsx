/** Before anything is known: the canvas, and a word only when it takes long. */
export function Starting() {
  return (
    <div role="status" className="flex h-full items-center justify-center bg-canvas text-muted">
      <span className="animate-late">Opening Mini CRM…</span>
    </div>
  );
}
