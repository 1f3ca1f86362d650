import { useMemo } from "preact/hooks";
import { go } from "../address/location";
import * as format from "../numbers/format";
import type { Pages, Person } from "./people-list";

/** Who is listed; each opens the path of the contact. */
export function PersonRows({ pages, label }: { pages: Pages; label: string }) {
  return (
    <ol class="people" aria-label={label}>
      {pages.map((people, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pages only ever come at the end
        <Page key={at} people={people} />
      ))}
    </ol>
  );
}

/** Drawn once: a page does not change when others come. */
function Page({ people }: { people: readonly Person[] }) {
  return useMemo(() => people.map((person) => <Row key={person.id} person={person} />), [people]);
}

function Row({ person }: { person: Person }) {
  const { id, key, name, email, firstTouch, lifetimeValue } = person;
  const second = email ?? (name ? key : null);
  return (
    <li class="person">
      <button type="button" data-contact={id} onClick={() => go({ contact: id })}>
        <span class="person-who">
          <b>{name ?? key}</b>
          {second !== (name ?? key) && <span>{second}</span>}
        </span>
        <span class="person-what">
          {isWorth(lifetimeValue) && <b>{format.money(lifetimeValue)}</b>}
          {firstTouch.source && <span>{firstTouch.source}</span>}
        </span>
      </button>
    </li>
  );
}

const isWorth = ({ amount }: Person["lifetimeValue"]) => Number(amount) !== 0;
