import { useState } from "react";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { FormField } from "@/ui/form-field";
import { Textarea } from "@/ui/textarea";
import { readRule } from "./rule-json";
import { type GroupNode, treeOf } from "./rule-tree";

/** Another rule in place of this one, as JSON. */
export function PasteRule({
  open,
  onOpenChange,
  onRule,
}: {
  open: boolean;
  onOpenChange(open: boolean): void;
  onRule(root: GroupNode): void;
}) {
  const [text, setText] = useState("");
  const [error, setError] = useState<string>();

  function use() {
    const read = readRule(text);
    if ("error" in read) {
      setError(read.error);
      return;
    }
    onRule(treeOf(read.rule));
    setText("");
    onOpenChange(false);
  }

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Paste a rule"
      description="It takes the place of the rule here. Undo brings that one back."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button variant="primary" disabled={text.trim() === ""} onClick={use}>
            Use this rule
          </Button>
        </>
      }
    >
      <FormField label="Rule as JSON" error={error}>
        {(control) => (
          <Textarea
            {...control}
            rows={10}
            spellCheck={false}
            value={text}
            placeholder='{"logic": "AND", "rules": []}'
            onChange={(event) => {
              setText(event.target.value);
              setError(undefined);
            }}
            className="font-mono text-sm"
          />
        )}
      </FormField>
    </Dialog>
  );
}
