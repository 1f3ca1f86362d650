import { expect, test } from "vitest";
import { litBy } from "./lit-path";

const at = (key: string) => ({ key });

test("a path lights what it passed, in its order, and where the contact is", () => {
  const steps = [
    { element: at("form"), from: null, connector: null },
    { element: at("mail"), from: at("form"), connector: at("form>mail") },
    { element: at("mail"), from: null, connector: null },
    { element: at("wait"), from: at("mail"), connector: at("mail>wait") },
    { element: null, from: at("wait"), connector: null },
  ];
  const lit = litBy(steps, [at("goal")]);
  expect([...lit.elements]).toEqual(["form", "mail", "wait", "goal"]);
  expect([...lit.connectors]).toEqual(["form>mail", "mail>wait"]);
  expect([...lit.hereNow]).toEqual(["goal"]);
});

test("no steps light nothing", () => {
  expect(litBy([], [])).toEqual({ elements: new Set(), connectors: new Set(), hereNow: new Set() });
});
