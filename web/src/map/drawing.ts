import type { AutomationMapQuery, ElementFamily, ElementKind } from "../generated/graphql";

type Automation = NonNullable<AutomationMapQuery["automationByKey"]>;

/** An element as it is drawn; `position` null: its author did not place it. */
export interface DrawnElement {
  readonly key: string;
  readonly kind: ElementKind;
  readonly family: ElementFamily;
  readonly name: string;
  readonly position: { readonly x: number; readonly y: number } | null;
}

export interface DrawnConnector {
  readonly key: string;
  readonly source: string;
  readonly target: string;
  readonly label: string | null;
}

export interface Drawing {
  readonly elements: readonly DrawnElement[];
  readonly connectors: readonly DrawnConnector[];
}

const FILTERS: readonly ElementKind[] = ["CONDITION", "FORK", "SPLIT", "WAIT", "GO_TO", "END"];

/** The families of DESIGN; a draft's elements come without theirs. */
function familyOf(kind: ElementKind): ElementFamily {
  if (kind === "TRIGGER" || kind === "GOAL") return kind;
  return FILTERS.includes(kind) ? "FILTER" : "ACTION";
}

export function published({ elements, connectors }: Automation): Drawing {
  return {
    elements,
    connectors: connectors.map(({ key, label, source, target }) => ({
      key,
      label,
      source: source.key,
      target: target.key,
    })),
  };
}

/** A draft may be broken: what joins nothing is left out. */
export function drafted({ elements, connectors }: NonNullable<Automation["draft"]>): Drawing {
  const known = new Set(elements.map(({ key }) => key));
  return {
    elements: elements.map((element) => ({ ...element, family: familyOf(element.kind) })),
    connectors: connectors.filter(({ source, target }) => known.has(source) && known.has(target)),
  };
}
