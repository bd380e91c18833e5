import { cn } from "@/lib/cn";

/** A placeholder of the real shape; appears only when loading takes longer than 400 ms. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div aria-hidden className="animate-late">
      <div className={cn("h-4 w-full animate-breathe rounded-sm bg-raised", className)} />
    </div>
  );
}

/** Lines of text on their way. */
export function SkeletonLines({ lines = 3, className }: { lines?: number; className?: string }) {
  return (
    <div className={cn("flex flex-col gap-2", className)}>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders are all alike
        <Skeleton key={index} className={cn("h-3", index === lines - 1 && "w-2/3")} />
      ))}
    </div>
  );
}
