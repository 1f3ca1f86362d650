import { useState } from "preact/hooks";
import type { Failure } from "../api/errors";
import { people } from "../numbers/format";
import { FailureNotice } from "../parts/notice";
import type { ActionKind, Draft } from "./action";

const CONSEQUENCES: Record<ActionKind, string> = {
  ADD_TAG: "Who has the tag already is skipped.",
  REMOVE_TAG: "Who does not have the tag is skipped.",
  ADD_TO_AUTOMATION:
    "They come in by that trigger, and every report counts them. Who is there already is skipped.",
  REMOVE_FROM_AUTOMATION: "They are taken off every place on it. What they did there stays in the reports.",
};

const DOING: Record<ActionKind, string> = {
  ADD_TAG: "Tag",
  REMOVE_TAG: "Take it off",
  ADD_TO_AUTOMATION: "Add",
  REMOVE_FROM_AUTOMATION: "Remove",
};

interface Props {
  draft: Draft;
  /** How many are in the group at this moment; undefined: not known yet. */
  count: number | undefined;
  /** Why that is not known. */
  failure: Failure | null;
  onRetry: () => void;
  onBack: () => void;
  /** What was refused, where it is not a matter of the fields. */
  onStart: () => Promise<Failure | null>;
}

/** The dialog's title asks; this answers. Pressed twice, or again after a failure, it starts one job. */
export function Confirmation({ draft, count, failure, onRetry, onBack, onStart }: Props) {
  const [isStarting, setStarting] = useState(false);
  const [refused, setRefused] = useState<Failure | null>(null);

  async function start(): Promise<void> {
    setStarting(true);
    setRefused(null);
    setRefused(await onStart());
    setStarting(false);
  }

  return (
    <>
      {count !== undefined && (
        <p>
          {CONSEQUENCES[draft.kind]} It is done, in the background, to those who are in the group when you
          confirm. You can cancel it, but what is done by then stays done.
        </p>
      )}
      {failure && <FailureNotice failure={failure} onRetry={onRetry} />}
      {refused && <FailureNotice failure={refused} />}
      <div class="dialog-ends">
        <button type="button" class="button" onClick={onBack}>
          Back
        </button>
        <button
          type="button"
          class="button is-primary"
          disabled={isStarting || failure !== null || !count}
          onClick={() => void start()}
        >
          {isStarting ? "Starting…" : buttonWords(draft.kind, count, failure, refused)}
        </button>
      </div>
    </>
  );
}

function buttonWords(
  kind: ActionKind,
  count: number | undefined,
  failure: Failure | null,
  refused: Failure | null,
): string {
  if (count === undefined) return failure ? DOING[kind] : "Counting…";
  return refused?.mayPass ? "Try again" : `${DOING[kind]} ${people(count)}`;
}
