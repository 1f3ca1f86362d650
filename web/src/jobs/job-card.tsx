import { useRef } from "preact/hooks";
import { mayActNow } from "../api/viewer";
import * as format from "../numbers/format";
import { Icon } from "../parts/icon";
import { FailureNotice } from "../parts/notice";
import { DownloadLink } from "./download-link";
import type { JobProgress } from "./job-progress";
import { hasEnded, type Job, outcome, partDone, statusWords, workWords } from "./job-words";
import "./job-card.css";

interface Props {
  progress: JobProgress;
  /** When it was started stands there, too. */
  isDated?: boolean;
  /** Takes it out of view. */
  onDismiss?: () => void;
}

/** What a job does, how far it is, and in the end what became of the contacts. */
export function JobCard({ progress, isDated = false, onDismiss }: Props) {
  const job = progress.job.value;
  const failure = progress.failure.value;
  const title = workWords(job.kind, job.total, progress.subject);
  const about = [isDated && format.moment(job.createdAt), job.status !== "QUEUED" && outcome(job)];
  const card = useRef<HTMLElement>(null);
  const cancel = () => {
    card.current?.focus({ preventScroll: true }); // the button will be gone
    void progress.cancel();
  };
  return (
    <article ref={card} class={`job is-${job.status.toLowerCase()}`} aria-label={title} tabIndex={-1}>
      <header class="job-head">
        <h3>{title}</h3>
        <span class="job-status">{statusWords(job)}</span>
        {onDismiss && (
          <button type="button" class="button is-plain is-icon" aria-label="Close" onClick={onDismiss}>
            <Icon name="close" size={16} />
          </button>
        )}
      </header>
      {!hasEnded(job) && <progress max={1} value={partDone(job)} aria-label="Done" />}
      <div class="job-foot">
        <div class="small">
          <p class="soft">{about.filter(Boolean).join(" · ")}</p>
          <Reasons job={job} />
        </div>
        <Ends progress={progress} job={job} onCancel={cancel} />
      </div>
      {failure && <FailureNotice failure={failure} onRetry={() => progress.follow()} />}
    </article>
  );
}

/** Why contacts were skipped or failed, in the API's words. */
function Reasons({ job: { reasons } }: { job: Job }) {
  if (reasons.length === 0) return null;
  return (
    <ul class="job-reasons">
      {reasons.map(({ code, message, count }) => (
        <li key={`${code} ${message}`}>
          <b>{format.count(count)}</b>: {message}
        </li>
      ))}
    </ul>
  );
}

interface EndsProps {
  progress: JobProgress;
  job: Job;
  onCancel: () => void;
}

/** An export's file, or an end to what is under way, for who may act. */
function Ends({ progress, job, onCancel }: EndsProps) {
  if (job.downloadUrl) return <DownloadLink job={job.id} href={job.downloadUrl} />;
  if (hasEnded(job) || !mayActNow.value) return null;
  return (
    <button type="button" class="button is-small" disabled={progress.isCancelling.value} onClick={onCancel}>
      {progress.isCancelling.value ? "Cancelling…" : "Cancel"}
    </button>
  );
}
