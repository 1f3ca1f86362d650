import { signal } from "@preact/signals";

/** How much can be read at the map's scale: all, names and each element's first number, or less of them. */
export type Detail = "all" | "far" | "farther";

const FAR = 0.6;
const FARTHER = 0.34;
/** Elements; a map with more is rather seen as a whole. */
const SMALL = 40;
/** Between far and farther. */
const NAMES = 0.42;

/**
 * What cards and connectors draw. What nobody could read is not drawn: with hundreds of elements each update would
 * change thousands of numbers. It follows the scale when the map comes to rest; until then styles hide what is too much.
 */
export const drawn = signal<Detail>("all");

export function detailAt(scale: number): Detail {
  if (scale < FARTHER) return "farther";
  return scale < FAR ? "far" : "all";
}

/** The least scale at which a map of so many elements is first shown: all of a small one can be read. */
export function readableScale(elements: number): number {
  return elements <= SMALL ? FAR : NAMES;
}
