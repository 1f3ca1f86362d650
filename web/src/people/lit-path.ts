import { signal } from "@preact/signals";

/** One contact's way, lit up on the map: keys of the elements and connectors, in the order of the steps. */
export interface LitPath {
  readonly elements: ReadonlySet<string>;
  readonly connectors: ReadonlySet<string>;
  /** Where the contact is. */
  readonly hereNow: ReadonlySet<string>;
}

export const litPath = signal<LitPath | null>(null);

interface Keyed {
  readonly key: string;
}

interface Passing {
  readonly element: Keyed | null;
  readonly from: Keyed | null;
  readonly connector: Keyed | null;
}

/** What steps, oldest first, passed. */
export function litBy(steps: readonly Passing[], hereNow: readonly Keyed[]): LitPath {
  const elements = new Set<string>();
  const connectors = new Set<string>();
  for (const { element, from, connector } of steps) {
    if (from) elements.add(from.key);
    if (connector) connectors.add(connector.key);
    if (element) elements.add(element.key);
  }
  for (const { key } of hereNow) elements.add(key);
  return { elements, connectors, hereNow: new Set(hereNow.map(({ key }) => key)) };
}
