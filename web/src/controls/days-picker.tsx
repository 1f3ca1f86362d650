import { useId, useState } from "preact/hooks";
import { view } from "../address/location";
import { type Days, PRESETS, type Preset } from "../address/view";
import { timeZone } from "../live/current";
import { Popover } from "../parts/popover";
import { Segments } from "../parts/segments";
import { Choices } from "./choices";
import * as words from "./days";
import { filterBy } from "./filtering";
import "./days-picker.css";

const WHOSE = [
  ["added", "Added to this map"],
  ["created", "Created in the account"],
] as const;

/** Browsers would take years of six digits, too. */
const LAST_DAY = "9999-12-31";

/** One date range as a word of the sentence: `added in the last 30 days`. */
export function DaysWord({ counting }: { counting: words.Counting }) {
  const days = view.value.filter[counting];
  return (
    <span class={days === null ? "is-unset" : undefined}>
      <Popover isInline label={`${counting} ${words.inWords(days)}`} title="Dates">
        {(close) => <DaysPicker counting={counting} close={close} />}
      </Popover>
    </span>
  );
}

/** Whose day counts, and which days; both days may be set at a time. */
function DaysPicker({ counting, close }: { counting: words.Counting; close: () => void }) {
  const [edited, setEdited] = useState(counting);
  const days = view.value.filter[edited];
  const apply = (chosen: Days | null) => {
    close();
    filterBy({ [edited]: chosen });
  };
  return (
    <div class="days-picker">
      <Segments legend="Whose day counts" choices={WHOSE} chosen={edited} onChoose={setEdited} />
      <Choices
        choices={[
          { key: "any" as const, name: words.ANY_TIME },
          ...PRESETS.map((key) => ({ key, name: words.PRESET_WORDS[key] })),
        ]}
        chosen={days === null ? "any" : "preset" in days ? days.preset : null}
        onChoose={(chosen: Preset | "any") => apply(chosen === "any" ? null : { preset: chosen })}
      />
      <OwnDays key={edited} days={days} onApply={apply} />
    </div>
  );
}

function OwnDays({ days, onApply }: { days: Days | null; onApply: (days: Days | null) => void }) {
  const ends = days !== null && "from" in days ? days : { from: null, to: null };
  const [from, setFrom] = useState(ends.from ?? "");
  const [to, setTo] = useState(ends.to ?? "");
  const refusal = words.whyNot(from, to);
  const id = useId();
  const about = { "aria-invalid": refusal !== null, "aria-describedby": `${id}-about` };
  return (
    <form
      class="own-days"
      onSubmit={(event) => {
        event.preventDefault();
        if (refusal === null) onApply(words.between(from, to));
      }}
    >
      <label>
        <span class="label">First day</span>
        <input
          type="date"
          class="field"
          max={LAST_DAY}
          value={from}
          {...about}
          onInput={(event) => setFrom(event.currentTarget.value)}
        />
      </label>
      <label>
        <span class="label">Last day</span>
        <input
          type="date"
          class="field"
          max={LAST_DAY}
          value={to}
          {...about}
          onInput={(event) => setTo(event.currentTarget.value)}
        />
      </label>
      <div class="own-days-end small">
        <p id={`${id}-about`} class={refusal ? "own-days-refusal" : "soft"} aria-live="polite">
          {refusal ?? `Either end may stay open. Days in ${timeZone.value}.`}
        </p>
        <button type="submit" class="button" disabled={refusal !== null || (!from && !to)}>
          Apply
        </button>
      </div>
    </form>
  );
}
