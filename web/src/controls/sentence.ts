import type { Chosen, Tracked } from "../address/view";
import * as days from "./days";
import { DIMENSION_WORDS, MODEL_WORDS, NO_VALUE } from "./tracking";

const SPELLED_OUT = 3;

/** Who is counted, as one sentence; `nameOf` gives a trigger's name, `group` is that of the group, where it has one. */
export function sentence(chosen: Chosen, nameOf: (trigger: string) => string, group: string | null): string {
  const { added, created, tracking, triggers, within } = chosen;
  const dates = [
    added && `added ${days.inWords(added)}`,
    created && `created ${days.inWords(created)}`,
  ].filter((words) => words !== null);
  const parts = [
    dates.join(" and "),
    triggers.length > 0 ? `who came in by ${oneOf(triggers.map(nameOf))}` : "",
    tracking.map(condition).join(" and "),
    within === null ? "" : `of ${group === null ? "one group" : `“${group}”`}`,
  ].filter(Boolean);
  return parts.length > 0 ? `Contacts ${parts.join(", ")}` : "Everybody";
}

/** `facebook or google`; of many, the first ones and how many more. */
export function oneOf(names: readonly string[]): string {
  const shown = names.length > SPELLED_OUT ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} or ${last}`;
}

/** The values of a condition: `facebook or no value`. */
export function valuesOf({ values, none }: Tracked): string {
  return oneOf(none ? [...values, NO_VALUE] : values);
}

function condition(tracked: Tracked): string {
  return `whose ${MODEL_WORDS[tracked.model]} ${DIMENSION_WORDS[tracked.dimension]} is ${valuesOf(tracked)}`;
}
