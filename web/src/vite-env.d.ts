interface ImportMetaEnv {
  /** Origin of the server when the app is served from another one, e.g. `https://crm.example`; empty: the same origin. */
  readonly VITE_BASE_URL_BACKEND?: string;
}

interface ImportMeta {
  readonly env: ImportMetaEnv;
}
