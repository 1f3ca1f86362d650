import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { MoreButton } from "../parts/more-button";
import { FailureNotice } from "../parts/notice";
import { type Automation, useAutomations } from "../start/use-automations";
import "./automation-search.css";

const PAUSE = 250;
/** As the API has it. */
const LONGEST = 254;

interface Props {
  /** What one is looked for. */
  label: string;
  /** One of those found. */
  children: (automation: Automation) => ComponentChildren;
}

/** The account's automations, found by name or key. */
export function AutomationSearch({ label, children }: Props) {
  const [typed, setTyped] = useState("");
  const [search, setSearch] = useState("");
  const found = useAutomations(search);

  useEffect(() => {
    const pause = setTimeout(() => setSearch(typed.trim()), PAUSE);
    return () => clearTimeout(pause);
  }, [typed]);

  return (
    <fieldset class="automation-search">
      <legend>{label}</legend>
      <input
        class="field"
        type="search"
        aria-label="Search automations"
        placeholder="Search by name or key"
        maxLength={LONGEST}
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <div class="automation-found">
        {found.nodes?.map(children)}
        {found.nodes?.length === 0 && !found.isLoading && (
          <p class="soft small" role="status">
            {search ? `No automation has “${search}” in its name or key.` : "There is no automation yet."}
          </p>
        )}
        {found.failure && <FailureNotice failure={found.failure} onRetry={found.again} />}
        <MoreButton listed={found} />
      </div>
    </fieldset>
  );
}
