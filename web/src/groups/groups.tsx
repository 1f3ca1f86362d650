import { useEffect, useState } from "preact/hooks";
import { go, view } from "../address/location";
import { type Listed, usePages } from "../api/use-pages";
import { mayActNow } from "../api/viewer";
import { type SavedFragment, SavedGroupsDocument } from "../generated/graphql";
import * as format from "../numbers/format";
import { Empty } from "../parts/notice";
import { rememberSaved } from "../people/group-names";
import { PeoplePanel } from "../people/people-panel";
import { useCount } from "../people/use-count";
import { ListPage } from "../start/list-page";
import { DeleteDialog } from "./delete-dialog";
import { MapLinks } from "./map-links";
import "./groups.css";

/** Milliseconds between two counts of a group that is kept up to date. */
const RECOUNT = 10_000;

/** The saved groups of the account, with the people of one beside them. */
export function Groups() {
  const listed = usePages(SavedGroupsDocument, {}, ({ savedGroups }) => savedGroups);
  const [deleting, setDeleting] = useState<SavedFragment | null>(null);
  const { people } = view.value;
  useEffect(() => {
    for (const saved of listed.nodes ?? []) rememberSaved(saved);
  }, [listed.nodes]);

  return (
    <>
      <ListPage
        title="Groups"
        listed={listed}
        total={total(listed.total)}
        nothing={<NothingYet />}
        panel={people && <PeoplePanel key={people} group={people} />}
      >
        {(saved) => (
          <li key={saved.id} class="list-entry saved-group">
            <Entry saved={saved} onDelete={() => setDeleting(saved)} />
          </li>
        )}
      </ListPage>
      {deleting && (
        <DeleteDialog
          saved={deleting}
          onDeleted={() => leave(deleting, listed)}
          onClose={() => setDeleting(null)}
        />
      )}
    </>
  );
}

/** Lists what is left, without the people of what is gone. */
function leave({ id }: SavedFragment, listed: Listed<SavedFragment>): void {
  if (view.value.people === id) go({ people: null, contact: null });
  listed.anew();
}

function Entry({ saved, onDelete }: { saved: SavedFragment; onDelete: () => void }) {
  const { id, name, mode, createdAt, group } = saved;
  const isOpen = view.value.people === id;
  const made = format.moment(createdAt);
  const { count } = useCount(group && mode === "LIVE" ? id : null, RECOUNT);
  return (
    <>
      <div class="saved-about">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p class="soft small">{mode === "LIVE" ? `Kept up to date, made ${made}` : `As it was on ${made}`}</p>
      </div>
      {group ? (
        <p class="saved-count">{format.people(count ?? group.count)}</p>
      ) : (
        <p class="soft small">What it was made of is gone, or not in your plan.</p>
      )}
      <div class="saved-ends">
        {group && (
          <>
            <button
              type="button"
              class="button is-small"
              aria-pressed={isOpen}
              onClick={() => go({ people: isOpen ? null : id, contact: null })}
            >
              Show people
            </button>
            <MapLinks group={id} />
          </>
        )}
        {mayActNow.value && (
          <button type="button" class="button is-small" onClick={onDelete}>
            Delete
          </button>
        )}
      </div>
    </>
  );
}

function NothingYet() {
  return (
    <Empty title="No groups yet">
      <p class="soft">
        Click a number on a map to see its people, then choose “Save this group”. It stands here, and any map
        can be filtered by it.
      </p>
    </Empty>
  );
}

const total = (all: number) => `${format.count(all)} ${all === 1 ? "group" : "groups"}`;
