import { useRef, useState } from "preact/hooks";
import { clearFilter, isUnfiltered, view } from "../address/location";
import { automation } from "../live/current";
import { Icon } from "../parts/icon";
import { isPhone } from "../parts/phone";
import { useGroupName } from "../people/use-group-name";
import { Cohort } from "./cohort";
import { DaysWord } from "./days-picker";
import { FilterSheet } from "./filter-sheet";
import { GoalPicker, ReportPicker } from "./report-picker";
import { sentence } from "./sentence";
import { TrackingWords } from "./tracking-words";
import { nameOfTrigger, TriggerWord } from "./trigger-picker";
import { WithinChip } from "./within-chip";
import "./controls.css";

/** Which report, of which goal, about whom. */
export function Controls() {
  if (automation.value === null) return null;
  return isPhone.value ? <FoldedControls /> : <WideControls />;
}

function WideControls() {
  return (
    <section class="controls" aria-label="What is shown">
      <ReportPicker />
      <GoalPicker />
      <Cohort />
      <Who />
    </section>
  );
}

/** On a phone: the report and the sentence; all else is in a sheet. */
function FoldedControls() {
  const [isOpen, setOpen] = useState(false);
  const group = useGroupName(view.value.filter.within);
  return (
    <section class="controls is-folded" aria-label="What is shown">
      <ReportPicker />
      <button
        type="button"
        class={`button${isUnfiltered.value ? "" : " is-filtered"}`}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Icon name="filter" size={18} />
        Filter
      </button>
      <div class="controls-folded">
        <Cohort />
        <span class="controls-sentence">{sentence(view.value.filter, nameOfTrigger, group)}</span>
      </div>
      {isOpen && (
        <FilterSheet onClose={() => setOpen(false)}>
          <GoalPicker />
          <Who />
        </FilterSheet>
      )}
    </section>
  );
}

/** Who is counted, as a sentence whose words can be changed. */
function Who() {
  const sentence = useRef<HTMLElement>(null);
  /** What was pressed goes away with what it took out. */
  const keepFocus = () => sentence.current?.focus();
  return (
    <section ref={sentence} class="who" aria-label="Who is counted" tabIndex={-1}>
      <span>{isUnfiltered.value ? "Everybody" : "Contacts"}</span>
      <DaysWord counting="added" />
      {view.value.filter.created && (
        <span class="phrase">
          and <DaysWord counting="created" />
        </span>
      )}
      <TriggerWord />
      <TrackingWords />
      <WithinChip onRemove={keepFocus} />
      {!isUnfiltered.value && (
        <button
          type="button"
          class="button is-plain controls-add"
          onClick={() => {
            keepFocus();
            clearFilter();
          }}
        >
          Clear
        </button>
      )}
    </section>
  );
}
