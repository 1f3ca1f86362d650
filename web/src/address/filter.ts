import type { ReportFilter } from "../generated/graphql";
import type { Chosen, Days } from "./view";

/** The filter as the API takes it; undefined for everybody, so that all who look at everybody share one room. */
export function asReportFilter(chosen: Chosen): ReportFilter | undefined {
  const filter: ReportFilter = {
    ...(chosen.added && { added: asDateRange(chosen.added) }),
    ...(chosen.created && { created: asDateRange(chosen.created) }),
    ...(chosen.tracking.length > 0 && {
      tracking: chosen.tracking.map(({ model, dimension, values, none }) => ({
        model,
        dimension,
        values: [...values],
        includeNone: none,
      })),
    }),
    ...(chosen.triggers.length > 0 && { triggers: [...chosen.triggers] }),
    ...(chosen.within && { group: chosen.within }),
  };
  return Object.keys(filter).length > 0 ? filter : undefined;
}

/** Ends that are open are left out. */
function asDateRange(days: Days): NonNullable<ReportFilter["added"]> {
  if ("preset" in days) return { preset: days.preset };
  return { ...(days.from && { from: days.from }), ...(days.to && { to: days.to }) };
}
