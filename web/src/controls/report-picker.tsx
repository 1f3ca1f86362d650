import { go, view } from "../address/location";
import { goal, goals, needsGoal } from "../live/current";
import { Popover } from "../parts/popover";
import { Choices } from "./choices";
import { nameOfReport, REPORTS } from "./reports";

export function ReportPicker() {
  const { report } = view.value;
  return (
    <Popover label={<span class="controls-label">{nameOfReport(report)}</span>} title="Report">
      {(close) => (
        <Choices
          choices={REPORTS.map(({ type, name, answers }) => ({ key: type, name, about: answers }))}
          chosen={report}
          onChoose={(chosen) => {
            close();
            go({ report: chosen });
          }}
        />
      )}
    </Popover>
  );
}

/** For the reports that are about a goal; a click on a goal of the map picks it, too. */
export function GoalPicker() {
  if (!needsGoal(view.value.report)) return null;
  if (goals.value.length === 0) {
    return (
      <p class="controls-hint" role="status">
        This report is about a goal, and this map has none. Put one on it, or choose another report.
      </p>
    );
  }
  const name = goals.value.find(({ key }) => key === goal.value)?.name;
  return (
    <span class="controls-goal">
      of
      <Popover label={<span class="controls-label">{name}</span>} title="Goal">
        {(close) => (
          <Choices
            choices={goals.value.map((element) => ({ key: element.key, name: element.name }))}
            chosen={goal.value}
            onChoose={(chosen) => {
              close();
              go({ goal: chosen });
            }}
          />
        )}
      </Popover>
    </span>
  );
}
