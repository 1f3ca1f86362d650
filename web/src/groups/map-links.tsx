import { AutomationSearch } from "../actions/automation-search";
import { hrefOf } from "../address/location";
import { EVERYBODY, NOTHING } from "../address/view";
import { Popover } from "../parts/popover";

/** The maps that may show a group, which is then who is counted on them. */
export function MapLinks({ group }: { group: string }) {
  return (
    <Popover label="Show on a map" title="Show only these on a map" isSmall>
      {() => (
        <AutomationSearch label="Show only these on">
          {({ key, name }) => (
            <a
              key={key}
              class="automation-choice"
              href={hrefOf({ map: key, filter: { ...EVERYBODY, within: group } }, NOTHING)}
            >
              {name.trim() || key}
            </a>
          )}
        </AutomationSearch>
      )}
    </Popover>
  );
}
