import { go, hrefOf, view } from "../address/location";
import { compareWith } from "../overlap/comparing";
import { Icon } from "../parts/icon";
import { CopyLink } from "./copy-link";

/** What can be done with a group: share it, filter the map by it, compare it. */
export function GroupActions({ group }: { group: string }) {
  const { filter } = view.value;
  const isOnly = filter.within === group;
  return (
    <div class="group-actions">
      <CopyLink href={hrefOf({ contact: null, element: null, compare: [], table: false })}>
        Copy link
      </CopyLink>
      <button
        type="button"
        class="button is-small"
        aria-pressed={isOnly}
        onClick={() => go({ filter: { ...filter, within: isOnly ? null : group } })}
      >
        <Icon name="filter" size={16} />
        Show only these on the map
      </button>
      <button type="button" class="button is-small" onClick={() => compareWith(group)}>
        <Icon name="compare" size={16} />
        Compare with…
      </button>
    </div>
  );
}
