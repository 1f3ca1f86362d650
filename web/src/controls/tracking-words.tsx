import { useState } from "preact/hooks";
import { go, view } from "../address/location";
import { DIMENSIONS, MODELS, type Tracked } from "../address/view";
import { planLacks } from "../api/viewer";
import { Icon } from "../parts/icon";
import { PlanHint } from "../parts/notice";
import { Popover } from "../parts/popover";
import { Choices } from "./choices";
import { filterBy } from "./filtering";
import { valuesOf } from "./sentence";
import {
  another,
  DIMENSION_WORDS,
  isBlank,
  isOf,
  MODEL_MEANINGS,
  MODEL_WORDS,
  MOST_CONDITIONS,
  shownOf,
} from "./tracking";
import { ValuePicker } from "./value-picker";

/** `whose [first] [lead source] is [facebook or google] and whose …`, and how to add one. */
export function TrackingWords() {
  const inAddress = view.value.filter.tracking;
  const [edited, setEdited] = useState(inAddress);
  const shown = shownOf(edited, inAddress);
  const lacking = planLacks("performance.tracking");

  function change(conditions: readonly Tracked[], show = go): void {
    setEdited(conditions);
    filterBy({ tracking: conditions.filter((each) => !isBlank(each)) }, show);
  }

  return (
    <>
      {shown.map((condition, index) => (
        <Condition
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition stays where it is while it becomes another
          key={index}
          condition={condition}
          others={shown.filter((each) => each !== condition)}
          isFirst={index === 0}
          isLocked={lacking !== null}
          onChange={(changed, show) => change(shown.with(index, changed), show)}
          onRemove={() => change(shown.toSpliced(index, 1))}
        />
      ))}
      {lacking && (
        <Popover label={<AddLabel badge={lacking.requiredPlan} />} title="Lead source">
          {() => <PlanHint>{lacking.words}</PlanHint>}
        </Popover>
      )}
      {!lacking && shown.length < MOST_CONDITIONS && (
        <button
          type="button"
          class="button is-plain controls-add"
          onClick={() => setEdited([...shown, another(shown)])}
        >
          <AddLabel />
        </button>
      )}
    </>
  );
}

function AddLabel({ badge }: { badge?: string }) {
  return (
    <>
      <Icon name="plus" size={16} />
      Lead source
      {badge && <strong class="plan-badge">{badge}</strong>}
    </>
  );
}

interface ConditionProps {
  condition: Tracked;
  others: readonly Tracked[];
  isFirst: boolean;
  /** The plan lacks it: it can only be taken away. */
  isLocked: boolean;
  onChange: (condition: Tracked, show?: typeof go) => void;
  onRemove: () => void;
}

function Condition({ condition, others, isFirst, isLocked, onChange, onRemove }: ConditionProps) {
  const { model, dimension } = condition;
  const words = `${MODEL_WORDS[model]} ${DIMENSION_WORDS[dimension]}`;
  const remove = (
    <button
      type="button"
      class="button is-plain is-icon controls-remove"
      aria-label={`Remove: ${words}`}
      onClick={onRemove}
    >
      <Icon name="close" size={16} />
    </button>
  );
  if (isLocked) {
    return (
      <span class="controls-chip">
        {isFirst ? "whose" : "and whose"} {words} is {valuesOf(condition)}
        {remove}
      </span>
    );
  }
  return (
    <span class="phrase">
      {isFirst ? "whose" : "and whose"}
      <ModelWord condition={condition} others={others} onChange={onChange} />
      <DimensionWord condition={condition} others={others} onChange={onChange} />
      is
      <span class="controls-last">
        <Popover
          key={`${model} ${dimension}`}
          isInline
          isOpenAtFirst={isBlank(condition)}
          label={<span class="controls-label">{isBlank(condition) ? "choose…" : valuesOf(condition)}</span>}
          title={`Values of ${words}`}
        >
          {() => <ValuePicker condition={condition} onChange={onChange} />}
        </Popover>
        {remove}
      </span>
    </span>
  );
}

type WordProps = Pick<ConditionProps, "condition" | "others" | "onChange">;

function ModelWord({ condition, others, onChange }: WordProps) {
  const { model, dimension } = condition;
  return (
    <Popover isInline label={MODEL_WORDS[model]} title="First or last">
      {(close) => (
        <Choices
          choices={MODELS.map((key) => ({
            key,
            name: MODEL_WORDS[key],
            about: MODEL_MEANINGS[key],
            isDisabled: others.some(isOf({ model: key, dimension })),
          }))}
          chosen={model}
          onChoose={(chosen) => {
            close();
            onChange({ ...condition, model: chosen });
          }}
        />
      )}
    </Popover>
  );
}

/** Another dimension has other values. */
function DimensionWord({ condition: { model, dimension }, others, onChange }: WordProps) {
  return (
    <Popover
      isInline
      label={DIMENSION_WORDS[dimension]}
      title="Lead source, medium, campaign, content or term"
    >
      {(close) => (
        <Choices
          choices={DIMENSIONS.map((key) => ({
            key,
            name: DIMENSION_WORDS[key],
            isDisabled: others.some(isOf({ model, dimension: key })),
          }))}
          chosen={dimension}
          onChoose={(chosen) => {
            close();
            if (chosen !== dimension) onChange({ model, dimension: chosen, values: [], none: false });
          }}
        />
      )}
    </Popover>
  );
}
