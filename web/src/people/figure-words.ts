import type { Row } from "../live/rows";

/** As much of a map as names need. */
export interface Names {
  readonly elements: readonly { readonly key: string; readonly name: string }[];
  readonly connectors: readonly {
    readonly key: string;
    readonly label: string | null;
    readonly source: { readonly key: string };
    readonly target: { readonly key: string };
  }[];
}

/** A figure by its name and place: `Here now at Welcome aboard`. */
export function figureWords(
  figure: string,
  { kind, at, from }: Omit<Row, "id" | "figures">,
  map: Names,
): string {
  const name = (key: string) => map.elements.find((element) => element.key === key)?.name ?? key;
  switch (kind) {
    case "element":
      return `${figure} at ${name(at ?? "")}`;
    case "connector": {
      const connector = map.connectors.find(({ key }) => key === at);
      if (!connector) return `${figure}, ${at}`;
      const label = connector.label ? ` (${connector.label})` : "";
      return `${figure} from ${name(connector.source.key)} to ${name(connector.target.key)}${label}`;
    }
    case "step":
      return `${figure} from ${name(from ?? "")} to ${name(at ?? "")}`;
    case "point":
      return at === null ? "Converted from nowhere on the map" : `Converted at ${name(at)}`;
    case "email":
      return at === null ? "Converted without an email before" : `Converted after ${name(at)}`;
  }
}

/** A group's name, and whether the map shows a number of it at the moment. */
export interface GroupName {
  readonly words: string;
  readonly isShown: boolean;
}

/**
 * Names that can be told apart. Two groups of one name are the same number under different filters, and those
 * that the map does not show are under another one.
 */
export function distinctly(names: readonly (GroupName | null)[]): string[] {
  const taken = new Set<string>();
  return names.map((name, at) => {
    const words = name?.words ?? `Group ${at + 1}`;
    const isAmbiguous = names.some((other, place) => place !== at && other?.words === words);
    let distinct = isAmbiguous && !name?.isShown ? `${words} under another filter` : words;
    for (let times = 2; taken.has(distinct); times++) distinct = `${words} (${times})`;
    taken.add(distinct);
    return distinct;
  });
}
