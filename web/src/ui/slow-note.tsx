import { type ReactNode, useEffect, useState } from "react";
import { cn } from "@/lib/cn";

const slowMs = 5000;

/** Beside a skeleton: after five seconds it says what is still running. */
export function SlowNote({ children, className }: { children: ReactNode; className?: string }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p role="status" className={cn("text-muted text-sm", className)}>
      {slow && children}
    </p>
  );
}
