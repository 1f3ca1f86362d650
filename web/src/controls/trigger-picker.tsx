import { useRef } from "preact/hooks";
import { go, replace, view } from "../address/location";
import { triggers } from "../live/current";
import { Popover } from "../parts/popover";
import { CheckList } from "./check-list";
import { filterBy } from "./filtering";
import { oneOf } from "./sentence";

export const nameOfTrigger = (key: string): string =>
  triggers.value.find((trigger) => trigger.key === key)?.name ?? key;

/** `who came in by [any trigger]`; nothing where there is no choice. */
export function TriggerWord() {
  const chosen = view.value.filter.triggers;
  if (triggers.value.length < 2 && chosen.length === 0) return null;
  return (
    <span class={`phrase${chosen.length === 0 ? " is-unset" : ""}`}>
      who came in by{" "}
      <Popover
        isInline
        label={chosen.length === 0 ? "any trigger" : oneOf(chosen.map(nameOfTrigger))}
        title="Triggers"
      >
        {() => <TriggerPicker />}
      </Popover>
    </span>
  );
}

/** Triggers that the map does not have any more, but the address does, can be taken out. */
function TriggerPicker() {
  const hasChanged = useRef(false);
  const chosen = view.value.filter.triggers;
  const keys = new Set([...triggers.value.map(({ key }) => key), ...chosen]);
  const choose = (next: readonly string[]) => {
    filterBy({ triggers: next }, hasChanged.current ? replace : go);
    hasChanged.current = true;
  };
  return (
    <CheckList
      checks={[
        { key: "", name: "any trigger", isChecked: chosen.length === 0, isNone: true },
        ...[...keys].map((key) => ({ key, name: nameOfTrigger(key), isChecked: chosen.includes(key) })),
      ]}
      onToggle={(key) => {
        if (key === "") choose([]);
        else choose(chosen.includes(key) ? chosen.filter((each) => each !== key) : [...chosen, key]);
      }}
    />
  );
}
