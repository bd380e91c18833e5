import { useEffect } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { DeadLetters } from "@/features/dead-letter/dead-letters";
import { ImportForm } from "@/features/import/import-form";
import { ImportList } from "@/features/import/import-list";
import { ImportRun } from "@/features/import/import-run";
import { forgetUpload, useUpload } from "@/features/import/upload";
import { paths } from "@/lib/paths";
import { PageHeader } from "@/ui/page-header";

export function Component() {
  const [params] = useSearchParams();
  const run = params.get("import");
  return run ? <ImportRun key={run} id={run} /> : <Imports />;
}

function Imports() {
  const navigate = useNavigate();
  const upload = useUpload();
  const arrived = upload.at === "arrived" ? upload.id : null;

  useEffect(() => {
    if (arrived === null) return;
    forgetUpload();
    void navigate(paths.importRun(arrived));
  }, [arrived, navigate]);

  return (
    <>
      <PageHeader title="Import" purpose="Bring customers and orders from a file or from pasted text." />
      <div className="flex flex-col gap-6">
        <ImportForm />
        <ImportList onOpen={(run) => void navigate(paths.importRun(run.id))} />
        <DeadLetters />
      </div>
    </>
  );
}
