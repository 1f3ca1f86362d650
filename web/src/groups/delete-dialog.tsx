import { useState } from "preact/hooks";
import { Failure } from "../api/errors";
import { request } from "../api/request";
import { DeleteGroupDocument, type SavedFragment } from "../generated/graphql";
import { Dialog } from "../parts/dialog";
import { FailureNotice } from "../parts/notice";

interface Props {
  saved: SavedFragment;
  onDeleted: () => void;
  onClose: () => void;
}

/** Whether a group really is to be deleted. */
export function DeleteDialog({ saved: { id, name }, onDeleted, onClose }: Props) {
  const [isDeleting, setDeleting] = useState(false);
  const [refused, setRefused] = useState<Failure | null>(null);

  async function remove(close: () => void): Promise<void> {
    setDeleting(true);
    setRefused(null);
    try {
      await request(DeleteGroupDocument, { id });
      close();
      onDeleted();
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      setRefused(failure);
      setDeleting(false);
    }
  }

  return (
    <Dialog title={`Delete the group “${name}”?`} onClose={onClose}>
      {(close) => (
        <>
          <p>
            Its contacts stay as they are. Links that show it, and groups made of it, show nothing any more.
            It cannot be brought back.
          </p>
          {refused && <FailureNotice failure={refused} />}
          <div class="dialog-ends">
            <button type="button" class="button" onClick={close}>
              Keep it
            </button>
            <button
              type="button"
              class="button is-bad"
              disabled={isDeleting}
              onClick={() => void remove(close)}
            >
              {isDeleting ? "Deleting…" : "Delete"}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
