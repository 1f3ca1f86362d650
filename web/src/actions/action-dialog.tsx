import { useCallback, useState } from "preact/hooks";
import { Failure, ruleInWords } from "../api/errors";
import { request } from "../api/request";
import { RunGroupActionDocument } from "../generated/graphql";
import { show } from "../jobs/started";
import { Dialog } from "../parts/dialog";
import { SOON, useCount } from "../people/use-count";
import { type ActionKind, asInput, type Draft, fieldOf, question, type Refusal, subjectOf } from "./action";
import { ActionFields } from "./action-fields";
import { Confirmation } from "./confirmation";
import { newKey } from "./new-key";

const TITLES: Record<ActionKind, string> = {
  ADD_TAG: "Add a tag",
  REMOVE_TAG: "Remove a tag",
  ADD_TO_AUTOMATION: "Add to an automation",
  REMOVE_FROM_AUTOMATION: "Remove from an automation",
};

interface Props {
  kind: ActionKind;
  group: string;
  onClose: () => void;
}

/** First what is to be done, then whether it really is to be done to so many. */
export function ActionDialog({ kind, group, onClose }: Props) {
  const [draft, setDraft] = useState<Draft>({ kind, tag: "", automation: null, trigger: null });
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  /** Of the confirmation, made once for each: what is sent twice starts one job. */
  const [key, setKey] = useState<string | null>(null);
  const counted = useCount(key === null ? null : group, SOON);
  const { count } = counted;

  const change = useCallback((changes: Partial<Draft>) => {
    setRefusal(null);
    setDraft((before) => ({ ...before, ...changes }));
  }, []);

  async function start(close: () => void): Promise<Failure | null> {
    const action = asInput(draft);
    if (action === null || key === null) return null;
    try {
      const asked = { group, action, idempotencyKey: key };
      show((await request(RunGroupActionDocument, asked)).runGroupAction, subjectOf(draft));
      close();
      return null;
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      const field = fieldOf(failure.details.argument);
      if (field === null) return failure;
      setRefusal({ field, words: ruleInWords(failure) });
      setKey(null);
      return null;
    }
  }

  const isAsked = key !== null && count !== undefined;
  return (
    <Dialog
      title={isAsked ? question(draft, count) : TITLES[kind]}
      step={isAsked ? "whether" : "what"}
      onClose={onClose}
    >
      {(close) =>
        key === null ? (
          <ActionFields
            draft={draft}
            refusal={refusal}
            onChange={change}
            onCancel={close}
            onDone={() => setKey(newKey())}
          />
        ) : (
          <Confirmation
            draft={draft}
            count={count}
            failure={counted.failure}
            onRetry={counted.again}
            onBack={() => setKey(null)}
            onStart={() => start(close)}
          />
        )
      }
    </Dialog>
  );
}
