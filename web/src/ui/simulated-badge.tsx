import { FlaskConical } from "lucide-react";
import { Badge } from "./badge";

/** On everything the vendor simulator delivers: nobody received anything. */
export function SimulatedBadge({ className }: { className?: string }) {
  return (
    <Badge
      tone="outline"
      className={className}
      title="Delivered by the vendor simulator: nothing leaves this machine"
    >
      <FlaskConical aria-hidden />
      Simulated
    </Badge>
  );
}
