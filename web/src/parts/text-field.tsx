import { useId } from "preact/hooks";
import "./text-field.css";

interface Props {
  label: string;
  /** What helps to fill it in. */
  hint?: string;
  value: string;
  maxLength: number;
  /** Why the API did not take what is in it. */
  refusal: string | null;
  onInput: (value: string) => void;
}

/** A line to be filled in, with what is wrong with it below. */
export function TextField({ label, hint, value, maxLength, refusal, onInput }: Props) {
  const id = useId();
  return (
    <div class="text-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="field"
        type="text"
        autocomplete="off"
        autofocus
        required
        maxLength={maxLength}
        aria-invalid={refusal !== null}
        aria-describedby={`${id}-refusal ${id}-hint`}
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      <p id={`${id}-refusal`} class="field-refusal" role="alert">
        {refusal}
      </p>
      {hint && (
        <p id={`${id}-hint`} class="soft small">
          {hint}
        </p>
      )}
    </div>
  );
}
