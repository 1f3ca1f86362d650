import { go, hrefOf, view } from "../address/location";
import { MapLinks } from "../groups/map-links";
import { compareWith } from "../overlap/comparing";
import { Icon } from "../parts/icon";
import { ActOnGroup } from "./act-on-group";
import { CopyLink } from "./copy-link";

interface Props {
  group: string;
  name: string | null;
  isEmpty: boolean;
}

/** What can be done with a group: save it, act on it, share it, filter a map by it, compare it. */
export function GroupActions({ group, name, isEmpty }: Props) {
  const { filter, map } = view.value;
  const isOnly = filter.within === group;
  return (
    <div class="group-actions">
      <ActOnGroup group={group} name={name} isEmpty={isEmpty} />
      <CopyLink href={hrefOf({ contact: null, element: null, compare: [], table: false })}>
        Copy link
      </CopyLink>
      {map === null ? (
        <MapLinks group={group} />
      ) : (
        <>
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
        </>
      )}
    </div>
  );
}
