import { useEffect } from "preact/hooks";
import { Failure } from "../api/errors";
import { useRequest } from "../api/use-request";
import { GroupDocument } from "../generated/graphql";

/** Milliseconds, where the number is about to be confirmed. */
export const SOON = 1_000;

interface Counted {
  /** Undefined: not known yet. */
  readonly count: number | undefined;
  /** Why it is not counted; it is not tried again by itself. */
  readonly failure: Failure | null;
  readonly again: () => void;
}

/** How many are in a group, counted once more `pause` milliseconds after each answer; null: not now. */
export function useCount(group: string | null, pause: number): Counted {
  const { value, failure, isLoading, again } = useRequest(GroupDocument, group === null ? null : { group });
  const isGone = value?.contactGroup === null;
  const isOver = group === null || failure !== null || isGone;

  useEffect(() => {
    if (isOver || isLoading) return;
    const waiting = setTimeout(again, pause);
    return () => clearTimeout(waiting);
  }, [isOver, isLoading, again, pause]);

  return { count: value?.contactGroup?.count, failure: failure ?? (isGone ? gone() : null), again };
}

const gone = () => new Failure("this group is gone", { code: "BAD_USER_INPUT" });
