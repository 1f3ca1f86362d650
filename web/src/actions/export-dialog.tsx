import { useState } from "preact/hooks";
import { Failure } from "../api/errors";
import { request } from "../api/request";
import { useRequest } from "../api/use-request";
import { type ExportFormat, ExportGroupDocument, GroupDocument } from "../generated/graphql";
import { workWords } from "../jobs/job-words";
import { show } from "../jobs/started";
import { Dialog } from "../parts/dialog";
import { FailureNotice } from "../parts/notice";
import { type Option, Options } from "../parts/options";

const FORMATS: readonly Option<ExportFormat>[] = [
  { key: "CSV", name: "CSV", about: "A table, for spreadsheets." },
  { key: "NDJSON", name: "NDJSON", about: "One JSON object a line, for programs." },
];

/** Which file, of how many. */
export function ExportDialog({ group, onClose }: { group: string; onClose: () => void }) {
  const [format, setFormat] = useState<ExportFormat>("CSV");
  const [isStarting, setStarting] = useState(false);
  const [refused, setRefused] = useState<Failure | null>(null);
  const counted = useRequest(GroupDocument, { group });
  const count = counted.value?.contactGroup?.count;

  async function start(close: () => void): Promise<void> {
    setStarting(true);
    setRefused(null);
    try {
      show((await request(ExportGroupDocument, { group, format })).exportGroup, null);
      close();
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      setRefused(failure);
      setStarting(false);
    }
  }

  const title = count === undefined ? "Export" : `${workWords("EXPORT", count, null)}?`;
  return (
    <Dialog title={title} onClose={onClose}>
      {(close) => (
        <form
          class="dialog-form"
          onSubmit={(event) => {
            event.preventDefault();
            void start(close);
          }}
        >
          <Options legend="Format" options={FORMATS} chosen={format} onChoose={setFormat} />
          <p class="soft small">
            Keys, e-mail addresses, names, tags, lifetime values and lead sources, as they are at one moment.
            The file can be downloaded for some days.
          </p>
          {counted.failure && <FailureNotice failure={counted.failure} onRetry={counted.again} />}
          {refused && <FailureNotice failure={refused} />}
          <div class="dialog-ends">
            <button type="button" class="button" onClick={close}>
              Cancel
            </button>
            <button type="submit" class="button is-primary" disabled={isStarting || !count}>
              {count === undefined
                ? "Counting…"
                : isStarting
                  ? "Starting…"
                  : workWords("EXPORT", count, null)}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
