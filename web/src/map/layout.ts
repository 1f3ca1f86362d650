import dagre from "@dagrejs/dagre";
import type { Drawing } from "./drawing";
import { plainLayers } from "./plain-layers";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Of a card, in the map's units: pixels at a zoom of 1. */
export const CARD = { width: 236, height: 112 } as const;
/** What is left free around a card, for curves and their labels. */
const BESIDE = 36;
const BELOW = 52;
const FAR_APART = 20;
/** Elements; above them dagre takes seconds in which the page stands still. */
const MOST_OF_DAGRE = 300;

/**
 * Where each element's card has its upper left corner.
 *
 * Where the author placed all elements it is their drawing, enlarged as far as cards would cover each other. Where none
 * is placed they are laid out in layers, from the triggers down (dagre). Others are laid out beside what is placed.
 */
export function layout(drawing: Drawing): ReadonlyMap<string, Point> {
  const placed = new Map(
    drawing.elements.flatMap(({ key, position }) => (position ? [[key, position]] : [])),
  );
  if (placed.size === 0) return layered(drawing);
  const spread = spreadOut(placed);
  return placed.size === drawing.elements.length ? spread : fillIn(drawing, spread);
}

function layered(drawing: Drawing): Map<string, Point> {
  return drawing.elements.length > MOST_OF_DAGRE ? plainly(drawing) : byDagre(drawing);
}

function plainly(drawing: Drawing): Map<string, Point> {
  const places = new Map<string, Point>();
  plainLayers(drawing).forEach((layer, depth) => {
    layer.forEach((key, index) => {
      const x = (index - layer.length / 2) * (CARD.width + BESIDE);
      places.set(key, { x, y: depth * (CARD.height + BELOW) });
    });
  });
  return places;
}

function byDagre({ elements, connectors }: Drawing): Map<string, Point> {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: BESIDE, ranksep: BELOW });
  for (const { key } of elements) graph.setNode(named(key), { ...CARD });
  for (const { key, source, target } of connectors) {
    graph.setEdge(named(source), named(target), {}, named(key));
  }
  dagre.layout(graph);
  return new Map(
    elements.map(({ key }) => {
      const { x, y } = graph.node(named(key)) as Point; // its centre
      return [key, { x: x - CARD.width / 2, y: y - CARD.height / 2 }];
    }),
  );
}

/** A key as dagre may have it: it keeps what it knows in plain objects, which have a `constructor` already. */
const named = (key: string): string => `of ${key}`;

/** The same drawing, larger in one direction or both, so that no card covers another; cards at one place move aside. */
function spreadOut(placed: ReadonlyMap<string, Point>): Map<string, Point> {
  const points = [...placed.values()];
  let wider = 1;
  let taller = 1;
  points.forEach((one, index) => {
    for (const other of points.slice(index + 1)) {
      const across = (CARD.width + BESIDE) / Math.abs(one.x - other.x);
      const down = (CARD.height + BELOW) / Math.abs(one.y - other.y);
      if (across <= wider || down <= taller) continue;
      if (across < down) wider = Math.min(across, FAR_APART);
      else taller = Math.min(down, FAR_APART);
    }
  });
  const spread = new Map<string, Point>();
  for (const [key, { x, y }] of placed)
    spread.set(key, besideOthers({ x: x * wider, y: y * taller }, spread));
  return spread;
}

/** Each element that is not placed keeps, as in the layered drawing, its distance to the nearest that is. */
function fillIn(drawing: Drawing, placed: ReadonlyMap<string, Point>): Map<string, Point> {
  const ideal = layered(drawing);
  const all = new Map(placed);
  for (const { key } of drawing.elements) {
    const here = ideal.get(key);
    if (!here || all.has(key)) continue;
    const near = nearest(here, ideal, all);
    all.set(
      key,
      besideOthers({ x: near.at.x + here.x - near.ideal.x, y: near.at.y + here.y - near.ideal.y }, all),
    );
  }
  return all;
}

function nearest(here: Point, ideal: ReadonlyMap<string, Point>, placed: ReadonlyMap<string, Point>) {
  let best = { ideal: here, at: here, distance: Number.POSITIVE_INFINITY };
  for (const [key, at] of placed) {
    const there = ideal.get(key) ?? at;
    const distance = Math.hypot(there.x - here.x, there.y - here.y);
    if (distance < best.distance) best = { ideal: there, at, distance };
  }
  return best;
}

/** The point, or the next below it where a card covers nobody. */
function besideOthers(wanted: Point, others: ReadonlyMap<string, Point>): Point {
  const covers = ({ x, y }: Point) =>
    [...others.values()].some(
      (other) => Math.abs(other.x - x) < CARD.width && Math.abs(other.y - y) < CARD.height,
    );
  let free = wanted;
  while (covers(free)) free = { x: free.x, y: free.y + CARD.height + BELOW };
  return free;
}

/** The smallest box around all cards; around none it is empty. */
export function bounds(all: readonly Point[]): { x: number; y: number; width: number; height: number } {
  if (all.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.min(...all.map((point) => point.x));
  const y = Math.min(...all.map((point) => point.y));
  return {
    x,
    y,
    width: Math.max(...all.map((point) => point.x)) + CARD.width - x,
    height: Math.max(...all.map((point) => point.y)) + CARD.height - y,
  };
}
