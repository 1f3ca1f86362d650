import { expect, test } from "vitest";
import { between, inWords, whyNot } from "./days";

test.each([
  [null, "at any time"],
  [{ preset: "TODAY" } as const, "today"],
  [{ preset: "LAST_30_DAYS" } as const, "in the last 30 days"],
  [{ from: "2026-03-01", to: "2026-03-31" }, "1 Mar – 31 Mar 2026"],
  [{ from: "2025-12-24", to: "2026-01-06" }, "24 Dec 2025 – 6 Jan 2026"],
  [{ from: "2026-09-09", to: "2026-09-09" }, "on 9 Sep 2026"],
  [{ from: "2026-03-01", to: null }, "since 1 Mar 2026"],
  [{ from: null, to: "2026-03-31" }, "until 31 Mar 2026"],
  [{ from: null, to: null }, "at any time"],
])("%j reads: %s", (days, words) => {
  expect(inWords(days)).toBe(words);
});

test("either end may stay open, and no end at all is any time", () => {
  expect(between("2026-03-01", "")).toEqual({ from: "2026-03-01", to: null });
  expect(between("", "2026-03-31")).toEqual({ from: null, to: "2026-03-31" });
  expect(between("", "")).toBeNull();
});

test("only days in their order can be applied", () => {
  expect(whyNot("2026-03-31", "2026-03-01")).toBe("The first day is after the last.");
  expect(whyNot("2026-03-01", "2026-03-01")).toBeNull();
  expect(whyNot("2026-03-31", "")).toBeNull();
});
