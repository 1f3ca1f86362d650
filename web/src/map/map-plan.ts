import { type Curve, curve } from "./curves";
import type { Drawing, DrawnConnector, DrawnElement } from "./drawing";
import { layout, type Point } from "./layout";

export interface PlacedElement extends DrawnElement {
  readonly at: Point;
}

export interface PlacedConnector extends DrawnConnector {
  readonly curve: Curve;
  /** Where along the curve its label stands, 0 to 1: apart from those of its neighbours. */
  readonly labelAt: number;
}

const BEFORE = 0.36;
const MIDDLE = 0.5;
const AFTER = 0.64;

/** A drawing whose every part has its place. */
export interface MapPlan {
  readonly elements: readonly PlacedElement[];
  readonly connectors: readonly PlacedConnector[];
  readonly byKey: ReadonlyMap<string, PlacedElement>;
  readonly curves: ReadonlyMap<string, Curve>;
}

export function planned(drawing: Drawing): MapPlan {
  const places = layout(drawing);
  const elements = drawing.elements.map((element) => ({
    ...element,
    at: places.get(element.key) ?? { x: 0, y: 0 },
  }));
  const byKey = new Map(elements.map((element) => [element.key, element]));
  const connectors = placed(drawing.connectors, byKey);
  const curves = new Map(connectors.map((connector) => [connector.key, connector.curve]));
  return { elements, connectors, byKey, curves };
}

function placed(
  connectors: readonly DrawnConnector[],
  byKey: ReadonlyMap<string, PlacedElement>,
): PlacedConnector[] {
  const fromSource = tally(connectors.map(({ source }) => source));
  const toTarget = tally(connectors.map(({ target }) => target));
  const together = new Map<string, number>();
  return connectors.flatMap((connector): PlacedConnector[] => {
    const source = byKey.get(connector.source);
    const target = byKey.get(connector.target);
    if (!source || !target) return [];
    const pair = [connector.source, connector.target].sort().join(" ");
    const index = together.get(pair) ?? 0;
    together.set(pair, index + 1);
    const others = [...byKey.values()].filter((element) => element !== source && element !== target);
    const between = others.map(({ at }) => at);
    const isFanOut = (fromSource.get(connector.source) ?? 0) > 1;
    const isFanIn = (toTarget.get(connector.target) ?? 0) > 1;
    const labelAt = isFanOut ? AFTER : isFanIn ? BEFORE : MIDDLE;
    return [{ ...connector, curve: curve(source.at, target.at, between, index), labelAt }];
  });
}

function tally(keys: readonly string[]): Map<string, number> {
  const counted = new Map<string, number>();
  for (const key of keys) counted.set(key, (counted.get(key) ?? 0) + 1);
  return counted;
}
