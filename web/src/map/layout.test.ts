import { describe, expect, it } from "vitest";
import type { Drawing } from "./drawing";
import { bounds, CARD, layout, type Point } from "./layout";

function drawing(positions: Record<string, Point | null>, joined: [string, string][] = []): Drawing {
  return {
    elements: Object.entries(positions).map(([key, position]) => ({
      key,
      kind: "WAIT",
      family: "FILTER",
      name: key,
      position,
    })),
    connectors: joined.map(([source, target]) => ({
      key: `${source}>${target}`,
      source,
      target,
      label: null,
    })),
  };
}

function covered(places: ReadonlyMap<string, Point>): string[] {
  const all = [...places];
  return all.flatMap(([one, here], index) =>
    all
      .slice(index + 1)
      .filter(
        ([, there]) => Math.abs(here.x - there.x) < CARD.width && Math.abs(here.y - there.y) < CARD.height,
      )
      .map(([other]) => `${one} covers ${other}`),
  );
}

const CHAIN: [string, string][] = [
  ["a", "b"],
  ["b", "c"],
];

describe("a map that its author placed", () => {
  it("is left as it is where no card covers another", () => {
    const places = layout(drawing({ a: { x: -40, y: 10 }, b: { x: 400, y: 10 }, c: { x: 400, y: 300 } }));
    expect([...places]).toEqual([
      ["a", { x: -40, y: 10 }],
      ["b", { x: 400, y: 10 }],
      ["c", { x: 400, y: 300 }],
    ]);
  });

  it("is enlarged in the direction in which its cards would touch, and in no other", () => {
    const places = layout(drawing({ a: { x: 0, y: 0 }, b: { x: 0, y: 82 }, c: { x: 500, y: 0 } }));
    expect([...places.values()]).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 164 },
      { x: 500, y: 0 },
    ]);
  });

  it("has what stands at one place moved aside", () => {
    const places = layout(drawing({ a: { x: 0, y: 0 }, b: { x: 0, y: 0 }, c: { x: 0, y: 0 } }));
    expect([...places.values()].map(({ y }) => y)).toEqual([0, 164, 328]);
  });
});

describe("a map that nobody placed", () => {
  it("may have any keys", () => {
    const joined: [string, string][] = [["constructor", "valueOf"]];
    const places = layout(drawing({ constructor: null, valueOf: null, ["__proto__"]: null }, joined));
    expect([...places.keys()]).toEqual(["constructor", "valueOf", "__proto__"]);
    expect(covered(places)).toEqual([]);
  });

  it("leads down from the trigger", () => {
    const places = layout(drawing({ c: null, b: null, a: null }, CHAIN));
    const [a, b, c] = ["a", "b", "c"].map((key) => places.get(key)?.y ?? 0) as [number, number, number];
    expect([b - a, c - b]).toEqual([164, 164]);
  });

  it("has no card over another, with 200 elements and ways back", () => {
    const keys = Array.from({ length: 200 }, (_, index) => `e${index}`);
    const joined = keys.slice(1).map((key, index): [string, string] => [`e${Math.floor(index / 3)}`, key]);
    joined.push(["e150", "e3"], ["e199", "e0"]);
    const places = layout(drawing(Object.fromEntries(keys.map((key) => [key, null])), joined));
    expect(places.size).toBe(200);
    expect(covered(places)).toEqual([]);
  });
});

it("lays out a thousand elements without one over another", () => {
  const keys = Array.from({ length: 1_000 }, (_, index) => `e${index}`);
  const joined = keys.slice(1).map((key, index): [string, string] => [`e${Math.floor(index / 2)}`, key]);
  const places = layout(
    drawing(Object.fromEntries(keys.map((key) => [key, null])), [...joined, ["e999", "e0"]]),
  );
  expect(places.size).toBe(1_000);
  expect(covered(places)).toEqual([]);
});

it("lays out beside what is placed what is not", () => {
  const places = layout(drawing({ a: { x: 1000, y: 500 }, b: null, c: null }, CHAIN));
  expect(places.get("a")).toEqual({ x: 1000, y: 500 });
  expect(places.get("b")).toEqual({ x: 1000, y: 664 });
  expect(places.get("c")).toEqual({ x: 1000, y: 828 });
});

it("knows the box around all cards", () => {
  expect(
    bounds([
      { x: -10, y: 5 },
      { x: 90, y: 205 },
    ]),
  ).toEqual({ x: -10, y: 5, width: 336, height: 312 });
  expect(bounds([])).toEqual({ x: 0, y: 0, width: 0, height: 0 });
});
