import { go, view } from "../address/location";
import type { ReportType } from "../generated/graphql";

const NAMES: Record<ReportType, string> = {
  CONTACT_FLOW: "Contact flow",
  FUNNEL_CONVERSION: "Funnel conversion",
  LIFETIME_VALUE: "Lifetime value",
  GOAL_CONVERSION_RATE: "Goal conversion rate",
  GOAL_CONVERSION_POINT: "Goal conversion point",
  GOAL_CONVERSION_TIME: "Goal conversion time",
};

/** Which report, of which goal, about whom. */
export function Controls() {
  return (
    <div class="controls" role="toolbar" aria-label="What is shown">
      <label class="row">
        <span class="label">Report</span>
        <select
          class="field"
          value={view.value.report}
          onChange={(event) => go({ report: event.currentTarget.value as ReportType })}
        >
          {Object.entries(NAMES).map(([type, name]) => (
            <option key={type} value={type}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
