import "@/ui/app.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";
import { meOptions } from "@/api/me";
import { queryClient } from "@/api/query-client";
import { onSignedOut } from "@/api/session";
import { paths } from "@/lib/paths";
import { TooltipProvider } from "@/ui/tooltip";
import { router } from "./routes";

onSignedOut(() => {
  if (router.state.location.pathname === paths.signIn) return;
  queryClient.clear();
  void router.navigate(paths.signIn, { replace: true });
});

// Asked while the page's code is still on its way.
if (location.pathname !== paths.signIn) void queryClient.prefetchQuery(meOptions());

const Toaster = lazy(() => import("@/ui/toaster").then((file) => ({ default: file.Toaster })));

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <TooltipProvider>
        <RouterProvider router={router} />
        <Suspense>
          <Toaster />
        </Suspense>
      </TooltipProvider>
    </QueryClientProvider>
  </StrictMode>,
);
