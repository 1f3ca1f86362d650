import { computed, signal } from "@preact/signals";
import { go, view } from "../address/location";

export const MOST = 6;
export const FEWEST = 2;

/** While it is on, a click on a number picks it instead of listing its people. */
export const isPicking = signal(false);

export const picked = computed(() => view.value.compare);

/** Takes a group in, or out again; a seventh is not taken. */
export function pick(group: string): void {
  const before = picked.value;
  if (before.includes(group)) go({ compare: before.filter((id) => id !== group) });
  else if (before.length < MOST) go({ compare: [...before, group] });
}

export function stopComparing(): void {
  isPicking.value = false;
  go({ compare: [] });
}
