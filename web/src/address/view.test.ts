import { describe, expect, test } from "vitest";
import { EVERYBODY, NOTHING, readView, type View, writeView } from "./view";

const EVERYTHING: View = {
  map: "welcome",
  list: "groups",
  draft: true,
  report: "GOAL_CONVERSION_TIME",
  goal: "bought",
  filter: {
    added: { preset: "LAST_30_DAYS" },
    created: { from: "2026-03-01", to: null },
    tracking: [
      { model: "LAST", dimension: "CAMPAIGN", values: ["spring & summer", "50 % off"], none: false },
      { model: "FIRST", dimension: "SOURCE", values: ["facebook"], none: true },
      { model: "FIRST", dimension: "TERM", values: [], none: true },
    ],
    triggers: ["newsletter", "e-book"],
    within: "Z3JvdXA=+/",
  },
  element: "split",
  people: "Z3JvdXA",
  order: "LIFETIME_VALUE",
  contact: "Y29udGFjdA",
  compare: ["a", "b"],
  table: true,
  search: "spring",
};

const filterOf = (search: string) => readView(search).filter;

describe("an address", () => {
  test("of nothing is empty", () => {
    expect(writeView(NOTHING)).toBe("");
    expect(readView("")).toEqual(NOTHING);
  });

  test("says all that is shown, and in the same order", () => {
    expect(readView(writeView(EVERYTHING))).toEqual(EVERYTHING);
    expect(writeView(readView(writeView(EVERYTHING)))).toBe(writeView(EVERYTHING));
  });

  test("is made of words", () => {
    const filter = { ...EVERYBODY, added: { preset: "TODAY" as const }, triggers: ["form"] };
    expect(writeView({ ...NOTHING, map: "welcome", report: "FUNNEL_CONVERSION", filter })).toBe(
      "?map=welcome&report=funnel&added=today&trigger=form",
    );
  });

  test("names a tracking filter once for each value, and once empty for contacts without one", () => {
    const tracked = { model: "FIRST", dimension: "SOURCE", values: ["a", "b"], none: true } as const;
    expect(writeView({ ...NOTHING, filter: { ...EVERYBODY, tracking: [tracked] } })).toBe(
      "?first.source=a&first.source=b&first.source=",
    );
  });

  test("with one tracking filter at several places has it once", () => {
    expect(filterOf("?first.source=a&last.term=x&first.source=b&first.source=a").tracking).toEqual([
      { model: "FIRST", dimension: "SOURCE", values: ["a", "b"], none: false },
      { model: "LAST", dimension: "TERM", values: ["x"], none: false },
    ]);
  });

  test.each([
    ["..", null],
    ["2026-03-01..2026-03-31", { from: "2026-03-01", to: "2026-03-31" }],
    ["..2026-03-31", { from: null, to: "2026-03-31" }],
    ["2024-02-29..", { from: "2024-02-29", to: null }],
    ["2026-02-29..", null],
    ["2026-13-01..", null],
    ["0000-01-01..", null],
    ["2026-3-1..", null],
    ["2026-03-01", null],
    ["2026-03-01..2026-03-31..2026-04-30", null],
    ["last-30-days", { preset: "LAST_30_DAYS" }],
    ["LAST_30_DAYS", null],
    ["all-time", null],
  ])("reads the days %s", (text, days) => {
    expect(filterOf(`?added=${text}`).added).toEqual(days);
  });

  test.each([
    "?list=people&report=profit&order=size&goal=&element=&within=",
    "?added=soon&created=2026-01-01..later",
    "?trigger=&compare=&second.source=a&first.shoe-size=44&first=a",
    "?utm_source=elsewhere&%E0%A4%A&=&&&",
    "?search=",
  ])("that says nothing we know shows what no address shows: %s", (search) => {
    expect(readView(search)).toEqual(NOTHING);
  });
});
