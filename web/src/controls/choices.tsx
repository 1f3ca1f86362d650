import { Icon } from "../parts/icon";
import "./choices.css";

export interface Choice<Key> {
  readonly key: Key;
  readonly name: string;
  /** A short line of what it is. */
  readonly about?: string;
  /** It cannot be chosen; it has the focus all the same, so that `about` can be read. */
  readonly isDisabled?: boolean;
}

interface Props<Key> {
  choices: readonly Choice<Key>[];
  chosen: Key | null;
  onChoose: (key: Key) => void;
}

/** One of several, in a popover; the arrow keys go up and down. */
export function Choices<Key extends string>({ choices, chosen, onChoose }: Props<Key>) {
  return (
    <ul class="choices">
      {choices.map(({ key, name, about, isDisabled }) => (
        <li key={key}>
          <button
            type="button"
            class="choice"
            aria-current={key === chosen}
            aria-disabled={isDisabled}
            onKeyDown={goByArrows}
            onClick={() => isDisabled || onChoose(key)}
          >
            <span class="choice-mark">{key === chosen && <Icon name="check" size={16} />}</span>
            <span>
              {name}
              {about && <span class="choice-about">{about}</span>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function goByArrows(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const all = [...(event.currentTarget.closest("ul")?.querySelectorAll<HTMLElement>("button") ?? [])];
  const next = all[all.indexOf(event.currentTarget) + (event.key === "ArrowDown" ? 1 : -1)];
  next?.focus();
}
