import { useEffect, useRef, useState } from "preact/hooks";
import { replace, view } from "../address/location";
import { Icon } from "../parts/icon";

const PAUSE = 250;
/** As the API has it. */
const LONGEST = 254;

/** What is looked for goes into the address when typing pauses, and comes back from it. */
export function SearchField() {
  const [typed, setTyped] = useState(view.value.search);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { search } = view.value;

  useEffect(() => {
    setTyped((before) => (before.trim() === search ? before : search));
    return () => clearTimeout(pause.current);
  }, [search]);

  return (
    <label class="start-search">
      <span class="spoken">Search automations</span>
      <Icon name="search" />
      <input
        class="field"
        type="search"
        placeholder="Search by name or key"
        maxLength={LONGEST}
        value={typed}
        onInput={({ currentTarget: { value } }) => {
          setTyped(value);
          clearTimeout(pause.current);
          pause.current = setTimeout(() => replace({ search: value.trim() }), PAUSE);
        }}
      />
    </label>
  );
}
