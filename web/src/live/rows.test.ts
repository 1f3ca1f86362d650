import { expect, it } from "vitest";
import { type Changed, keepingFigures, rowsOf } from "./rows";

const group = (id: string, count: number) => ({ id, count });
const element = (key: string) => ({ id: `Element ${key}`, key });

it("makes a figure of every number of a goal, each with its people", () => {
  const report: Changed = {
    __typename: "ContactFlowReport",
    elements: [
      {
        id: "row",
        element: element("bought"),
        reached: group("r", 1_500),
        wereHere: group("w", 500),
        hereNow: group("h", 1_000),
        waiting: group("wait", 200),
        achieved: group("a", 1_300),
        conversionRate: 0.25,
        failed: null,
        skipped: null,
        totalVisitors: 9,
        message: null,
      },
    ],
    connectors: [],
  };
  const [row] = rowsOf(report);
  expect([row?.kind, row?.at]).toEqual(["element", "bought"]);
  expect(row?.figures.map(({ name, text, group: people, rank }) => [name, text, people, rank])).toEqual([
    ["Achieved", "1,300", "a", "main"],
    ["Here now", "1,000", "h", "main"],
    ["Were here", "500", "w", "table"],
    ["Reached", "1,500", "r", "main"],
    ["Waiting", "200", "wait", "line"],
    ["Conversion rate", "25.0 %", "a", "line"],
    ["Visits", "9", null, "table"],
  ]);
});

it("tells places and emails of conversion apart, also those that are nowhere", () => {
  const report: Changed = {
    __typename: "GoalConversionPointReport",
    goal: element("bought"),
    achieved: group("a", 3),
    points: [
      { id: "1", element: element("wait"), contacts: group("p", 2), share: 2 / 3 },
      { id: "2", element: null, contacts: group("q", 1), share: 1 / 3 },
    ],
    emails: [{ id: "3", element: element("mail"), contacts: group("e", 3), share: 1 }],
  };
  expect(
    rowsOf(report).map(({ kind, at, figures }) => [kind, at, figures[0]?.name, figures[0]?.text]),
  ).toEqual([
    ["element", "bought", "Achieved", "3"],
    ["point", "wait", "Converted here", "2"],
    ["point", null, "Converted here", "1"],
    ["email", "mail", "Last email before", "3"],
  ]);
});

it("puts a step of the funnel between its two stages", () => {
  const report: Changed = {
    __typename: "FunnelConversionReport",
    stages: [],
    steps: [
      {
        id: "s",
        from: element("form"),
        to: element("bought"),
        eligible: group("e", 4),
        converted: group("c", 1),
        rate: 0.25,
      },
    ],
  };
  const [step] = rowsOf(report);
  expect([step?.kind, step?.from, step?.at, step?.figures.map(({ text }) => text)]).toEqual([
    "step",
    "form",
    "bought",
    ["1", "25.0 %", "4"],
  ]);
});

it("keeps the figures that say the same as before", () => {
  const step = (eligible: number, rate: number): Changed => ({
    __typename: "FunnelConversionReport",
    stages: [],
    steps: [
      {
        id: "row",
        from: element("form"),
        to: element("bought"),
        eligible: group("e", eligible),
        converted: group("c", 3),
        rate,
      },
    ],
  });
  const [before, after] = [...rowsOf(step(4, 0.75)), ...rowsOf(step(5, 0.6))];
  if (!before || !after) throw new Error("each report has a row");
  const shown = keepingFigures(before, after);
  expect(shown).toEqual(after);
  expect(shown.figures.map((figure) => before.figures.includes(figure))).toEqual([true, false, false]);
});
