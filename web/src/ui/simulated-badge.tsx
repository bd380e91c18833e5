import { FlaskConical } from "lucide-react";
import { Badge } from "./badge";

/** On everything the vendor simulator delivers: nobody received anything. */
export function SimulatedBadge({
  compact = false,
  className,
}: {
  /** In the rows of a table: the icon alone is seen, the word is still read out. */
  compact?: boolean;
  className?: string;
}) {
  return (
    <Badge
      tone="outline"
      className={className}
      title="Delivered by the vendor simulator: nothing leaves this machine"
    >
      <FlaskConical aria-hidden />
      <span className={compact ? "sr-only" : undefined}>Simulated</span>
    </Badge>
  );
}
