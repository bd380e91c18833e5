import { useMe } from "@/api/me";
import { Connection } from "@/features/account/connection";
import { LeaveWorkspace } from "@/features/account/leave-workspace";
import { ProfileForm } from "@/features/account/profile-form";
import { Sessions } from "@/features/account/sessions";
import { Card } from "@/ui/card";
import { PageHeader } from "@/ui/page-header";

export function Component() {
  const { user } = useMe();
  return (
    <div className="max-w-[720px]">
      <PageHeader title="Your account" purpose="Who you are here, and where you are signed in." />
      <div className="flex flex-col gap-6">
        <Card title="Profile" purpose={user?.email ?? "You sign in with one-time links."}>
          <ProfileForm />
        </Card>
        <Connection />
        <Sessions />
        <LeaveWorkspace />
      </div>
    </div>
  );
}
