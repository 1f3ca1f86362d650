import { useState } from "preact/hooks";
import { Failure } from "../api/errors";
import { request } from "../api/request";
import { type ExportFormat, ExportGroupDocument } from "../generated/graphql";
import { workWords } from "../jobs/job-words";
import { show } from "../jobs/started";
import { Dialog } from "../parts/dialog";
import { FailureNotice } from "../parts/notice";
import { type Option, Options } from "../parts/options";
import { SOON, useCount } from "../people/use-count";

const FORMATS: readonly Option<ExportFormat>[] = [
  { key: "CSV", name: "CSV", about: "A table, for spreadsheets." },
  { key: "NDJSON", name: "NDJSON", about: "One JSON object a line, for programs." },
];

/** Which file, of how many. */
export function ExportDialog({ group, onClose }: { group: string; onClose: () => void }) {
  const [format, setFormat] = useState<ExportFormat>("CSV");
  const [isStarting, setStarting] = useState(false);
  const [refused, setRefused] = useState<Failure | null>(null);
  const counted = useCount(group, SOON);
  const { count } = counted;

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
    <Dialog title={title} step="export" onClose={onClose}>
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
            <button
              type="submit"
              class="button is-primary"
              disabled={isStarting || counted.failure !== null || !count}
            >
              {isStarting ? "Starting…" : buttonWords(count, counted.failure)}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function buttonWords(count: number | undefined, failure: Failure | null): string {
  if (count !== undefined) return workWords("EXPORT", count, null);
  return failure ? "Export" : "Counting…";
}
