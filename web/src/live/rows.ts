import type { MapUpdatesSubscription } from "../generated/graphql";
import type { Figure } from "../numbers/figures";
import * as figures from "../numbers/figures";

export type Changed = MapUpdatesSubscription["mapUpdates"]["changed"];

/** What a row is about: an element, a connector, a step between two stages, or a place or email of conversion. */
export type Kind = "element" | "connector" | "step" | "point" | "email";

/** One row of any report, ready to be shown. */
export interface Row {
  readonly id: string;
  readonly kind: Kind;
  /** Key of the element or connector; of a step's later stage; null: nowhere on the map, or no email. */
  readonly at: string | null;
  /** Key of a step's earlier stage. */
  readonly from: string | null;
  readonly figures: readonly Figure[];
}

/** The rows of a report, in its order. */
export function rowsOf(report: Changed): Row[] {
  switch (report.__typename) {
    case "ContactFlowReport":
      return [
        ...report.elements.map((row) => element(row.id, row.element.key, figures.contactFlow(row))),
        ...report.connectors.map((row): Row => {
          const shown = figures.connectorFlow(row);
          return { id: row.id, kind: "connector", at: row.connector.key, from: null, figures: shown };
        }),
      ];
    case "FunnelConversionReport":
      return [
        ...report.stages.map((row) => element(row.id, row.element.key, figures.funnelStage(row))),
        ...report.steps.map((row): Row => {
          const shown = figures.funnelStep(row);
          return { id: row.id, kind: "step", at: row.to.key, from: row.from.key, figures: shown };
        }),
      ];
    case "LifetimeValueReport":
      return report.worth.map((row) => element(row.id, row.element.key, figures.lifetimeValue(row)));
    case "GoalConversionRateReport":
      return report.rates.map((row) => element(row.id, row.element.key, figures.goalRate(row)));
    case "GoalConversionPointReport":
      return [
        element(report.achieved.id, report.goal.key, figures.goalAchieved(report.achieved)),
        ...report.points.map((row): Row => {
          const shown = figures.goalPoint(row);
          return { id: row.id, kind: "point", at: row.element?.key ?? null, from: null, figures: shown };
        }),
        ...report.emails.map((row): Row => {
          const shown = figures.goalEmail(row);
          return { id: row.id, kind: "email", at: row.element?.key ?? null, from: null, figures: shown };
        }),
      ];
    case "GoalConversionTimeReport":
      return report.times.map((row) => element(row.id, row.element.key, figures.goalTime(row)));
  }
}

function element(id: string, at: string, shown: Figure[]): Row {
  return { id, kind: "element", at, from: null, figures: shown };
}

/** `row` with those figures of the row before that say the same: who shows one of these has nothing to do. */
export function keepingFigures(before: Row, row: Row): Row {
  return { ...row, figures: row.figures.map((figure, at) => kept(before.figures[at], figure)) };
}

function kept(before: Figure | undefined, figure: Figure): Figure {
  if (before === undefined) return figure;
  const names = Object.keys(figure) as (keyof Figure)[];
  return names.every((name) => before[name] === figure[name]) ? before : figure;
}
