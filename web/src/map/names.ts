import type { Automation } from "../live/current";

interface Named {
  readonly key: string;
  readonly name: string;
}

/** Names may be empty: what has none is called by its key, everywhere. */
export function named(automation: Automation): Automation {
  const { elements, draft } = automation;
  return {
    ...byName(automation),
    elements: elements.map(byName),
    draft: draft && { ...draft, elements: draft.elements.map(byName) },
  };
}

function byName<One extends Named>(one: One): One {
  return one.name.trim() === "" ? { ...one, name: one.key } : one;
}
