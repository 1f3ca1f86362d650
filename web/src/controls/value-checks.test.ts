import { expect, test } from "vitest";
import type { Tracked } from "../address/view";
import { checksOf, mayAdd } from "./value-checks";

const CONDITION: Tracked = { model: "FIRST", dimension: "SOURCE", values: ["Google"], none: false };
const KNOWN = {
  rows: [
    { value: "facebook", contacts: { count: 7 } },
    { value: "google", contacts: { count: 5 } },
    { value: null, contacts: { count: 2 } },
  ],
  others: { count: 0 },
};
const brief = (checks: ReturnType<typeof checksOf>) =>
  checks.map(({ name, isChecked, contacts }) => [name, isChecked, contacts]);

test("what was chosen comes first, each value once, with its contacts", () => {
  expect(brief(checksOf(KNOWN, CONDITION, CONDITION, ""))).toEqual([
    ["Google", true, 5],
    ["facebook", false, 7],
    ["no value", false, 2],
  ]);
});

test("a value that was typed and does not occur has no contacts, or nobody knows", () => {
  const typed = { ...CONDITION, values: ["shop"] };
  expect(brief(checksOf(KNOWN, typed, typed, "shop"))).toEqual([["shop", true, 0]]);
  const partly = { ...KNOWN, others: { count: 9 } };
  expect(brief(checksOf(partly, typed, typed, "shop"))).toEqual([["shop", true, undefined]]);
});

test("what is chosen can be taken out before anything is known", () => {
  expect(brief(checksOf(null, CONDITION, CONDITION, "goo"))).toEqual([["Google", true, undefined]]);
});

test("only a value that is not there yet may be added", () => {
  const checks = checksOf(KNOWN, CONDITION, CONDITION, "");
  expect(mayAdd(" GOOGLE ", checks)).toBe(false);
  expect(mayAdd("goo", checks)).toBe(true);
  expect(mayAdd("  ", checks)).toBe(false);
});
