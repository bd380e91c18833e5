import { Skeleton } from "@/ui/skeleton";

/** The shape of the dashboard before its numbers are here. */
export function DashboardSkeleton() {
  return (
    <div className="grid gap-4 lg:grid-cols-3" role="status" aria-label="Loading the dashboard">
      {["customers", "revenue", "messages"].map((card) => (
        <div key={card} className="flex flex-col gap-3 rounded-lg border border-line bg-card p-4">
          <Skeleton className="w-28" />
          <Skeleton className="h-7 w-36" />
          <Skeleton className="h-3 w-48" />
          <Skeleton className="h-3 w-24" />
        </div>
      ))}
      <div className="rounded-lg border border-line bg-card p-4 lg:col-span-2">
        <Skeleton className="mb-6 w-28" />
        <Skeleton className="h-52" />
      </div>
      <div className="rounded-lg border border-line bg-card p-4">
        <Skeleton className="w-36" />
      </div>
    </div>
  );
}
