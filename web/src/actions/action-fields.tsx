import { TextField } from "../parts/text-field";
import { asInput, type Draft, needsTag, type Refusal, whyNot } from "./action";
import { AutomationPicker } from "./automation-picker";
import { TriggerSelect } from "./trigger-select";

/** As the API has it. */
const LONGEST_TAG = 64;

interface Props {
  draft: Draft;
  refusal: Refusal | null;
  onChange: (changes: Partial<Draft>) => void;
  onCancel: () => void;
  onDone: () => void;
}

/** What is to be done. */
export function ActionFields({ draft, refusal, onChange, onCancel, onDone }: Props) {
  const { kind, tag, automation, trigger } = draft;
  return (
    <form
      class="dialog-form"
      onSubmit={(event) => {
        event.preventDefault();
        onDone();
      }}
    >
      {needsTag(kind) ? (
        <TextField
          label="Tag"
          maxLength={LONGEST_TAG}
          value={tag}
          refusal={refusal?.words ?? null}
          onInput={(typed) => onChange({ tag: typed })}
        />
      ) : (
        <AutomationPicker
          label="Which automation?"
          whyNot={(found) => whyNot(kind, found)}
          chosen={automation}
          onChoose={(chosen) => onChange({ automation: chosen, trigger: null })}
        />
      )}
      {kind === "ADD_TO_AUTOMATION" && automation && (
        <TriggerSelect
          automation={automation}
          chosen={trigger}
          onChoose={(chosen) => onChange({ trigger: chosen })}
        />
      )}
      {refusal && refusal.field !== "tag" && (
        <p class="field-refusal" role="alert">
          {refusal.words}
        </p>
      )}
      <div class="dialog-ends">
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" class="button is-primary" disabled={asInput(draft) === null}>
          Continue
        </button>
      </div>
    </form>
  );
}
