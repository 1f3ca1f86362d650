import { signal } from "@preact/signals";

/** How much can be read at the map's scale: all, names and each element's first number, or less of them. */
export type Detail = "all" | "far" | "farther";

const FAR = 0.6;
const FARTHER = 0.34;

/**
 * What cards and connectors draw. What nobody could read is not drawn: with hundreds of elements each update would
 * change thousands of numbers. It follows the scale when the map comes to rest; until then styles hide what is too much.
 */
export const drawn = signal<Detail>("all");

export function detailAt(scale: number): Detail {
  if (scale < FARTHER) return "farther";
  return scale < FAR ? "far" : "all";
}
