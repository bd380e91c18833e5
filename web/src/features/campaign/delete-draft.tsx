import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { client } from "@/api/client";
import { paths } from "@/lib/paths";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { showDone } from "@/ui/toast";
import { historyKey } from "./campaign-queries";
import { dropKept } from "./kept-draft";

export function DeleteDraft({
  id,
  open,
  onOpenChange,
}: {
  id: string;
  open: boolean;
  onOpenChange(open: boolean): void;
}) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => client.DELETE("/api/campaigns/{id}", { params: { path: { id } } }),
    onSuccess() {
      dropKept(id);
      void queries.invalidateQueries({ queryKey: historyKey });
      showDone("Draft deleted");
      void navigate(paths.campaigns, { replace: true });
    },
  });
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Delete this draft?"
      action="Delete the draft"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    >
      <p>Its audience and its message are gone for good. Nobody has been written to.</p>
    </ConfirmDialog>
  );
}
