import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { client } from "@/api/client";
import { useMay } from "@/api/me";
import { saveFile, textFile } from "@/lib/save-file";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import type { Customer } from "./customer-queries";
import { EraseCustomer } from "./erase-customer";

/** What a customer may ask of the shop: their data, and to be forgotten. */
export function CustomerData({ customer, onErased }: { customer: Customer; onErased(): void }) {
  const mayErase = useMay("erase");
  const [erasing, setErasing] = useState(false);
  const download = useMutation({
    // Read as text to its end: a connection that breaks off leaves no file that looks whole.
    mutationFn: () =>
      client.GET("/api/customers/{id}/export", { params: { path: { id: customer.id } }, parseAs: "text" }),
    onSuccess({ data }) {
      if (data !== undefined) saveFile(`customer-${customer.id}.json`, textFile(data, "application/json"));
    },
  });
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">
        Everything that is held on this customer, as a file{mayErase && ", or gone for good"}. For when they
        ask.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button busy={download.isPending} onClick={() => download.mutate()}>
          Download data
        </Button>
        {mayErase && (
          <Button variant="ghost" onClick={() => setErasing(true)}>
            Erase…
          </Button>
        )}
      </div>
      {download.isError && <ErrorNote error={download.error}>Nothing was saved.</ErrorNote>}
      {erasing && <EraseCustomer customer={customer} onClose={() => setErasing(false)} onErased={onErased} />}
    </div>
  );
}
