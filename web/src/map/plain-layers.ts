import type { Drawing } from "./drawing";

/**
 * The keys of a drawing in layers, each below all that lead to it, ways back aside: longest paths, and within a layer by
 * the middle of what leads there. Rougher than dagre, in linear time rather than seconds.
 */
export function plainLayers({ elements, connectors }: Drawing): readonly (readonly string[])[] {
  const ways = new Map<string, string[]>(elements.map(({ key }) => [key, []]));
  for (const { source, target } of connectors) ways.get(source)?.push(target);
  const order = topological(ways);
  const place = new Map(order.map((key, index) => [key, index]));
  const depth = new Map<string, number>();
  const above = new Map<string, string[]>();
  for (const key of order) {
    for (const target of ways.get(key) ?? []) {
      if ((place.get(target) ?? 0) <= (place.get(key) ?? 0)) continue; // a way back
      depth.set(target, Math.max(depth.get(target) ?? 0, (depth.get(key) ?? 0) + 1));
      above.set(target, [...(above.get(target) ?? []), key]);
    }
  }
  return ordered(order, depth, above);
}

/** Depth first, the last finished first; a loop instead of calls, as paths may be long. */
function topological(ways: ReadonlyMap<string, readonly string[]>): string[] {
  const finished: string[] = [];
  const seen = new Set<string>();
  for (const start of ways.keys()) {
    if (seen.has(start)) continue;
    seen.add(start);
    const path = [{ key: start, left: [...(ways.get(start) ?? [])] }];
    for (let here = path.at(-1); here; here = path.at(-1)) {
      const next = here.left.pop();
      if (next === undefined) finished.push(path.pop()?.key ?? "");
      else if (!seen.has(next)) {
        seen.add(next);
        path.push({ key: next, left: [...(ways.get(next) ?? [])] });
      }
    }
  }
  return finished.reverse();
}

function ordered(
  order: readonly string[],
  depth: ReadonlyMap<string, number>,
  above: ReadonlyMap<string, readonly string[]>,
): string[][] {
  const layers: string[][] = [];
  for (const key of order) {
    const layer = depth.get(key) ?? 0;
    layers[layer] = [...(layers[layer] ?? []), key];
  }
  const middle = new Map<string, number>();
  for (const layer of layers) {
    const wanted = new Map(
      layer.map((key) => [key, mean((above.get(key) ?? []).map((up) => middle.get(up) ?? 0))]),
    );
    layer.sort((one, other) => (wanted.get(one) ?? 0) - (wanted.get(other) ?? 0));
    layer.forEach((key, index) => {
      middle.set(key, index - (layer.length - 1) / 2);
    });
  }
  return layers;
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
