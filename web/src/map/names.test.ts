import { expect, it } from "vitest";
import type { Automation } from "../live/current";
import { named } from "./names";

it("calls what has no name by its key, in the draft, too", () => {
  const elements = [
    { key: "a", name: " " },
    { key: "b", name: "Bought" },
  ];
  const automation = { key: "map", name: "", elements, draft: { elements } } as unknown as Automation;
  const all = [{ key: "a", name: "a" }, elements[1]];
  expect(named(automation)).toEqual({ key: "map", name: "map", elements: all, draft: { elements: all } });
});
