import { computed } from "@preact/signals";
import { report } from "./current";
import type { LiveRow } from "./live-report";
import type { Kind } from "./rows";

const NONE: readonly LiveRow[] = [];

/** The rows of the report by what they are about; another map only when rows come or go. */
const places = computed(() => {
  const found = new Map<string, LiveRow[]>();
  for (const row of report.value?.rows.value ?? []) {
    const { kind, at } = row.peek();
    const place = placeOf(kind, at);
    const there = found.get(place);
    if (there) there.push(row);
    else found.set(place, [row]);
  }
  return found;
});

/** What the report says of an element: its row; as a point and as an email of conversion there may be two. */
export function rowsAt(element: string | null): readonly LiveRow[] {
  return places.value.get(placeOf("element", element)) ?? NONE;
}

export function rowOfConnector(connector: string): LiveRow | undefined {
  return places.value.get(placeOf("connector", connector))?.[0];
}

/** The funnel's steps. */
export function steps(): readonly LiveRow[] {
  return places.value.get(placeOf("step", null)) ?? NONE;
}

/** Steps stand in one place, connectors have keys of their own, all else is at an element. */
function placeOf(kind: Kind, at: string | null): string {
  if (kind === "step") return "step";
  return `${kind === "connector" ? kind : "element"} ${at ?? ""}`;
}
