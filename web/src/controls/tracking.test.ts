import { expect, test } from "vitest";
import type { Tracked } from "../address/view";
import { another, isBlank, shownOf, toggled } from "./tracking";

const GOOGLE: Tracked = { model: "FIRST", dimension: "SOURCE", values: ["google"], none: false };
const BLANK: Tracked = { model: "FIRST", dimension: "MEDIUM", values: [], none: false };

test("another condition is on what none is on yet", () => {
  expect(another([])).toEqual({ ...GOOGLE, values: [] });
  expect(another([GOOGLE])).toEqual(BLANK);
});

test("a value is taken in and out again, whatever its case", () => {
  expect(toggled(GOOGLE, " Facebook ").values).toEqual(["google", "Facebook"]);
  expect(toggled(GOOGLE, "GOOGLE").values).toEqual([]);
});

test("a condition may be on no value alone", () => {
  expect(toggled(BLANK, null)).toEqual({ ...BLANK, none: true });
  expect(isBlank(toggled(BLANK, null))).toBe(false);
});

test("a blank condition stays until the address says others", () => {
  const edited = [BLANK, GOOGLE];
  expect(shownOf(edited, [GOOGLE])).toBe(edited);
  expect(shownOf(edited, [])).toEqual([]);
});
