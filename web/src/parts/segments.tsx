import "./segments.css";

interface Props<Key> {
  /** What is chosen, for who listens. */
  legend: string;
  choices: readonly (readonly [Key, string])[];
  chosen: Key;
  onChoose: (key: Key) => void;
}

/** One of two or three, side by side. */
export function Segments<Key extends string>({ legend, choices, chosen, onChoose }: Props<Key>) {
  return (
    <fieldset class="segments">
      <legend class="spoken">{legend}</legend>
      {choices.map(([key, name]) => (
        <button
          key={key}
          type="button"
          class="button segment"
          aria-pressed={key === chosen}
          onClick={() => onChoose(key)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}
