import { CARD, type Point } from "./layout";

/** A connector as it is drawn: a cubic Bézier curve from `start` to `end`. */
export interface Curve {
  readonly start: Point;
  readonly first: Point;
  readonly second: Point;
  readonly end: Point;
}

/** Where curves leave and enter, off the edge of a card, so that arrow heads have room. */
const OFF = 7;
const LEAST_BEND = 28;
/** Between two curves that join the same cards. */
const APART = 46;

/**
 * From the card at `source` to the one at `target`: downwards where there is room, else sideways, else around the right.
 * `index` tells curves apart that join the same two cards; it is 0 for one alone.
 */
export function curve(source: Point, target: Point, index = 0): Curve {
  const down = target.y - (source.y + CARD.height);
  const right = target.x - (source.x + CARD.width);
  const left = source.x - (target.x + CARD.width);
  const shift = index * APART;
  if (down > 2 * OFF && down * 3 >= Math.max(right, left)) return downwards(source, target, shift);
  if (right > 2 * OFF) return sideways(source, target, 1, shift);
  if (left > 2 * OFF) return sideways(source, target, -1, shift);
  return around(source, target, shift);
}

function downwards(source: Point, target: Point, shift: number): Curve {
  const start = { x: source.x + CARD.width / 2 + shift, y: source.y + CARD.height };
  const end = { x: target.x + CARD.width / 2 + shift, y: target.y - OFF };
  const bend = Math.max(LEAST_BEND, (end.y - start.y) / 2);
  return { start, first: { x: start.x, y: start.y + bend }, second: { x: end.x, y: end.y - bend }, end };
}

function sideways(source: Point, target: Point, way: 1 | -1, shift: number): Curve {
  const start = { x: source.x + (way > 0 ? CARD.width : 0), y: source.y + CARD.height / 2 + shift };
  const end = { x: target.x + (way > 0 ? -OFF : CARD.width + OFF), y: target.y + CARD.height / 2 + shift };
  const bend = way * Math.max(LEAST_BEND, Math.abs(end.x - start.x) / 2);
  return { start, first: { x: start.x + bend, y: start.y }, second: { x: end.x - bend, y: end.y }, end };
}

function around(source: Point, target: Point, shift: number): Curve {
  const start = { x: source.x + CARD.width, y: source.y + CARD.height / 2 };
  const end = { x: target.x + CARD.width + OFF, y: target.y + CARD.height / 2 };
  const out = Math.max(start.x, end.x) + 80 + Math.abs(end.y - start.y) / 8 + shift;
  return { start, first: { x: out, y: start.y }, second: { x: out, y: end.y }, end };
}

/** For the `d` of an SVG path. */
export function pathOf({ start, first, second, end }: Curve): string {
  return `M${start.x} ${start.y}C${first.x} ${first.y} ${second.x} ${second.y} ${end.x} ${end.y}`;
}

/** The point of the curve at `t`, from 0 to 1. */
export function along({ start, first, second, end }: Curve, t: number): Point {
  const s = 1 - t;
  const mix = (axis: "x" | "y") =>
    s ** 3 * start[axis] + 3 * s ** 2 * t * first[axis] + 3 * s * t ** 2 * second[axis] + t ** 3 * end[axis];
  return { x: mix("x"), y: mix("y") };
}
