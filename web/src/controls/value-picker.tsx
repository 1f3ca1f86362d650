import { useRef, useState } from "preact/hooks";
import { asReportFilter } from "../address/filter";
import { go, replace, view } from "../address/location";
import type { Chosen, Tracked } from "../address/view";
import { useRequest } from "../api/use-request";
import { SourcesDocument, type SourcesQuery } from "../generated/graphql";
import { automation } from "../live/current";
import { count } from "../numbers/format";
import { FailureNotice } from "../parts/notice";
import { type Check, CheckList } from "./check-list";
import { DIMENSION_WORDS, isOf, isSameValue, MOST_VALUES, toggled } from "./tracking";
import { checksOf, mayAdd } from "./value-checks";
import "./value-picker.css";

const MOST_ROWS = 500;
const LONGEST = 255;

export type Breakdown = NonNullable<NonNullable<SourcesQuery["automation"]>["tracking"]>;

interface Props {
  condition: Tracked;
  /** `show` is how the address is to change: the first change can be taken back. */
  onChange: (condition: Tracked, show: typeof go) => void;
}

/** The values of one condition, with how many contacts each would let through all the others. */
export function ValuePicker({ condition, onChange }: Props) {
  const [typed, setTyped] = useState("");
  const hasChanged = useRef(false);
  const first = useRef(condition);
  const { value, failure, again } = useRequest(SourcesDocument, {
    automation: automation.value?.id ?? "",
    model: condition.model,
    dimension: condition.dimension,
    filter: asReportFilter(without(view.value.filter, condition)) ?? null,
    first: MOST_ROWS,
  });
  const known = value?.automation?.tracking ?? null;
  const checks = checksOf(known, first.current, condition, typed);
  const isFull = condition.values.length >= MOST_VALUES;

  function toggle(name: string | null): void {
    onChange(toggled(condition, name), hasChanged.current ? replace : go);
    hasChanged.current = true;
  }

  function take(event: Event): void {
    event.preventDefault();
    const exact = checks.find(({ name, isNone }) => !isNone && isSameValue(name, typed));
    if (exact ? !exact.isChecked : mayAdd(typed, checks)) toggle(exact?.name ?? typed);
    setTyped("");
  }

  if (failure && !known) return <FailureNotice failure={failure} onRetry={again} />;
  return (
    <form class="value-picker" onSubmit={take}>
      <input
        type="search"
        class="field"
        placeholder={`Search, or type a ${DIMENSION_WORDS[condition.dimension]}`}
        aria-label={`Search, or type a ${DIMENSION_WORDS[condition.dimension]}`}
        maxLength={LONGEST}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <CheckList
        checks={checks.map(
          (each): Check => ({ ...each, isDisabled: isFull && !each.isChecked && !each.isNone }),
        )}
        onToggle={(key) => toggle(key === "" ? null : key)}
      />
      {mayAdd(typed, checks) && !isFull && (
        <button type="submit" class="button">
          Use “{typed.trim()}”
        </button>
      )}
      <p class="soft small">{note(known, isFull)}</p>
    </form>
  );
}

function without(filter: Chosen, condition: Tracked): Chosen {
  return { ...filter, tracking: filter.tracking.filter((each) => !isOf(condition)(each)) };
}

function note(known: Breakdown | null, isFull: boolean): string {
  if (isFull) return `At most ${MOST_VALUES} values.`;
  if (known === null) return "Counting…";
  if (known.others.count > 0) {
    return `The ${MOST_ROWS} largest of ${count(known.distinct)} values; any other may be typed.`;
  }
  return "Contacts that pass the rest of the filter.";
}
