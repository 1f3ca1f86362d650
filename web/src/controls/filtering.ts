import { go, view } from "../address/location";
import type { Chosen } from "../address/view";

/** Changes some conditions of the filter, and leaves the others; `show` is how: go, or replace. */
export function filterBy(changes: Partial<Chosen>, show: typeof go = go): void {
  show({ filter: { ...view.value.filter, ...changes } });
}
