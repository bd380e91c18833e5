import { useState } from "react";
import { api } from "@/api/client";
import { useWorkspace } from "@/api/me";
import { signedOut } from "@/api/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ConfirmDialog } from "@/ui/confirm-dialog";

/** The way out of a workspace. */
export function LeaveWorkspace() {
  const workspace = useWorkspace();
  const [asking, setAsking] = useState(false);
  const leave = api.useMutation("post", "/api/workspace/leave", { onSuccess: signedOut });
  return (
    <Card
      title={`Leave ${workspace.name}`}
      purpose="You lose access; what you did stays. An owner can invite you again."
      action={
        <Button
          onClick={() => {
            leave.reset();
            setAsking(true);
          }}
        >
          Leave
        </Button>
      }
    >
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Leave ${workspace.name}?`}
        action="Leave"
        busy={leave.isPending}
        error={leave.error}
        onConfirm={() => leave.mutate({})}
      >
        <p>You are signed out of it in every browser at once.</p>
      </ConfirmDialog>
    </Card>
  );
}
