import { beforeEach, expect, it, vi } from "vitest";
import { Failure } from "../api/errors";
import type { MapUpdatesSubscription } from "../generated/graphql";
import { LiveReport } from "./live-report";

type Update = MapUpdatesSubscription["mapUpdates"];

/** What has been subscribed to last. */
let followed: { next: (update: Update) => void; fail: (failure: Failure) => void };

vi.mock("../api/socket", () => ({
  subscribe: (
    _document: unknown,
    _variables: unknown,
    onNext: (result: MapUpdatesSubscription) => void,
    onFailure: (failure: Failure) => void,
  ) => {
    followed = { next: (mapUpdates) => onNext({ mapUpdates }), fail: onFailure };
    return () => {};
  },
}));

function snapshot(reached: number): Update {
  return {
    snapshot: true,
    version: 1,
    asOf: "2026-03-01T12:00:00Z",
    cohort: { id: "everybody", count: 20 },
    changed: {
      __typename: "GoalConversionRateReport",
      rates: [
        {
          id: "of a",
          element: { id: "1", key: "a" },
          reached: { id: "reached", count: reached },
          converted: { id: "converted", count: 1 },
          rate: 1 / reached,
        },
      ],
    },
  };
}

const ASKED = { automation: "map", report: "GOAL_CONVERSION_RATE", goal: "g" } as const;
const FILTERED = { ...ASKED, filter: { triggers: ["t"] } };
const shown = (report: LiveReport) =>
  report.rows.value.map(({ value }) => value.figures.map(({ text }) => text).join(", "));

let everybody: LiveReport;

beforeEach(() => {
  everybody = new LiveReport(ASKED);
  followed.next(snapshot(10));
});

it("shows the numbers of the filter before until its own have come", () => {
  const filtered = new LiveReport(FILTERED, everybody);
  expect(shown(filtered)).toEqual(["10.0 %, 1, 10"]);
  followed.next(snapshot(4));
  expect(shown(filtered)).toEqual(["25.0 %, 1, 4"]);
  expect(shown(everybody)).toEqual(["10.0 %, 1, 10"]);
});

it("shows nobody else's numbers once its own are refused", () => {
  const filtered = new LiveReport(FILTERED, everybody);
  followed.fail(new Failure("performance.tracking", { code: "PLAN_REQUIRED" }));
  expect(shown(filtered)).toEqual([]);
});

it("keeps its own numbers when they stop coming", () => {
  followed.fail(Failure.unreachable());
  expect(shown(everybody)).toEqual(["10.0 %, 1, 10"]);
});
