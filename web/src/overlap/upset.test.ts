import { expect, test } from "vitest";
import { combinationTitle, combinationWords, sentence, sums } from "./sentence";
import { partsOf, upset } from "./upset";

const set = (id: string, count: number) => ({ id, name: id.toUpperCase(), count });
const overlap = (groups: string, count: number) => ({
  groups: [...groups],
  contacts: { id: `in ${groups}`, count },
});

const two = upset([set("a", 47), set("b", 236)], [overlap("b", 192), overlap("ab", 44), overlap("a", 3)]);
const three = upset(
  [set("a", 6), set("b", 4), set("c", 4)],
  [overlap("a", 3), overlap("b", 2), overlap("c", 2), overlap("ab", 1), overlap("ac", 1), overlap("abc", 1)],
);

test("sets and combinations stand largest first; of equal combinations the simpler one", () => {
  expect(two.sets.map(({ id }) => id)).toEqual(["b", "a"]);
  expect(two.combinations.map(({ isIn }) => isIn)).toEqual([
    [true, false],
    [true, true],
    [false, true],
  ]);
  expect(three.combinations.map(({ id }) => id)).toEqual([
    "in a",
    "in b",
    "in c",
    "in ab",
    "in ac",
    "in abc",
  ]);
});

test("combinations share nobody: they sum to the union, and a set's own to its size", () => {
  expect([two.sum, two.union, two.shared, two.agrees]).toEqual([283, 239, 44, true]);
  expect(partsOf(two.combinations, 1).map(({ count }) => count)).toEqual([44, 3]);
  expect(sums(two)).toEqual([
    "All different contacts: 239 = 192 + 44 + 3",
    "B: 236 = 192 + 44",
    "A: 47 = 44 + 3",
  ]);
});

test("a set that is not the sum of its combinations is told", () => {
  expect(
    upset([set("a", 48), set("b", 236)], [overlap("b", 192), overlap("ab", 44), overlap("a", 3)]).agrees,
  ).toBe(false);
});

test("the sentence of two numbers", () => {
  expect(sentence(two)).toBe(
    "B (236) and A (47) are 283 together, but 239 different contacts: 44 are in both.",
  );
});

test("the sentence of one contact in both is in the singular", () => {
  const one = upset([set("a", 1), set("b", 1)], [overlap("ab", 1)]);
  expect(sentence(one)).toBe("A (1) and B (1) are 2 together, but 1 different contact: 1 is in both.");
});

test("the sentence of numbers that share nobody", () => {
  const apart = upset([set("a", 3), set("b", 2)], [overlap("a", 3), overlap("b", 2)]);
  expect(sentence(apart)).toBe(
    "A (3) and B (2) are 5 together, all of them different contacts: nobody is in both.",
  );
  const nobody = upset([set("a", 0), set("b", 0)], []);
  expect(sums(nobody)).toEqual(["All different contacts: 0 = 0", "A: 0 = 0", "B: 0 = 0"]);
});

test("the sentence of three", () => {
  expect([three.sum, three.union, three.shared, three.agrees]).toEqual([14, 10, 3, true]);
  expect(sentence(three)).toBe(
    "A (6), B (4) and C (4) are 14 together, but 10 different contacts: 3 are in more than one.",
  );
});

test("more than three are not named", () => {
  const four = upset(
    [..."abcd"].map((id) => set(id, 1_000)),
    [overlap("abcd", 1_000)],
  );
  expect(sentence(four)).toBe(
    "These 4 numbers are 4,000 together, but 1,000 different contacts: 1,000 are in more than one.",
  );
});

test("a combination is told by who is in it and who is not", () => {
  const words = (plot: typeof two) =>
    plot.combinations.map((combination) => combinationWords(combination, plot));
  expect(words(two)).toEqual(["only in B", "in both B and A", "only in A"]);
  expect(words(three)).toEqual([
    "only in A",
    "only in B",
    "only in C",
    "in A and B, but not in C",
    "in A and C, but not in B",
    "in all 3",
  ]);
  expect(two.combinations.map((combination) => combinationTitle(combination, two))).toEqual([
    "Only in B",
    "In both B and A",
    "Only in A",
  ]);
  expect(three.combinations.map((combination) => combinationTitle(combination, three)).slice(2)).toEqual([
    "Only in C",
    "In 2 of the 3 compared",
    "In 2 of the 3 compared",
    "In all 3 compared",
  ]);
});
