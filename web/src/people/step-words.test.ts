import { expect, test } from "vitest";
import { type Step, stepWords } from "./step-words";

const welcome = { name: "Welcome aboard" };
const form = { name: "Newsletter form" };
const step = (event: Step["event"], more: Partial<Step> = {}): Step => ({
  event,
  detail: null,
  element: welcome,
  from: null,
  ...more,
});

test("a move says where from and where to, as far as there is either", () => {
  expect(stepWords(step("MOVED", { from: form }))).toBe("Moved from Newsletter form to Welcome aboard");
  expect(stepWords(step("MOVED"))).toBe("Came to Welcome aboard");
  expect(stepWords(step("MOVED", { element: null, from: form }))).toBe("Left Newsletter form");
});

test("a goal says where from when the event did", () => {
  expect(stepWords(step("ACHIEVED", { element: { name: "Bought" } }))).toBe("Achieved Bought");
  expect(stepWords(step("ACHIEVED", { element: { name: "Bought" }, from: form }))).toBe(
    "Achieved Bought, coming from Newsletter form",
  );
});

test("a click says where the link led", () => {
  expect(stepWords(step("CLICKED", { detail: "https://example.org" }))).toBe(
    "Clicked in Welcome aboard: https://example.org",
  );
  expect(stepWords(step("CLICKED"))).toBe("Clicked in Welcome aboard");
});

test.each([
  ["VISITED", "Visited Welcome aboard"],
  ["SENT", "Was sent Welcome aboard"],
  ["DELIVERED", "Received Welcome aboard"],
  ["OPENED", "Opened Welcome aboard"],
  ["BOUNCED", "Welcome aboard bounced"],
  ["UNSUBSCRIBED", "Unsubscribed by Welcome aboard"],
  ["COMPLAINED", "Complained about Welcome aboard"],
  ["FAILED", "Welcome aboard failed"],
  ["SKIPPED", "Welcome aboard was skipped"],
] as const)("%s is told as %s", (event, words) => {
  expect(stepWords(step(event))).toBe(words);
});
