import type { Tracked } from "../address/view";
import type { Check } from "./check-list";
import { folded, isSameValue, NO_VALUE } from "./tracking";

/** What values there are: at least the largest ones. */
interface Known {
  readonly rows: readonly { readonly value: string | null; readonly contacts: { readonly count: number } }[];
  readonly others: { readonly count: number };
}

/**
 * The values to choose from: those that were chosen at `first`, so that none jumps while one chooses, then all that
 * are known, largest first, and "no value". Of those that match what is typed.
 */
export function checksOf(known: Known | null, first: Tracked, condition: Tracked, typed: string): Check[] {
  const counts = new Map(known?.rows.map(({ value, contacts }) => [value && folded(value), contacts.count]));
  const names = [
    ...first.values,
    ...(known?.rows.flatMap(({ value }) => (value === null ? [] : [value])) ?? []),
    ...condition.values,
  ];
  const once = new Map<string, string>();
  for (const name of names) if (!once.has(folded(name))) once.set(folded(name), name);
  const isComplete = known !== null && known.others.count === 0;
  const values = [...once].map(([key, name]): Check => {
    const isChecked = condition.values.some((value) => isSameValue(value, name));
    return { key: name, name, isChecked, contacts: counts.get(key) ?? (isComplete ? 0 : undefined) };
  });
  const none = { key: "", name: NO_VALUE, isNone: true, isChecked: condition.none };
  return [...values, { ...none, contacts: counts.get(null) ?? (known ? 0 : undefined) }].filter(({ name }) =>
    folded(name).includes(folded(typed)),
  );
}

/** Whether what is typed is a value of its own. */
export function mayAdd(typed: string, checks: readonly Check[]): boolean {
  return folded(typed) !== "" && !checks.some(({ name, isNone }) => !isNone && isSameValue(name, typed));
}
