import { expect, test } from "vitest";
import { EVERYBODY } from "../address/view";
import { oneOf, sentence } from "./sentence";

const nameOf = (key: string) => ({ form: "Newsletter form", ebook: "E-book" })[key] ?? key;

test("nobody left out is everybody", () => {
  expect(sentence(EVERYBODY, nameOf, null)).toBe("Everybody");
});

test("every condition is in the sentence", () => {
  const chosen = {
    added: { preset: "LAST_30_DAYS" as const },
    created: { from: "2026-03-01", to: null },
    tracking: [
      { model: "FIRST", dimension: "SOURCE", values: ["facebook", "google"], none: false } as const,
      { model: "LAST", dimension: "CAMPAIGN", values: [], none: true } as const,
    ],
    triggers: ["form", "ebook"],
    within: "a-group",
  };
  expect(sentence(chosen, nameOf, null)).toBe(
    "Contacts added in the last 30 days and created since 1 Mar 2026, who came in by Newsletter form or E-book, " +
      "whose first lead source is facebook or google and whose last campaign is no value, of one group",
  );
});

test("a group that has a name is called by it", () => {
  expect(sentence({ ...EVERYBODY, within: "a-group" }, nameOf, "VIP")).toBe("Contacts of “VIP”");
});

test.each([
  [["a"], "a"],
  [["a", "b", "c"], "a, b or c"],
  [["a", "b", "c", "d"], "a, b or 2 more"],
])("one of %j reads %s", (names, words) => {
  expect(oneOf(names)).toBe(words);
});
