import { count } from "../numbers/format";
import "./check-list.css";

export interface Check {
  readonly key: string;
  readonly name: string;
  readonly isChecked: boolean;
  /** How many contacts it would let through; undefined: not known. */
  readonly contacts?: number | undefined;
  /** Stands for there being no name. */
  readonly isNone?: boolean;
  readonly isDisabled?: boolean;
}

/** Any of several. */
export function CheckList({
  checks,
  onToggle,
}: {
  checks: readonly Check[];
  onToggle: (key: string) => void;
}) {
  return (
    <ul class="check-list">
      {checks.map(({ key, name, isChecked, contacts, isNone, isDisabled }) => (
        <li key={key}>
          <label class={`check${isNone ? " is-none" : ""}`}>
            <input
              type="checkbox"
              checked={isChecked}
              disabled={isDisabled}
              onChange={({ currentTarget }) => {
                currentTarget.checked = isChecked; // until what it stands for has changed, which it need not
                onToggle(key);
              }}
            />
            <span class="check-name" title={name}>
              {name}
            </span>
            {contacts !== undefined && <span class="check-contacts">{count(contacts)}</span>}
          </label>
        </li>
      ))}
    </ul>
  );
}
