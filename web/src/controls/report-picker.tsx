import { go, view } from "../address/location";
import { goal, goals } from "../live/current";
import { isPhone } from "../parts/phone";
import { Popover } from "../parts/popover";
import { Choices } from "./choices";
import { nameOfReport, REPORTS } from "./reports";

export function ReportPicker() {
  const { report } = view.value;
  const about = isPhone.value && nameOfGoal();
  return (
    <Popover
      label={
        <span class="controls-label">
          {about ? `${nameOfReport(report)}: ${about}` : nameOfReport(report)}
        </span>
      }
      title="Report"
    >
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

/** Which goal, for the reports that are about one; a click on a goal of the map picks it, too. */
export function GoalPicker() {
  if (goal.value === null) return null;
  return (
    <span class="controls-goal">
      {isPhone.value ? "Goal" : "of"}
      <Popover label={<span class="controls-label">{nameOfGoal()}</span>} title="Goal">
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

const nameOfGoal = () => goals.value.find(({ key }) => key === goal.value)?.name;
