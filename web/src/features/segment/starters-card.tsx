import { Link } from "react-router";
import { useMay } from "@/api/me";
import { paths } from "@/lib/paths";
import { Card } from "@/ui/card";
import { StarterCards, starterStyle } from "./starter-cards";

/** On the dashboard: audiences most shops want, with their size of now, each one step from being a segment. */
export function StartersCard() {
  const mayEdit = useMay("edit");
  return (
    <Card
      title={
        <Link to={paths.segments} className="hover:underline hover:underline-offset-4">
          Segments
        </Link>
      }
      purpose={
        mayEdit
          ? "Audiences most shops want, as large as they are now. Open one to change it and save it."
          : "Audiences most shops want, as large as they are now."
      }
    >
      <StarterCards
        className="lg:grid-cols-3 2xl:grid-cols-5"
        wrap={(starter, card) => (
          <Link to={paths.starterSegment(starter.key)} className={starterStyle}>
            {card}
          </Link>
        )}
      />
    </Card>
  );
}
