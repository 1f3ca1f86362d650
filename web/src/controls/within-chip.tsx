import { view } from "../address/location";
import { useRequest } from "../api/use-request";
import { GroupDocument } from "../generated/graphql";
import { people } from "../numbers/format";
import { Icon } from "../parts/icon";
import { useGroupName } from "../people/use-group-name";
import { filterBy } from "./filtering";

/** `only “Best customers”`, or `only the 412 contacts of a group` that has no name. */
export function WithinChip({ onRemove }: { onRemove: () => void }) {
  const group = view.value.filter.within;
  const name = useGroupName(group);
  const { value } = useRequest(GroupDocument, group === null || name !== null ? null : { group });
  if (group === null) return null;
  const count = value?.contactGroup?.count;
  const nameless = `${count === undefined ? "the contacts" : `the ${people(count)}`} of a group`;
  return (
    <span class="controls-chip">
      {name === null ? (
        `only ${nameless}`
      ) : (
        <span class="controls-name" title={name}>
          only “<bdi>{name}</bdi>”
        </span>
      )}
      <button
        type="button"
        class="button is-plain is-icon controls-remove"
        aria-label="Remove: only a group"
        onClick={() => {
          onRemove();
          filterBy({ within: null });
        }}
      >
        <Icon name="close" size={16} />
      </button>
    </span>
  );
}
