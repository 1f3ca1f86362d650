import { expect, it } from "vitest";
import type { Drawing } from "./drawing";
import { plainLayers } from "./plain-layers";

function drawing(ways: string): Drawing {
  const joined = ways.split(" ").map((way) => way.split(">") as [string, string]);
  const keys = [...new Set(joined.flat())];
  return {
    elements: keys.map((key) => ({ key, kind: "WAIT", family: "FILTER", name: key, position: null })),
    connectors: joined.map(([source, target]) => ({
      key: `${source}>${target}`,
      source,
      target,
      label: null,
    })),
  };
}

it("puts each element below all that lead to it", () => {
  expect(plainLayers(drawing("a>b b>c a>c c>d"))).toEqual([["a"], ["b"], ["c"], ["d"]]);
});

it("lets ways back be", () => {
  expect(plainLayers(drawing("a>b b>c c>a"))).toEqual([["a"], ["b"], ["c"]]);
});

it("keeps branches apart", () => {
  expect(plainLayers(drawing("a>left a>right left>l right>r"))).toEqual([
    ["a"],
    ["left", "right"],
    ["l", "r"],
  ]);
});
