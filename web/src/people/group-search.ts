import { useEffect, useState } from "preact/hooks";
import { Failure } from "../api/errors";
import { request } from "../api/request";
import {
  type ContactOrder,
  PeopleDocument,
  type PeopleQuery,
  type PeopleQueryVariables,
} from "../generated/graphql";
import { matching } from "./matching";
import type { Pages, Person } from "./people-list";

/** How far a search is. */
export interface Searched {
  /** What was typed. */
  readonly typed: string;
  readonly found: Pages;
  readonly searched: number;
  readonly of: number;
  readonly isDone: boolean;
  readonly failure: Failure | null;
  readonly again: () => void;
}

type Progress = Omit<Searched, "typed" | "again">;

const BEGUN: Progress = { found: [], searched: 0, of: 0, isDone: false, failure: null };
const A_PAGE = 500;
const TYPING_PAUSE = 250;

/**
 * Looks for contacts within a group, a moment after typing ends; null where nothing is looked for.
 *
 * The API searches the account, not a group, so the group is read through; other words stop that at once.
 */
export function useGroupSearch(group: string, order: ContactOrder, typed: string): Searched | null {
  const [searched, setSearched] = useState<Omit<Searched, "again"> | null>(null);
  const [tries, setTries] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `tries` searches once more
  useEffect(() => {
    const isFound = matching(typed);
    if (isFound === null) {
      setSearched(null);
      return;
    }
    const leaving = new AbortController();
    setSearched({ typed, ...BEGUN });
    const started = setTimeout(() => {
      void search(group, order, isFound, leaving.signal, (progress) => setSearched({ typed, ...progress }));
    }, TYPING_PAUSE);
    return () => {
      clearTimeout(started);
      leaving.abort();
    };
  }, [group, order, typed, tries]);

  return searched && { ...searched, again: () => setTries((before) => before + 1) };
}

async function search(
  group: string,
  order: ContactOrder,
  isFound: (contact: Person) => boolean,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  const met = new Set<string>();
  let found: Pages = [];
  let of = 0;
  const tell = (isDone: boolean, failure: Failure | null = null) =>
    onProgress({ found, searched: met.size, of: isDone ? met.size : of, isDone, failure });
  try {
    for (let after: string | null = null, isWhole = false; !isWhole; ) {
      const asked: PeopleQueryVariables = { group, first: A_PAGE, after, order };
      const { contactGroup }: PeopleQuery = await request(PeopleDocument, asked, { signal });
      const page = contactGroup?.contacts;
      const people = page?.edges.map(({ node }) => node).filter(({ id }) => !met.has(id)) ?? [];
      for (const { id } of people) met.add(id);
      found = [...found, people.filter(isFound)];
      of = contactGroup?.count ?? 0;
      after = page?.pageInfo.endCursor ?? null;
      isWhole = !page?.pageInfo.hasNextPage;
      tell(isWhole);
    }
  } catch (refused) {
    if (signal.aborted) return;
    if (!(refused instanceof Failure)) throw refused;
    tell(false, refused);
  }
}
