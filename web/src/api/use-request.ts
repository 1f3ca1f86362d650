import { useCallback, useEffect, useState } from "preact/hooks";
import type { TypedDocumentString } from "../generated/graphql";
import { Failure } from "./errors";
import { request } from "./request";

/** What is known of an answer; while it is asked anew for other variables, the one before stays in `value`. */
export interface Loaded<Result> {
  readonly value: Result | null;
  readonly failure: Failure | null;
  readonly isLoading: boolean;
  /** Asks once more. */
  readonly again: () => void;
}

/** Asks over HTTP whenever the variables change; null: not now. */
export function useRequest<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables | null,
): Loaded<Result> {
  const asked = variables === null ? null : JSON.stringify(variables);
  const [tries, setTries] = useState(0);
  const [known, setKnown] = useState<Omit<Loaded<Result>, "again">>({
    value: null,
    failure: null,
    isLoading: asked !== null,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: `tries` asks once more
  useEffect(() => {
    if (asked === null) return;
    const leaving = new AbortController();
    setKnown(({ value }) => ({ value, failure: null, isLoading: true }));
    request(document, JSON.parse(asked) as Variables, { signal: leaving.signal }).then(
      (value) => {
        if (!leaving.signal.aborted) setKnown({ value, failure: null, isLoading: false });
      },
      (failure: unknown) => {
        if (leaving.signal.aborted) return;
        if (!(failure instanceof Failure)) throw failure;
        setKnown(({ value }) => ({ value, failure, isLoading: false }));
      },
    );
    return () => leaving.abort();
  }, [document, asked, tries]);

  const again = useCallback(() => setTries((before) => before + 1), []);
  return { ...known, isLoading: known.isLoading && asked !== null, again };
}
