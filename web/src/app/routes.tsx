import { createBrowserRouter } from "react-router";
import { RouteError } from "./route-error";
import { Shell } from "./shell";
import { Starting } from "./starting";

/** A page's file exports `Component`; its code is fetched when it is first opened. */
export const router = createBrowserRouter([
  {
    path: "/sign-in",
    lazy: () => import("@/pages/sign-in"),
    ErrorBoundary: RouteError,
    HydrateFallback: Starting,
  },
  {
    Component: Shell,
    ErrorBoundary: RouteError,
    HydrateFallback: Starting,
    children: [
      {
        ErrorBoundary: RouteError,
        children: [
          { path: "/", lazy: () => import("@/pages/dashboard") },
          { path: "/customers", lazy: () => import("@/pages/customers") },
          { path: "/segments", lazy: () => import("@/pages/segments") },
          { path: "/segments/new", lazy: () => import("@/pages/segment") },
          { path: "/segments/:id", lazy: () => import("@/pages/segment") },
          { path: "/campaigns", lazy: () => import("@/pages/campaigns") },
          { path: "/campaigns/new", lazy: () => import("@/pages/campaign-builder") },
          { path: "/campaigns/:id", lazy: () => import("@/pages/campaign") },
          { path: "/campaigns/:id/edit", lazy: () => import("@/pages/campaign-builder") },
          { path: "/import", lazy: () => import("@/pages/import") },
          { path: "/settings", lazy: () => import("@/pages/settings") },
          { path: "/settings/audit", lazy: () => import("@/pages/audit") },
          { path: "/account", lazy: () => import("@/pages/account") },
          { path: "*", lazy: () => import("@/pages/not-found") },
        ],
      },
    ],
  },
]);
