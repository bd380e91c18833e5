import type { Api } from "@/api/types";
import type { Format } from "@/lib/format";
import { plural } from "@/lib/format";
import { byChannel, channelNames } from "./campaign-queries";
import type { DraftForm } from "./draft-form";

export type Step = "audience" | "message" | "review";

/** Something that keeps a draft from being launched, and the step where it is mended. */
export interface OpenPoint {
  step: Step;
  text: string;
}

export interface Readiness {
  form: DraftForm;
  described: boolean;
  everyone: boolean;
  unfinished: number;
  /** The count of the rule as it stands; undefined while nobody knows. */
  preview: Api<"Preview"> | undefined;
  /** The server cannot make sense of the rule. */
  refused: boolean;
  /** The audience could not be counted. */
  uncounted: boolean;
  /** The most people the workspace allows for one campaign. */
  mostRecipients: number | null;
  /** What the server says is wrong with the message. */
  messageErrors: readonly Api<"FieldError">[];
}

/** Whatever is missing before a draft can be launched, in the order of the steps. */
export function openPoints(draft: Readiness, format: Format): OpenPoint[] {
  const { form, preview } = draft;
  const points: OpenPoint[] = [];
  const audience = (text: string) => points.push({ step: "audience", text });
  const message = (text: string) => points.push({ step: "message", text });

  if (form.name.trim() === "") audience("Give the campaign a name");
  if (!draft.described && draft.unfinished === 0) audience("Say who it is for");
  if (draft.unfinished > 0) {
    audience(
      `Finish or remove ${plural(draft.unfinished, String(draft.unfinished), "unfinished condition")}`,
    );
  }
  if (draft.refused) audience("Mend the marked condition");
  if (draft.uncounted) audience("The audience could not be counted");
  if (draft.described && draft.unfinished === 0 && !draft.refused && preview) {
    const reachable = preview.reachable[form.channel];
    const most = draft.mostRecipients;
    if (preview.count === 0) audience("Nobody matches the audience");
    else if (most !== null && reachable > most) {
      const people = plural(reachable, format.number(reachable), "person", "people");
      audience(`${people} can be reached, and the settings allow ${format.number(most)} a campaign`);
    } else if (reachable === 0) {
      const who = plural(preview.count, format.number(preview.count), "matching customer");
      audience(`None of the ${who} can be reached ${byChannel[form.channel]}`);
    }
  }
  if (form.body.trim() === "") message("Write the message");
  else {
    if (form.channel === "email" && form.subject.trim() === "") message("Give the email a subject");
    for (const error of draft.messageErrors) {
      const where = error.path.endsWith("subject") ? "Subject" : `${channelNames[form.channel]} text`;
      message(`${where}: ${error.message}`);
    }
  }
  return points;
}

/** One line under each step's name. */
export function stepStates(
  draft: Readiness,
  points: readonly OpenPoint[],
  format: Format,
): Record<Step | "launch", { text: string; done: boolean }> {
  const { form, preview } = draft;
  const first = (step: Step) => points.find((point) => point.step === step);
  const reachable = preview?.reachable[form.channel];
  const people =
    reachable === undefined ? "" : plural(reachable, format.compact(reachable), "person", "people");
  const audience = first("audience");
  const message = first("message");
  const open = points.length;
  return {
    audience: audience
      ? { text: draft.unfinished > 0 ? `${draft.unfinished} unfinished` : short(audience.text), done: false }
      : { text: draft.everyone ? `Everyone: ${people}` : people || "Counting…", done: true },
    message: message
      ? { text: form.body.trim() === "" ? "Not written yet" : "Something is missing", done: false }
      : { text: `${channelNames[form.channel]} written`, done: true },
    review: {
      text: open > 0 ? plural(open, String(open), "thing left", "things left") : "All set",
      done: open === 0,
    },
    launch: { text: open > 0 ? "Not yet" : people === "" ? "Counting…" : `To ${people}`, done: false },
  };
}

const short = (text: string) => (text.length > 28 ? "Something is missing" : text);
