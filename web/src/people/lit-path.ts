import { signal } from "@preact/signals";

/** One contact's way, lit up on the map: keys of the elements and connectors, in the order of the steps. */
export interface LitPath {
  readonly elements: ReadonlySet<string>;
  readonly connectors: ReadonlySet<string>;
  /** Where the contact is. */
  readonly hereNow: ReadonlySet<string>;
}

export const litPath = signal<LitPath | null>(null);
