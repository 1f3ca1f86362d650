import { useEffect, useId } from "preact/hooks";
import { useRequest } from "../api/use-request";
import { TriggersDocument } from "../generated/graphql";
import { FailureNotice } from "../parts/notice";
import type { Named } from "./action";

interface Props {
  automation: Named;
  chosen: Named | null;
  /** Its first trigger is chosen where none is. */
  onChoose: (trigger: Named) => void;
}

/** By which trigger contacts enter an automation. */
export function TriggerSelect({ automation, chosen, onChoose }: Props) {
  const { value, failure, again } = useRequest(TriggersDocument, { key: automation.key });
  const found = value?.automationByKey;
  const triggers = found?.key === automation.key ? found.elements : [];
  const [first] = triggers;
  const id = useId();

  useEffect(() => {
    if (first && chosen === null) onChoose(first);
  }, [first, chosen, onChoose]);

  if (failure) return <FailureNotice failure={failure} onRetry={again} />;
  if (triggers.length < 2) return null;
  return (
    <div class="text-field">
      <label for={id}>They enter by</label>
      <select
        id={id}
        class="field"
        value={chosen?.key ?? ""}
        onChange={({ currentTarget }) => {
          const trigger = triggers.find(({ key }) => key === currentTarget.value);
          if (trigger) onChoose(trigger);
        }}
      >
        {triggers.map(({ key, name }) => (
          <option key={key} value={key}>
            {name.trim() || key}
          </option>
        ))}
      </select>
    </div>
  );
}
