import { useState } from "react";
import { api, backend } from "@/api/client";
import { useMe } from "@/api/me";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";

/** How one signs in, and how to sign in by the provider instead of by links. */
export function Connection() {
  const { user } = useMe();
  const methods = api.useQuery("get", "/api/auth/methods");
  const [taken] = useState(() => new URLSearchParams(location.search).get("problem") === "taken");
  const provider = methods.data?.provider;
  if (!provider) return null;
  const purpose = user?.issuer
    ? `You sign in with ${provider}${user.email ? ` as ${user.email}` : ""}.`
    : `Sign in with ${provider} from now on, instead of with one-time links.`;
  return (
    <Card
      title={provider}
      purpose={purpose}
      action={
        !user?.issuer && (
          <Button asChild>
            <a href={`${backend}/api/auth/google/start?connect=true`}>Connect {provider}</a>
          </Button>
        )
      }
    >
      {taken && (
        <p role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-warn-text">
          Somebody else here signs in with that account, or you have connected another one before. Nothing has
          changed.
        </p>
      )}
    </Card>
  );
}
