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
/** How far around another card, the nearest that is free is taken. */
const NEAREST_DETOUR = 80;
const DETOURS = [NEAREST_DETOUR, 200, 340];
/** Points of a curve that are looked at, and how many hidden ones make a detour worth it. */
const STEPS = 24;
const WORTH_A_DETOUR = 4;

/**
 * From the card at `source` to the one at `target`: downwards where there is room, else sideways, else around the right.
 * Where that would lead behind another card it goes around, on the side that is free. `index` tells curves apart that
 * join the same two cards; it is 0 for one alone.
 */
export function curve(source: Point, target: Point, others: readonly Point[] = [], index = 0): Curve {
  const shift = index * APART;
  const direct = straight(source, target, shift);
  if (!leadsBehindAny(direct, others)) return direct;
  const ways = DETOURS.flatMap((far) => [
    around(source, target, 1, far + shift),
    around(source, target, -1, far + shift),
  ]);
  return ways.find((way) => !leadsBehindAny(way, others)) ?? direct;
}

function straight(source: Point, target: Point, shift: number): Curve {
  const down = target.y - (source.y + CARD.height);
  const right = target.x - (source.x + CARD.width);
  const left = source.x - (target.x + CARD.width);
  if (down > 2 * OFF && down * 3 >= Math.max(right, left)) return downwards(source, target, shift);
  if (right > 2 * OFF) return sideways(source, target, 1, shift);
  if (left > 2 * OFF) return sideways(source, target, -1, shift);
  return around(source, target, 1, NEAREST_DETOUR + shift);
}

/** Whether a part of the curve worth speaking of is hidden by one of the cards. */
function leadsBehindAny(way: Curve, cards: readonly Point[]): boolean {
  const points = Array.from({ length: STEPS - 1 }, (_, step) => along(way, (step + 1) / STEPS));
  const [left, right] = ends(points.map(({ x }) => x));
  const [top, bottom] = ends(points.map(({ y }) => y));
  return cards.some((card) => {
    // Of a thousand cards hardly any is near: only of these the points are looked at.
    if (card.x > right || card.x + CARD.width < left) return false;
    if (card.y > bottom || card.y + CARD.height < top) return false;
    return points.filter((point) => isUnder(point, card)).length >= WORTH_A_DETOUR;
  });
}

function isUnder({ x, y }: Point, card: Point): boolean {
  return x > card.x && x < card.x + CARD.width && y > card.y && y < card.y + CARD.height;
}

function ends(places: readonly number[]): readonly [number, number] {
  return [Math.min(...places), Math.max(...places)];
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

/** From the same side of both cards; `far` is how far the curve's handles lie beyond them. */
function around(source: Point, target: Point, side: 1 | -1, far: number): Curve {
  const edge = side > 0 ? CARD.width : 0;
  const start = { x: source.x + edge, y: source.y + CARD.height / 2 };
  const end = { x: target.x + edge + side * OFF, y: target.y + CARD.height / 2 };
  const beyond = far + Math.abs(end.y - start.y) / 8;
  const out = side > 0 ? Math.max(start.x, end.x) + beyond : Math.min(start.x, end.x) - beyond;
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
