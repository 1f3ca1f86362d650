import { expect, test } from "vitest";
import { distinctly, figureWords } from "./figure-words";

const map = {
  elements: [
    { key: "form", name: "Newsletter form" },
    { key: "mail", name: "Welcome aboard" },
  ],
  connectors: [{ key: "form>mail", label: "A", source: { key: "form" }, target: { key: "mail" } }],
};

test.each([
  ["Here now", { kind: "element", at: "mail", from: null }, "Here now at Welcome aboard"],
  [
    "Passed",
    { kind: "connector", at: "form>mail", from: null },
    "Passed from Newsletter form to Welcome aboard (A)",
  ],
  [
    "Converted",
    { kind: "step", at: "mail", from: "form" },
    "Converted from Newsletter form to Welcome aboard",
  ],
  ["Converted here", { kind: "point", at: "mail", from: null }, "Converted at Welcome aboard"],
  ["Converted here", { kind: "point", at: null, from: null }, "Converted from nowhere on the map"],
  ["Last email before", { kind: "email", at: "mail", from: null }, "Converted after Welcome aboard"],
  ["Last email before", { kind: "email", at: null, from: null }, "Converted without an email before"],
  ["Reached", { kind: "element", at: "gone", from: null }, "Reached at gone"],
] as const)("%s of %o is called %s", (figure, row, words) => {
  expect(figureWords(figure, row, map)).toBe(words);
});

test("names stay as they are when they can be told apart", () => {
  expect(distinctly([{ words: "A", isShown: true }, null, { words: "B", isShown: false }])).toEqual([
    "A",
    "Group 2",
    "B",
  ]);
});

test("of two of one name, the one that is not on the map is under another filter", () => {
  expect(
    distinctly([
      { words: "A", isShown: false },
      { words: "A", isShown: true },
      { words: "A", isShown: false },
    ]),
  ).toEqual(["A under another filter", "A", "A (2)"]);
});
