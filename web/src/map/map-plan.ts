import { type Curve, curve } from "./curves";
import type { Drawing, DrawnConnector, DrawnElement } from "./drawing";
import { layout, type Point } from "./layout";

export interface PlacedElement extends DrawnElement {
  readonly at: Point;
}

export interface PlacedConnector extends DrawnConnector {
  readonly curve: Curve;
}

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
  const together = new Map<string, number>();
  const connectors = drawing.connectors.flatMap((connector): PlacedConnector[] => {
    const source = byKey.get(connector.source);
    const target = byKey.get(connector.target);
    if (!source || !target) return [];
    const pair = [connector.source, connector.target].sort().join(" ");
    const index = together.get(pair) ?? 0;
    together.set(pair, index + 1);
    return [{ ...connector, curve: curve(source.at, target.at, index) }];
  });
  const curves = new Map(connectors.map((connector) => [connector.key, connector.curve]));
  return { elements, connectors, byKey, curves };
}
