import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { api, backend, client } from "@/api/client";
import { describeError, ProblemError } from "@/api/problem";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy-button";

const command = "minicrm sign-in-link";

/** Takes the token out of the address at once, so that it stays neither in the history nor on the screen. */
function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (location.hash !== "") history.replaceState(history.state, "", location.pathname + location.search);
  return token;
}

/** What the provider's way back says went wrong. */
const problems: Record<string, string> = {
  cancelled: "You did not sign in there. Nothing has changed.",
  expired: "That took too long, or was begun in another browser. Try again.",
  unreachable: "The provider cannot be reached just now. Try again in a moment.",
  invalid: "What the provider sent proves nothing. Try again; if it stays so, tell whoever runs Mini CRM.",
  unverified: "The provider has not verified your email address. Verify it there, then come back.",
  not_invited: "Nobody has invited this email address. Ask an owner of the workspace for an invitation.",
  too_many: "Too many attempts to sign in from here. Try again in a minute.",
};

function takeProblem(): string | null {
  const word = new URLSearchParams(location.search).get("problem");
  return word === null ? null : (problems[word] ?? problems.invalid ?? null);
}

type State = { at: "noToken" } | { at: "signingIn" } | { at: "invalid" } | { at: "failed"; error: unknown };

export function Component() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [token, setToken] = useState(takeToken);
  const [attempt, setAttempt] = useState(0);
  const [problem] = useState(takeProblem);
  const methods = api.useQuery("get", "/api/auth/methods");
  const provider = methods.data?.provider ?? null;
  const [state, setState] = useState<State>(token ? { at: "signingIn" } : { at: "noToken" });

  useEffect(() => {
    document.title = "Sign in · Mini CRM";
    const onHash = () => setToken((old) => takeToken() ?? old);
    window.addEventListener("hashchange", onHash);
    return () => window.removeEventListener("hashchange", onHash);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again
  useEffect(() => {
    if (token === null) return;
    let gone = false;
    setState({ at: "signingIn" });
    signIn(token).then(
      () => {
        if (gone) return;
        queries.clear();
        void navigate(paths.dashboard, { replace: true });
      },
      (error: unknown) => {
        if (gone) return;
        const invalid = error instanceof ProblemError && error.status === 401;
        setState(invalid ? { at: "invalid" } : { at: "failed", error });
      },
    );
    return () => {
      gone = true;
    };
  }, [token, attempt, navigate, queries]);

  return (
    <main className="flex min-h-full items-start justify-center px-4 py-[18vh]">
      <div className="w-full max-w-md" aria-live="polite">
        {state.at === "signingIn" && (
          <Message title="Signing in…">
            <p>Checking the link.</p>
          </Message>
        )}
        {state.at === "invalid" && (
          <Message title="This link no longer works">
            <p>
              A sign-in link works once and only for a while. Print a new one where Mini CRM is installed:
            </p>
            <Command />
          </Message>
        )}
        {state.at === "failed" && (
          <Message title="Signing in did not work">
            <p>{describeError(state.error).detail}</p>
            <p>The link was not used up as far as this page knows.</p>
            <Button variant="primary" className="mt-2 self-start" onClick={() => setAttempt(attempt + 1)}>
              Try again
            </Button>
          </Message>
        )}
        {state.at === "noToken" && (
          <Message title="Sign in to Mini CRM">
            {problem && (
              <p role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-warn-text">
                {problem}
              </p>
            )}
            {provider && (
              <>
                <Button asChild variant="primary" className="self-start">
                  <a href={`${backend}/api/auth/google/start`}>Sign in with {provider}</a>
                </Button>
                <p>Or open a one-time link. Where Mini CRM is installed, this prints one for its owner:</p>
              </>
            )}
            {!provider && (
              <p>
                Mini CRM prints a sign-in link where it was started: open that link in this browser. To get
                another one, run:
              </p>
            )}
            <Command />
          </Message>
        )}
      </div>
    </main>
  );
}

/** One request a token, however often React mounts the page. */
const running = new Map<string, Promise<unknown>>();
function signIn(token: string): Promise<unknown> {
  const known = running.get(token);
  if (known) return known;
  const asked = client.POST("/api/auth/link", { body: { token } }).catch((error: unknown) => {
    running.delete(token);
    throw error;
  });
  running.set(token, asked);
  return asked;
}

function Message({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <h1 className="font-semibold text-2xl tracking-[-0.02em]">{title}</h1>
      <div className="mt-2 flex flex-col gap-3 text-muted">{children}</div>
    </>
  );
}

function Command() {
  return (
    <div className="flex items-center gap-1 rounded-lg border border-line bg-card py-1 pr-1 pl-3 text-ink">
      <code className="flex-1 font-mono text-sm">{command}</code>
      <CopyButton text={command} label="Copy command" />
    </div>
  );
}
