type Listener = () => void;
const listeners = new Set<Listener>();

/** Calls back when the server no longer knows who is asking. Returns how to stop. */
export function onSignedOut(listener: Listener): Listener {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The session ended: by a 401, by the live stream, or by signing out. */
export function signedOut(): void {
  for (const listener of listeners) listener();
}
