import { computed, signal } from "@preact/signals";
import { EVERYBODY, NOTHING, readView, type View, writeView } from "./view";

/** What the page shows: always what the address says. */
export const view = signal<View>(readView(location.search));

addEventListener("popstate", () => {
  view.value = readView(location.search);
});

/**
 * A plain click on a link to another view of this page goes there without loading it anew. Every other one, to a new
 * tab, elsewhere, a download, is the browser's.
 */
addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || event.defaultPrevented || !isPlain(event) || link.target || link.download) return;
  if (link.origin !== location.origin || link.pathname !== location.pathname || link.hash) return;
  event.preventDefault();
  show(readView(link.search), "push");
  scrollTo(0, 0);
});

/** Whether the filter lets everybody through. */
export const isUnfiltered = computed(() => writeView({ ...NOTHING, filter: view.value.filter }) === "");

/** Goes to a changed view; "back" returns to the one before. */
export function go(changes: Partial<View>): void {
  show({ ...view.value, ...changes }, "push");
}

/** Changes the view in place, for what changes with every key stroke. */
export function replace(changes: Partial<View>): void {
  show({ ...view.value, ...changes }, "replace");
}

/** The address of a view, to be copied or followed. */
export function hrefOf(changes: Partial<View>, from: View = view.value): string {
  return location.pathname + writeView({ ...from, ...changes });
}

export function clearFilter(): void {
  go({ filter: EVERYBODY });
}

function isPlain({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean {
  return button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;
}

function show(next: View, how: "push" | "replace"): void {
  const address = location.pathname + writeView(next);
  if (address === location.pathname + location.search) return;
  if (how === "push") history.pushState(null, "", address);
  else history.replaceState(history.state, "", address);
  view.value = next;
}
