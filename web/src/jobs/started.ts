import { effect, signal } from "@preact/signals";
import { token } from "../api/session";
import { JobProgress } from "./job-progress";
import type { Job } from "./job-words";

/** The jobs that were started in this tab and are still in view, newest first; they go on whatever the page shows. */
export const started = signal<readonly JobProgress[]>([]);

/** What jobs of this tab are about, by their id: the API knows automations by their keys only. */
const names = new Map<string, string>();

export const nameOf = (job: string): string | null => names.get(job) ?? null;

/**
 * Keeps a job in view; `name` is that of what it is about. The same idempotency key, sent twice, answers the same job:
 * it stands there once.
 */
export function show(job: Job, name: string | null): void {
  if (name !== null) names.set(job.id, name);
  if (started.peek().some(({ id }) => id === job.id)) return;
  const progress = new JobProgress(job, name);
  progress.follow();
  started.value = [progress, ...started.peek()];
}

export function dismiss(gone: JobProgress): void {
  gone.close();
  started.value = started.peek().filter((each) => each !== gone);
}

/** They are of who has signed out. */
effect(() => {
  if (token.value === null) for (const each of started.peek()) dismiss(each);
});
