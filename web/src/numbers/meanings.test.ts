import { expect, it } from "vitest";
import { descriptions } from "../generated/descriptions";
import { meaning, OURS } from "./meanings";

it("speaks in the schema's words", () => {
  expect(meaning("ContactFlow.wereHere")).toBe(descriptions["ContactFlow.wereHere"]);
  expect(meaning("MessageStats.sent")).toBe(descriptions.MessageStats);
  expect(meaning("GoalConversionRate.rate")).toBe(
    "converted: first achieved the goal at or after first reaching the element. rate = converted / reached.",
  );
});

it("has words of its own only where the schema has none", () => {
  expect(Object.keys(OURS).filter((field) => field in descriptions)).toEqual([]);
});
