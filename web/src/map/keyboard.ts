import { signal } from "@preact/signals";
import { CARD } from "./layout";
import type { MapPlan, PlacedElement } from "./map-plan";

/** Key of the element whose buttons Tab reaches; the arrow keys lead from one to the next. */
export const current = signal<string | null>(null);

const DIRECTIONS: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};

/** The element that an arrow key leads to, the first one from nowhere; null: there is none, or it is another key. */
export function next(plan: MapPlan, pressed: string): PlacedElement | null {
  const way = DIRECTIONS[pressed];
  if (!way) return null;
  const from = plan.byKey.get(current.value ?? "");
  if (!from) return plan.elements[0] ?? null;
  let best: PlacedElement | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const element of plan.elements) {
    const dx = element.at.x - from.at.x;
    const dy = element.at.y - from.at.y;
    const ahead = dx * way.x + dy * way.y;
    const aside = Math.abs(dx * way.y) + Math.abs(dy * way.x);
    if (ahead < CARD.height / 2 || aside > 2 * ahead) continue;
    const distance = ahead + 2 * aside;
    if (distance < least) [best, least] = [element, distance];
  }
  return best;
}
