import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { go, view } from "../address/location";
import { automation } from "../live/current";
import * as format from "../numbers/format";
import { Empty, FailureNotice } from "../parts/notice";
import { Panel } from "../parts/panel";
import type { Contact } from "./contact-path";
import { GroupActions } from "./group-actions";
import { GroupList } from "./group-list";
import { PathView } from "./path-view";
import { type Opened, PeopleList } from "./people-list";
import { Sources } from "./sources";
import { useGroupName } from "./use-group-name";
import "./people-panel.css";

const close = () => go({ people: null, contact: null });

/** The people behind a number: the list, where they came from, and what each of them did. */
export function PeoplePanel({ group }: { group: string }) {
  const list = useMemo(() => new PeopleList(group), [group]);
  const name = useGroupName(group);
  const [contact, setContact] = useState<Contact | null>(null);
  const { order, contact: chosen } = view.value;
  const opened = list.opened.value;
  const body = useRef<HTMLDivElement>(null);
  useListPlace(body, chosen, opened);

  useEffect(() => {
    list.open(order);
  }, [list, order]);
  useEffect(() => () => list.close(), [list]);

  const shownContact = contact?.id === chosen ? contact : null;
  const title = chosen
    ? (shownContact?.name ?? shownContact?.key ?? "Contact")
    : titleOf(opened?.count, name);
  return (
    <Panel title={title} onClose={close}>
      <div ref={body}>
        {chosen && (
          <PathView
            key={chosen}
            contact={chosen}
            onContact={setContact}
            onBack={() => go({ contact: null })}
          />
        )}
        <div hidden={chosen !== null}>
          <Group group={group} list={list} name={name} />
        </div>
      </div>
    </Panel>
  );
}

function titleOf(count: number | undefined, name: string | null): string {
  if (count === undefined) return name ?? "People";
  return name === null ? format.people(count) : `${format.count(count)} · ${name}`;
}

interface GroupProps {
  group: string;
  list: PeopleList;
  name: string | null;
}

function Group({ group, list, name }: GroupProps) {
  const [shows, setShows] = useState<"people" | "sources">("people");
  const opened = list.opened.value;
  const failure = list.failure.value;
  if (list.isMissing.value) {
    return (
      <Empty title="There is no such group">
        <p>
          Its map is gone, or it belongs to another account. Close this panel and choose a number on the map.
        </p>
      </Empty>
    );
  }
  if (!opened) {
    if (failure) return <FailureNotice failure={failure} onRetry={() => list.again()} />;
    return <p class="soft">Loading…</p>;
  }
  return (
    <>
      <GroupActions group={group} name={name} isEmpty={opened.count === 0} />
      {automation.value && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
        <div class="group-views" role="group" aria-label="What is shown of these people">
          <button type="button" aria-pressed={shows === "people"} onClick={() => setShows("people")}>
            People
          </button>
          <button type="button" aria-pressed={shows === "sources"} onClick={() => setShows("sources")}>
            Where did they come from?
          </button>
        </div>
      )}
      <div hidden={shows !== "people"}>
        <GroupList group={group} list={list} opened={opened} />
      </div>
      {shows === "sources" && <Sources group={group} of={name ?? "This group"} />}
    </>
  );
}

/** The list is found where it was left when a contact's path is closed, and from its start when opened anew. */
function useListPlace(
  body: { readonly current: HTMLElement | null },
  contact: string | null,
  opened: Opened | null,
): void {
  const place = useRef(0);
  const left = useRef<string | null>(null);
  // Read while the list is still there: hidden, it has no place.
  if (contact !== null && left.current === null) {
    place.current = body.current?.closest(".panel-body")?.scrollTop ?? 0;
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: another `opened` is another list
  useLayoutEffect(() => {
    place.current = 0;
    if (left.current === null) body.current?.closest(".panel-body")?.scrollTo(0, 0);
  }, [opened, body]);
  useLayoutEffect(() => {
    const scroller = body.current?.closest(".panel-body");
    if (!scroller) return;
    if (contact !== null) {
      scroller.scrollTop = 0;
    } else if (left.current !== null) {
      scroller.scrollTop = place.current;
      body.current
        ?.querySelector<HTMLElement>(`[data-contact="${CSS.escape(left.current)}"]`)
        ?.focus({ preventScroll: true });
    }
    left.current = contact;
  }, [contact, body]);
}
