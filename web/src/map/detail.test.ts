import { expect, it } from "vitest";
import { detailAt, readableScale } from "./detail";

it("draws less from afar", () => {
  expect([1, 0.6, 0.59, 0.34, 0.33].map(detailAt)).toEqual(["all", "all", "far", "far", "farther"]);
});

it("shows a small map so that all of it can be read, and names of a large one", () => {
  expect([10, 40, 41, 200].map((elements) => detailAt(readableScale(elements)))).toEqual([
    "all",
    "all",
    "far",
    "far",
  ]);
});
