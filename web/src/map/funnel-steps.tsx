import { steps } from "../live/places";
import { FigureButton } from "../parts/figure-button";
import { along, type Curve, pathOf } from "./curves";
import { current } from "./keyboard";
import { CARD, type Point } from "./layout";
import type { MapPlan } from "./map-plan";
import "./funnel-steps.css";

/** Where along them the labels of arcs stand that lead to one goal: apart from each other. */
const LABELS_AT = [0.5, 0.36, 0.64, 0.22, 0.78];
/** Room for the arrow head. */
const OFF = 7;
/** A bow goes around cards that are at most so far to the left, at such a distance. */
const MOST_AROUND = 2 * CARD.width + 100;
const BESIDE = 40;
/** Of the way to its handles a cubic curve goes this part. */
const BOW = 0.75;

/** From stage to stage, past what lies between: an arc on the left, and how many took it. */
export function FunnelSteps({ plan }: { plan: MapPlan }) {
  const places = plan.elements.map(({ at }) => at);
  const drawn = steps().flatMap(({ value: step }) => {
    const from = plan.byKey.get(step.from ?? "");
    const to = plan.byKey.get(step.at ?? "");
    return from && to ? [{ step, from, to, arc: arc(from.at, to.at, places) }] : [];
  });
  if (drawn.length === 0) return null;
  return (
    <>
      <svg class="connectors" aria-hidden="true" width="1" height="1">
        <title>Steps</title>
        {drawn.map(({ step, arc }) => (
          <path key={step.id} class="funnel-step" d={pathOf(arc)} marker-end="url(#arrow)" />
        ))}
      </svg>
      <ul class="connector-labels">
        {drawn.map(({ step, from, to, arc }, at) => {
          const beside = drawn.slice(0, at).filter((other) => other.to === to).length;
          const middle = along(arc, LABELS_AT[beside % LABELS_AT.length] ?? 0.5);
          return (
            <li
              key={step.id}
              class="connector-label is-step"
              style={{ transform: `translate(${middle.x}px, ${middle.y}px) translate(-50%, -50%)` }}
            >
              {step.figures
                .filter(({ rank }) => rank === "main" || rank === "line")
                .map((figure) => (
                  <FigureButton
                    key={figure.name}
                    figure={figure}
                    of={`${from.name} to ${to.name}`}
                    named="not"
                    tabIndex={current.value === from.key ? 0 : -1}
                  />
                ))}
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** To another column a curve from side to side; within one it is bowed to the left, around the cards beside it. */
function arc(from: Point, to: Point, places: readonly Point[]): Curve {
  const middle = CARD.height / 2;
  if (to.x - from.x > CARD.width) {
    const start = { x: from.x + CARD.width, y: from.y + middle };
    const end = { x: to.x - OFF, y: to.y + middle };
    const bend = (end.x - start.x) / 2;
    return { start, first: { x: start.x + bend, y: start.y }, second: { x: end.x - bend, y: end.y }, end };
  }
  const start = { x: from.x, y: from.y + middle };
  const end = { x: to.x - OFF, y: to.y + middle };
  const edge = Math.min(start.x, end.x);
  const far = 60 + Math.hypot(end.x - start.x, end.y - start.y) / 6;
  const out = edge - Math.max(far, aroundCards(from, to, edge, places));
  return { start, first: { x: out, y: start.y }, second: { x: out, y: end.y }, end };
}

/** How far the handles lie out of a bow that passes the cards between its ends and near its left. */
function aroundCards(from: Point, to: Point, edge: number, places: readonly Point[]): number {
  const [upper, lower] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
  const between = places.filter(({ x, y }) => y > upper && y < lower && x < edge && x > edge - MOST_AROUND);
  const leftmost = Math.min(edge, ...between.map(({ x }) => x));
  return (edge - leftmost + BESIDE) / BOW;
}
