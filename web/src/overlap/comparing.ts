import { computed, signal } from "@preact/signals";
import { go, view } from "../address/location";

export const MOST = 6;
export const FEWEST = 2;

/** While it is on, a click on a number picks it instead of listing its people. */
export const isPicking = signal(false);

/** Whether another number was picked when there were as many as there can be. */
export const isOverfull = signal(false);

export const picked = computed(() => [...new Set(view.value.compare)].slice(0, MOST));

/** Takes a group in, or out again; a seventh is not taken. */
export function pick(group: string): void {
  const before = picked.value;
  const isIn = before.includes(group);
  isOverfull.value = !isIn && before.length >= MOST;
  if (isIn) go({ compare: before.filter((id) => id !== group) });
  else if (!isOverfull.value) go({ compare: [...before, group] });
}

/** Takes a group in, and lets others be picked on the map. */
export function compareWith(group: string): void {
  const before = picked.value;
  const isIn = before.includes(group);
  isPicking.value = true;
  isOverfull.value = !isIn && before.length >= MOST;
  const compare = isIn || isOverfull.value ? before : [...before, group];
  go({ compare, people: null, contact: null });
}

export function stopComparing(): void {
  isPicking.value = false;
  isOverfull.value = false;
  go({ compare: [] });
}
