import { subscribe } from "../api/socket";
import { ContactMovesDocument, type ContactMovesSubscription } from "../generated/graphql";
import { along } from "./curves";
import { CARD } from "./layout";
import type { MapPlan } from "./map-plan";

type Move = ContactMovesSubscription["contactMoves"];

const TRAVEL = 1_100;
const RING = 900;
const POINTS = 16;
/** More under way at a time than anyone can follow. */
const MOST = 40;

/** Lets contacts be seen as they move: along connectors, and as rings where they appear. Returns how to stop. */
export function showMoves(automation: string, plan: MapPlan, layer: HTMLElement): () => void {
  return subscribe(
    ContactMovesDocument,
    { automation },
    ({ contactMoves }) => {
      if (!document.hidden && layer.childElementCount < MOST) show(contactMoves, plan, layer);
    },
    () => {}, // the report says what is refused; these are for the eye only
  );
}

function show({ connector, element }: Move, plan: MapPlan, layer: HTMLElement): void {
  const curve = plan.curves.get(connector?.key ?? "");
  const at = plan.byKey.get(element?.key ?? "")?.at;
  if (curve) {
    const places = Array.from({ length: POINTS + 1 }, (_, index) => along(curve, index / POINTS));
    const frames = places.map(({ x, y }) => ({ transform: `translate(${x}px, ${y}px)` }));
    animate(layer, "dot", frames, { duration: TRAVEL, easing: "ease-in-out" });
  } else if (at) {
    const centre = `translate(${at.x + CARD.width / 2}px, ${at.y}px)`;
    const frames = [
      { transform: `${centre} scale(0.4)`, opacity: 0.9 },
      { transform: `${centre} scale(2.4)`, opacity: 0 },
    ];
    animate(layer, "ring", frames, { duration: RING, easing: "ease-out" });
  }
}

function animate(
  layer: HTMLElement,
  kind: string,
  frames: Keyframe[],
  timing: KeyframeAnimationOptions,
): void {
  const shape = document.createElement("span");
  shape.className = kind;
  layer.append(shape);
  shape.animate(frames, timing).onfinish = () => shape.remove();
}
