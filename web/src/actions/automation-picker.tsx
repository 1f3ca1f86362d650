import { useId } from "preact/hooks";
import type { Automation } from "../start/use-automations";
import type { Named } from "./action";
import { AutomationSearch } from "./automation-search";

interface Props {
  label: string;
  /** Why one cannot be chosen, in a word or two; null: it can. */
  whyNot: (automation: Automation) => string | null;
  chosen: Named | null;
  onChoose: (automation: Named) => void;
}

/** One of the account's automations. */
export function AutomationPicker({ label, whyNot, chosen, onChoose }: Props) {
  const id = useId();
  return (
    <AutomationSearch label={label}>
      {(automation) => {
        const { key, name } = automation;
        const hindrance = whyNot(automation);
        return (
          <label key={key} class="automation-choice">
            <input
              type="radio"
              name={id}
              checked={key === chosen?.key}
              disabled={hindrance !== null}
              onChange={() => onChoose({ key, name: name.trim() || key })}
            />
            <span>
              {name.trim() || key}
              {hindrance && <span class="soft small"> · {hindrance}</span>}
            </span>
          </label>
        );
      }}
    </AutomationSearch>
  );
}
