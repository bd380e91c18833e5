import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";

export interface StatCardProps {
  label: string;
  /** Where the number comes from. */
  to: string;
  /** What one finds there. */
  leadsTo: string;
  badge?: ReactNode;
  /** The number itself. */
  value: ReactNode;
  /** What stands below it. */
  children?: ReactNode;
}

/** A number that leads to where it comes from. */
export function StatCard({ label, to, leadsTo, badge, value, children }: StatCardProps) {
  return (
    <section className="group relative flex flex-col rounded-lg border border-line bg-card p-4 transition-colors focus-within:border-line-control hover:border-line-control">
      <div className="flex min-h-6 items-start justify-between gap-3">
        <h2 className="flex items-center gap-1.5 text-muted">
          <Link to={to} className="after:absolute after:inset-0 after:rounded-lg" title={leadsTo}>
            {label}
            <span className="sr-only">: {leadsTo.toLowerCase()}</span>
          </Link>
          <ArrowRight
            aria-hidden
            className="size-4 text-faint opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100"
          />
        </h2>
        {badge}
      </div>
      <div className="mt-1 font-semibold text-2xl tracking-[-0.02em]">{value}</div>
      <div className="mt-1 flex flex-col gap-2 text-muted text-sm">{children}</div>
    </section>
  );
}
