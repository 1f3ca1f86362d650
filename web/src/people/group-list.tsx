import { useEffect, useState } from "preact/hooks";
import { go, view } from "../address/location";
import type { ContactOrder } from "../generated/graphql";
import * as format from "../numbers/format";
import { Empty, FailureNotice } from "../parts/notice";
import { liveCount } from "./group-names";
import { type Searched, useGroupSearch } from "./group-search";
import { NearEnd } from "./near-end";
import type { Opened, Pages, PeopleList } from "./people-list";
import { PersonRows } from "./person-rows";

const ORDERS: Record<ContactOrder, string> = {
  NEWEST: "Newest first",
  OLDEST: "Oldest first",
  NAME: "By name",
  LIFETIME_VALUE: "By lifetime value",
};
/** Milliseconds between two looks at the live number, which is a moment behind the list at first. */
const LOOK = 2_000;
/** People found that are drawn at a time. */
const SOME = 200;

/** The list itself, what is newer than it, and a search in it. */
export function GroupList({ group, list, opened }: { group: string; list: PeopleList; opened: Opened }) {
  const [typed, setTyped] = useState("");
  const searched = useGroupSearch(group, view.value.order, typed);
  if (opened.count === 0) {
    return (
      <>
        <AsOf group={group} list={list} opened={opened} />
        <Empty title="Nobody is in this group">
          <p>Whoever comes into it from now on is counted on the map at once.</p>
        </Empty>
      </>
    );
  }
  return (
    <>
      <AsOf group={group} list={list} opened={opened} />
      <div class="list-tools">
        <input
          class="field"
          type="search"
          aria-label="Search these people by name, key or e-mail"
          placeholder="Name, key or e-mail"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <select
          class="field"
          aria-label="Order"
          value={view.value.order}
          onChange={(event) => go({ order: event.currentTarget.value as ContactOrder })}
        >
          {Object.entries(ORDERS).map(([order, words]) => (
            <option key={order} value={order}>
              {words}
            </option>
          ))}
        </select>
      </div>
      {searched ? <Found searched={searched} /> : <Listed list={list} opened={opened} />}
    </>
  );
}

/** When the list was right, and that the number has moved on since. */
function AsOf({ group, list, opened }: { group: string; list: PeopleList; opened: Opened }) {
  const [change, setChange] = useState(0);
  useEffect(() => {
    setChange(0);
    const looking = setInterval(
      () => setChange((liveCount(group) ?? list.newestCount.value) - opened.count),
      LOOK,
    );
    return () => clearInterval(looking);
  }, [group, list, opened]);

  const asOf = format.clock(opened.asOf);
  if (change === 0) return <p class="as-of soft small">As of {asOf}</p>;
  return (
    <p class="as-of small">
      {format.count(Math.abs(change))} {change > 0 ? "more" : "fewer"} since {asOf}
      <button type="button" class="button is-small" onClick={() => list.open()}>
        {change > 0 ? "Show them" : "Update the list"}
      </button>
    </p>
  );
}

function Listed({ list, opened }: { list: PeopleList; opened: Opened }) {
  const pages = list.pages.value;
  const failure = list.failure.value;
  return (
    <div aria-busy={list.isLoading.value}>
      <PersonRows pages={pages} label="People" />
      {failure && <FailureNotice failure={failure} onRetry={() => list.again()} />}
      {!failure && !list.isWhole.value && (
        <NearEnd shown={list.length} isLoading={list.isLoading.value} onNear={() => list.more()}>
          Show more
        </NearEnd>
      )}
      {list.isWhole.value && <End list={list} opened={opened} />}
    </div>
  );
}

/** The list and its number agree, or it says why not. */
function End({ list, opened }: { list: PeopleList; opened: Opened }) {
  if (list.length === opened.count) {
    return (
      <p class="list-end">{opened.count === 1 ? "1 listed." : `All ${format.count(opened.count)} listed.`}</p>
    );
  }
  return (
    <p class="list-end">
      {format.count(list.length)} listed: people came or went since {format.clock(opened.asOf)}.{" "}
      <button type="button" class="button is-small" onClick={() => list.open()}>
        Start anew
      </button>
    </p>
  );
}

function Found({ searched }: { searched: Searched }) {
  const [most, setMost] = useState(SOME);
  const { found, typed, isDone, failure, again } = searched;
  const hits = found.reduce((sum, page) => sum + page.length, 0);
  const of = format.count(searched.of);
  const shown = firstOf(found, most);
  return (
    <>
      <p class="search-progress small" role="status">
        {isDone && `${format.count(hits)} of ${of} found for “${typed.trim()}”.`}
      </p>
      {!isDone && !failure && (
        <p class="search-progress small">
          {searched.of === 0
            ? "Searching…"
            : `${format.count(hits)} found, ${format.count(searched.searched)} of ${of} searched`}
          <progress max={searched.of || 1} value={searched.searched} aria-label="Searched" />
        </p>
      )}
      {failure && <FailureNotice failure={failure} onRetry={again} />}
      <PersonRows pages={shown} label="People found" />
      {shown.length < found.length && (
        <NearEnd shown={most} isLoading={false} onNear={() => setMost(most + SOME)}>
          Show more
        </NearEnd>
      )}
    </>
  );
}

/** Whole pages until there are `most` people. */
function firstOf(pages: Pages, most: number): Pages {
  let sum = 0;
  const end = pages.findIndex((page) => {
    sum += page.length;
    return sum >= most;
  });
  return end < 0 ? pages : pages.slice(0, end + 1);
}
