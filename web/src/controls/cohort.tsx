import { report } from "../live/current";
import * as format from "../numbers/format";
import { meaning } from "../numbers/meanings";
import { FigureButton } from "../parts/figure-button";

/** How many the report is about, and who. */
export function Cohort() {
  const cohort = report.value?.cohort.value;
  if (!cohort) return null;
  const name = cohort.count === 1 ? "contact" : "contacts";
  return (
    <FigureButton
      figure={{
        name,
        label: name,
        text: format.count(cohort.count),
        meaning: meaning("Report.cohort"),
        group: cohort.id,
        count: cohort.count,
        rank: "line",
      }}
      of="the filter"
    />
  );
}
