import type { AutomationStatus, GroupActionInput, JobKind } from "../generated/graphql";
import { workWords } from "../jobs/job-words";

/** What can be done to everybody in a group; an export is done with them. */
export type ActionKind = Exclude<JobKind, "EXPORT">;

export const needsTag = (kind: ActionKind): boolean => kind === "ADD_TAG" || kind === "REMOVE_TAG";

/** An automation, or a trigger of one. */
export interface Named {
  readonly key: string;
  readonly name: string;
}

/** An action as far as it is filled in; only what its kind needs counts. */
export interface Draft {
  readonly kind: ActionKind;
  readonly tag: string;
  readonly automation: Named | null;
  readonly trigger: Named | null;
}

/** As the API takes it; null: something is missing. */
export function asInput({ kind, tag, automation, trigger }: Draft): GroupActionInput | null {
  const trimmed = tag.trim();
  switch (kind) {
    case "ADD_TAG":
      return trimmed ? { addTag: trimmed } : null;
    case "REMOVE_TAG":
      return trimmed ? { removeTag: trimmed } : null;
    case "ADD_TO_AUTOMATION": {
      if (automation === null || trigger === null) return null;
      return { addToAutomation: { automation: automation.key, trigger: trigger.key } };
    }
    case "REMOVE_FROM_AUTOMATION":
      return automation && { removeFromAutomation: automation.key };
  }
}

/** Why an automation cannot be acted on, in a word or two; null: it can. */
export function whyNot(
  kind: ActionKind,
  { status, publishedAt }: { status: AutomationStatus; publishedAt: string | null },
): string | null {
  if (publishedAt === null) return "not yet published";
  return kind === "ADD_TO_AUTOMATION" && status === "ARCHIVED" ? "archived" : null;
}

/** What it is about: the tag, or the automation's name. */
export function subjectOf({ kind, tag, automation }: Draft): string {
  return needsTag(kind) ? tag.trim() : (automation?.name ?? "");
}

/** `Add 412 contacts to “Welcome” by “Form sent”?` */
export function question(draft: Draft, count: number): string {
  const work = workWords(draft.kind, count, subjectOf(draft));
  const isBy = draft.kind === "ADD_TO_AUTOMATION" && draft.trigger !== null;
  return `${work}${isBy ? ` by “${draft.trigger?.name}”` : ""}?`;
}

export type Field = "tag" | "automation" | "trigger";

/** The field that an argument was filled in by; null: by none of the dialog's. */
export function fieldOf(argument = ""): Field | null {
  if (/\.(addTag|removeTag)$/.test(argument)) return "tag";
  if (/\.trigger$/.test(argument)) return "trigger";
  return /\.(automation|addToAutomation|removeFromAutomation)$/.test(argument) ? "automation" : null;
}

/** What is refused, in words, and at which field. */
export interface Refusal {
  readonly field: Field;
  readonly words: string;
}
