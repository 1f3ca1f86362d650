import { useCallback, useEffect, useState } from "preact/hooks";
import { Failure } from "../api/errors";
import { request } from "../api/request";
import { useRequest } from "../api/use-request";
import { AutomationsDocument, type AutomationsQuery } from "../generated/graphql";

type Page = NonNullable<AutomationsQuery["automations"]>;
export type Listed = Page["edges"][number]["node"];

/** The automations that are found, so many pages as have been asked for. */
export interface Found {
  /** Null: not known yet. */
  readonly listed: readonly Listed[] | null;
  readonly total: number;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly failure: Failure | null;
  readonly more: () => void;
  readonly again: () => void;
}

export function useAutomations(search: string): Found {
  const first = useRequest(AutomationsDocument, { search: search || null });
  const start = first.value?.automations ?? null;
  const [pages, setPages] = useState<readonly Page[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isLoadingMore, setLoadingMore] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: further pages are of the first one
  useEffect(() => {
    setPages([]);
    setFailure(null);
    setLoadingMore(false);
  }, [start]);

  const last = pages.at(-1) ?? start;
  const more = useCallback(async () => {
    setLoadingMore(true);
    setFailure(null);
    try {
      const after = last?.pageInfo.endCursor ?? null;
      const { automations } = await request(AutomationsDocument, { search: search || null, after });
      if (automations)
        setPages((before) => ((before.at(-1) ?? start) === last ? [...before, automations] : before));
    } catch (refused) {
      if (!(refused instanceof Failure)) throw refused;
      setFailure(refused);
    }
    setLoadingMore(false);
  }, [search, start, last]);

  return {
    listed: start && [start, ...pages].flatMap(({ edges }) => edges.map(({ node }) => node)),
    total: start?.totalCount ?? 0,
    hasMore: last?.pageInfo.hasNextPage ?? false,
    isLoading: first.isLoading || isLoadingMore,
    failure: first.failure ?? failure,
    more,
    again: first.failure ? first.again : more,
  };
}
