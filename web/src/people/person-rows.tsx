import { memo } from "preact/compat";
import { go } from "../address/location";
import * as format from "../numbers/format";
import type { Pages, Person } from "./people-list";

/** Pixels; the same for all, so that a page out of sight has its height without being laid out. */
const ROW = 57;

/** Who is listed, page by page; each opens the path of the contact. */
export function PersonRows({ pages, label }: { pages: Pages; label: string }) {
  return (
    <>
      {pages.map((people, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pages only ever come at the end
        <Page key={at} people={people} label={at === 0 ? label : `${label}, page ${at + 1}`} />
      ))}
    </>
  );
}

/** Drawn once: a page does not change when others come. */
const Page = memo(function Page({ people, label }: { people: readonly Person[]; label: string }) {
  if (people.length === 0) return null;
  return (
    <ol
      class="people"
      aria-label={label}
      style={{ containIntrinsicBlockSize: `auto ${people.length * ROW}px` }}
    >
      {people.map((person) => (
        <Row key={person.id} person={person} />
      ))}
    </ol>
  );
});

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
