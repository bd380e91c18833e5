import { Copy, Download, Ellipsis, Megaphone, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useMay } from "@/api/me";
import { paths } from "@/lib/paths";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/ui/dropdown-menu";
import { IconButton } from "@/ui/icon-button";
import { showDone, showError } from "@/ui/toast";
import { DeleteSegment } from "./delete-segment";
import { csvOf, useDuplicateSegment } from "./segment-actions";
import type { Segment } from "./segment-queries";

/** What one does with a saved segment, besides opening it. */
export function SegmentMenu({ segment, onDeleted }: { segment: Segment; onDeleted?(): void }) {
  const mayEdit = useMay("edit");
  const navigate = useNavigate();
  const duplicate = useDuplicateSegment();
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <IconButton label={`More for ${segment.name}`} icon={Ellipsis} />
        </MenuTrigger>
        <MenuContent>
          {mayEdit && (
            <MenuItem asChild>
              <Link to={paths.campaignFor(segment.id)}>
                <Megaphone aria-hidden />
                Use in a new campaign
              </Link>
            </MenuItem>
          )}
          <MenuItem asChild>
            <a href={csvOf(segment.id)} download>
              <Download aria-hidden />
              Export as CSV
            </a>
          </MenuItem>
          {mayEdit && (
            <>
              <MenuItem
                icon={Copy}
                onSelect={() =>
                  duplicate.mutate(segment, {
                    onSuccess(copy) {
                      showDone(`Copied as “${copy.name}”`);
                      void navigate(paths.segment(copy.id));
                    },
                    onError: showError,
                  })
                }
              >
                Duplicate
              </MenuItem>
              <MenuSeparator />
              <MenuItem icon={Trash2} tone="danger" onSelect={() => setDeleting(true)}>
                Delete…
              </MenuItem>
            </>
          )}
        </MenuContent>
      </Menu>
      <DeleteSegment
        segment={deleting ? segment : null}
        onClose={() => setDeleting(false)}
        {...(onDeleted && { onDeleted })}
      />
    </>
  );
}
