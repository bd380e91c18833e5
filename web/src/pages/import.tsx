import { useEffect } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useMay } from "@/api/me";
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
  const mayIngest = useMay("ingest");
  const arrived = upload.at === "arrived" ? upload.id : null;

  useEffect(() => {
    if (arrived === null) return;
    forgetUpload();
    void navigate(paths.importRun(arrived));
  }, [arrived, navigate]);

  return (
    <>
      <PageHeader
        title="Import"
        purpose={
          mayIngest
            ? "Bring customers and orders from a file or from pasted text."
            : "What was brought in. Owners and marketers import; you can see what became of it."
        }
      />
      <div className="flex flex-col gap-6">
        {mayIngest && <ImportForm />}
        <ImportList onOpen={(run) => void navigate(paths.importRun(run.id))} />
        <DeadLetters />
      </div>
    </>
  );
}
