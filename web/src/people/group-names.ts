import { signal } from "@preact/signals";
import { isUnfiltered } from "../address/location";
import { automation, report } from "../live/current";
import type { Row } from "../live/rows";
import * as format from "../numbers/format";
import { figureWords, type GroupName } from "./figure-words";

/** As much of a saved group as its name needs. */
interface SavedName {
  readonly id: string;
  readonly name: string;
  readonly group: { readonly id: string } | null;
}

/** A group whose number the map shows: what it is called, and the live count. */
interface Shown {
  readonly words: string;
  readonly count: number;
}

/** Names stay known for as long as the page lives, whichever report is shown later. */
const remembered = new Map<string, string>();

/** Names a group that stands nowhere on the map. */
export function remember(group: string, words: string): void {
  remembered.set(group, words);
}

/** Names of saved groups, by the ids of the saved group and of its contacts. */
const saved = signal<ReadonlyMap<string, string>>(new Map());

export function rememberSaved({ id, name, group }: SavedName): void {
  const known = saved.peek();
  if (known.get(id) === name) return;
  saved.value = new Map([...known, [id, name], ...(group ? [[group.id, name] as const] : [])]);
}

/** What a group is called; null: it came from elsewhere. */
export function nameOf(group: string): GroupName | null {
  const given = saved.value.get(group);
  if (given !== undefined) return { words: given, isShown: false };
  const shown = shownOf(group);
  if (shown) remembered.set(group, shown.words);
  const words = shown?.words ?? remembered.get(group);
  return words === undefined ? null : { words, isShown: shown !== null };
}

/** The number of this group as the map shows it at the moment. */
export function liveCount(group: string): number | null {
  return shownOf(group)?.count ?? null;
}

function shownOf(group: string): Shown | null {
  const map = automation.value;
  const live = report.value;
  if (!map || !live) return null;
  if (live.cohort.value?.id === group) {
    const words = isUnfiltered.value ? `Everybody on ${map.name}` : "Everybody who passes the filter";
    return { words, count: live.cohort.value.count };
  }
  for (const { value: row } of live.rows.value) {
    const figure = figureOf(row, group);
    if (figure) return { words: figureWords(figure.name, row, map), count: figure.count };
  }
  return null;
}

/** The count itself rather than a rate or an amount that is about the same people. */
function figureOf({ figures }: Row, group: string): Row["figures"][number] | undefined {
  const about = figures.filter((figure) => figure.group === group);
  return about.find(({ text, count }) => text === format.count(count)) ?? about[0];
}
