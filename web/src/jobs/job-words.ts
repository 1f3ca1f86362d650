import type { JobKind, JobStateFragment, JobStatus } from "../generated/graphql";
import * as format from "../numbers/format";

export type Job = JobStateFragment;

export const hasEnded = ({ status }: Pick<Job, "status">): boolean =>
  status !== "QUEUED" && status !== "RUNNING";

/**
 * What is done to so many contacts, as one is asked to do it: `Tag 412 contacts with “vip”`.
 *
 * `subject` is the tag, or the automation's name; null: it is not known, or there is none.
 */
export function workWords(kind: JobKind, count: number, subject: string | null): string {
  const people = format.people(count);
  const named = subject === null ? null : `“${subject}”`;
  switch (kind) {
    case "ADD_TAG":
      return named ? `Tag ${people} with ${named}` : `Tag ${people}`;
    case "REMOVE_TAG":
      return `Take ${named ? `the tag ${named}` : "a tag"} off ${people}`;
    case "ADD_TO_AUTOMATION":
      return `Add ${people} to ${named ?? "an automation"}`;
    case "REMOVE_FROM_AUTOMATION":
      return `Remove ${people} from ${named ?? "an automation"}`;
    case "EXPORT":
      return `Export ${people}`;
  }
}

const STATUS: Record<Exclude<JobStatus, "RUNNING">, string> = {
  QUEUED: "Waiting",
  SUCCEEDED: "Done",
  FAILED: "Failed",
  CANCELLED: "Cancelled",
};

/** `58 %` while it runs, whole percents that are never ahead; else its status in a word. */
export function statusWords(job: Job): string {
  if (job.status !== "RUNNING") return STATUS[job.status];
  return `${Math.floor(partDone(job) * 100)} %`;
}

/** A fraction. */
export function partDone({ total, succeeded, skipped, failed }: Job): number {
  return total === 0 ? 0 : (succeeded + skipped + failed) / total;
}

const DONE: Record<JobKind, string> = {
  ADD_TAG: "tagged",
  REMOVE_TAG: "without the tag now",
  ADD_TO_AUTOMATION: "added",
  REMOVE_FROM_AUTOMATION: "removed",
  EXPORT: "exported",
};

/** What became of the contacts: `400 tagged, 12 skipped`. */
export function outcome({ kind, succeeded, skipped, failed }: Job): string {
  const parts = [
    `${format.count(succeeded)} ${DONE[kind]}`,
    skipped > 0 ? `${format.count(skipped)} skipped` : "",
    failed > 0 ? `${format.count(failed)} failed` : "",
  ];
  return parts.filter(Boolean).join(", ");
}
