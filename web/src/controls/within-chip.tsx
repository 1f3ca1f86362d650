import { view } from "../address/location";
import { useRequest } from "../api/use-request";
import { GroupDocument } from "../generated/graphql";
import { people } from "../numbers/format";
import { Icon } from "../parts/icon";
import { filterBy } from "./filtering";

/** `only the 412 contacts of a group`. */
export function WithinChip() {
  const group = view.value.filter.within;
  const { value } = useRequest(GroupDocument, group === null ? null : { group });
  if (group === null) return null;
  const known = value?.contactGroup;
  const words = known?.id === group ? `the ${people(known.count)}` : "the contacts";
  return (
    <span class="controls-chip">
      only {words} of a group
      <button
        type="button"
        class="button is-plain is-icon controls-remove"
        aria-label="Remove: only a group"
        onClick={() => filterBy({ within: null })}
      >
        <Icon name="close" size={16} />
      </button>
    </span>
  );
}
