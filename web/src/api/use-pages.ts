import { useEffect, useState } from "preact/hooks";
import type { TypedDocumentString } from "../generated/graphql";
import { Failure } from "./errors";
import { request } from "./request";
import { useRequest } from "./use-request";

/** A page of a list, as the API has it. */
export interface Page<Node> {
  readonly totalCount: number;
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null | undefined };
}

/** What is listed: so many pages as have been asked for. */
export interface Listed<Node> {
  /** Null: not known yet. */
  readonly nodes: readonly Node[] | null;
  readonly total: number;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly failure: Failure | null;
  readonly more: () => void;
  /** Asks once more for what failed. */
  readonly again: () => void;
  /** Lists from the start. */
  readonly anew: () => void;
}

/**
 * Lists page by page, and from the start whenever the variables change; null: not now. `pageOf` finds the page in an
 * answer.
 */
export function usePages<Result, Variables extends { after?: unknown }, Node>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables | null,
  pageOf: (result: Result) => Page<Node> | null,
): Listed<Node> {
  const first = useRequest(document, variables);
  const start = first.value && pageOf(first.value);
  const [pages, setPages] = useState<readonly Page<Node>[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isLoadingMore, setLoadingMore] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: further pages are of the first one
  useEffect(() => {
    setPages([]);
    setFailure(null);
    setLoadingMore(false);
  }, [start]);

  const last = pages.at(-1) ?? start;
  async function more(): Promise<void> {
    if (variables === null) return;
    setLoadingMore(true);
    setFailure(null);
    try {
      const next = pageOf(await request(document, { ...variables, after: last?.pageInfo.endCursor ?? null }));
      if (next) setPages((before) => ((before.at(-1) ?? start) === last ? [...before, next] : before));
    } catch (refused) {
      if (!(refused instanceof Failure)) throw refused;
      setFailure(refused);
    }
    setLoadingMore(false);
  }

  return {
    nodes: start && [start, ...pages].flatMap(({ edges }) => edges.map(({ node }) => node)),
    total: start?.totalCount ?? 0,
    hasMore: last?.pageInfo.hasNextPage ?? false,
    isLoading: first.isLoading || isLoadingMore,
    failure: first.failure ?? failure,
    more,
    again: first.failure ? first.again : more,
    anew: first.again,
  };
}
