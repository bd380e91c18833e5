import { type ReactNode, useEffect } from "react";

export interface PageHeaderProps {
  title: string;
  /** What the page is for, in one line. */
  purpose?: ReactNode;
  /** The one primary action. */
  action?: ReactNode;
  /** Above the title: where one came from. */
  back?: ReactNode;
  /** Beside the title: a state, a badge. */
  aside?: ReactNode;
}

/** The top of every page; also names the browser's tab. */
export function PageHeader({ title, purpose, action, back, aside }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Mini CRM`;
  }, [title]);
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 pb-6">
      <div className="min-w-0 flex-1 basis-64">
        {back && <div className="mb-1 text-sm">{back}</div>}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 break-words font-semibold text-xl tracking-[-0.01em]">{title}</h1>
          {aside}
        </div>
        {purpose && <p className="mt-0.5 text-muted">{purpose}</p>}
      </div>
      {action && <div className="flex flex-wrap items-center gap-2">{action}</div>}
    </header>
  );
}
