import type { Days, Preset } from "../address/view";

/** Whose days count: when a contact was first added to this map, or when it was created in the account. */
export type Counting = "added" | "created";

export const PRESET_WORDS: Record<Preset, string> = {
  TODAY: "today",
  YESTERDAY: "yesterday",
  LAST_7_DAYS: "in the last 7 days",
  LAST_30_DAYS: "in the last 30 days",
  LAST_90_DAYS: "in the last 90 days",
  THIS_MONTH: "this month",
  LAST_MONTH: "last month",
  THIS_YEAR: "this year",
  LAST_YEAR: "last year",
};
export const ANY_TIME = "at any time";
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Days as the end of a sentence: `in the last 30 days`, `1 Mar – 31 Mar 2026`, `since 1 Mar 2026`. */
export function inWords(days: Days | null): string {
  if (days === null) return ANY_TIME;
  if ("preset" in days) return PRESET_WORDS[days.preset];
  const { from, to } = days;
  if (from === null) return to === null ? ANY_TIME : `until ${withYear(to)}`;
  if (to === null) return `since ${withYear(from)}`;
  if (from === to) return `on ${withYear(from)}`;
  const isOneYear = from.slice(0, 4) === to.slice(0, 4);
  return `${isOneYear ? withoutYear(from) : withYear(from)} – ${withYear(to)}`;
}

/** What is wrong with these ends; null: they can be applied. */
export function whyNot(from: string, to: string): string | null {
  return from && to && from > to ? "The first day is after the last." : null;
}

/** Days between these ends; an empty one is open. */
export function between(from: string, to: string): Days | null {
  return from || to ? { from: from || null, to: to || null } : null;
}

function withoutYear(day: string): string {
  return `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]}`;
}

function withYear(day: string): string {
  return `${withoutYear(day)} ${Number(day.slice(0, 4))}`;
}
