import { beforeEach, expect, it } from "vitest";
import { current, next } from "./keyboard";
import { planned } from "./map-plan";

const at = (x: number, y: number) => ({ x, y });
const PLAN = planned({
  elements: Object.entries({ top: at(200, 0), left: at(0, 200), right: at(400, 200), low: at(200, 400) }).map(
    ([key, position]) => ({ key, kind: "WAIT", family: "FILTER", name: key, position }),
  ),
  connectors: [],
});

beforeEach(() => {
  current.value = "top";
});

it("begins with the first element", () => {
  current.value = null;
  expect(next(PLAN, "ArrowDown")?.key).toBe("top");
});

it("goes to the nearest in the arrow's direction", () => {
  current.value = "left";
  expect(next(PLAN, "ArrowRight")?.key).toBe("right");
  expect(next(PLAN, "ArrowUp")?.key).toBe("top");
  expect(next(PLAN, "ArrowDown")?.key).toBe("low");
});

it("stays where there is nothing further", () => {
  expect(next(PLAN, "ArrowUp")).toBeNull();
});

it("leaves other keys alone", () => {
  expect(next(PLAN, "Enter")).toBeNull();
});
