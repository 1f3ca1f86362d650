import { expect, test } from "vitest";
import { asReportFilter } from "./filter";
import { EVERYBODY } from "./view";

test("everybody is no filter at all", () => {
  expect(asReportFilter(EVERYBODY)).toBeUndefined();
});

test("open ends and conditions that are not set are left out", () => {
  expect(asReportFilter({ ...EVERYBODY, added: { from: null, to: "2026-03-31" } })).toEqual({
    added: { to: "2026-03-31" },
  });
});

test("every condition goes to the API under its name there", () => {
  const filter = asReportFilter({
    added: { preset: "TODAY" },
    created: { from: "2026-03-01", to: "2026-03-31" },
    tracking: [{ model: "LAST", dimension: "MEDIUM", values: ["email"], none: true }],
    triggers: ["form"],
    within: "a-group",
  });
  expect(filter).toEqual({
    added: { preset: "TODAY" },
    created: { from: "2026-03-01", to: "2026-03-31" },
    tracking: [{ model: "LAST", dimension: "MEDIUM", values: ["email"], includeNone: true }],
    triggers: ["form"],
    group: "a-group",
  });
});
