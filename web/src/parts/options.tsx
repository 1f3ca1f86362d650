import { useId } from "preact/hooks";
import "./options.css";

export interface Option<Key> {
  readonly key: Key;
  readonly name: string;
  /** What it means, in a sentence. */
  readonly about: string;
}

interface Props<Key> {
  legend: string;
  options: readonly Option<Key>[];
  chosen: Key;
  onChoose: (key: Key) => void;
}

/** One of a few, each with what it means. */
export function Options<Key extends string>({ legend, options, chosen, onChoose }: Props<Key>) {
  const id = useId();
  return (
    <fieldset class="options">
      <legend class="spoken">{legend}</legend>
      {options.map(({ key, name, about }) => (
        <label key={key} class="option">
          <input type="radio" name={id} checked={key === chosen} onChange={() => onChoose(key)} />
          <span>
            <b>{name}</b>
            <span class="soft small">{about}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
