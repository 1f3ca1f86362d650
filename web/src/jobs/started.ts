import { effect, signal } from "@preact/signals";
import { Failure } from "../api/errors";
import { request } from "../api/request";
import { token } from "../api/session";
import { JobsInViewDocument } from "../generated/graphql";
import { JobProgress } from "./job-progress";
import type { Job } from "./job-words";

/** Under which name the tab keeps what is in view, which a page that is loaded anew shows again. */
const KEPT = "footfall.jobs";

interface Kept {
  readonly id: string;
  readonly name: string | null;
}

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
  if (started.peek().some(({ id }) => id === job.id)) return;
  keep([follow(job, name), ...started.peek()]);
}

export function dismiss(gone: JobProgress): void {
  gone.close();
  keep(started.peek().filter((each) => each !== gone));
}

function follow(job: Job, name: string | null): JobProgress {
  if (name !== null) names.set(job.id, name);
  const progress = new JobProgress(job, name);
  progress.follow();
  return progress;
}

function keep(jobs: readonly JobProgress[]): void {
  started.value = jobs;
  const kept: Kept[] = jobs.map(({ id, subject }) => ({ id, name: subject }));
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
}

/** What was in view before the page was loaded anew. Where nobody answers it is left out: the list of all has it. */
async function restore(kept: readonly Kept[]): Promise<void> {
  try {
    const { nodes } = await request(JobsInViewDocument, { ids: kept.map(({ id }) => id) });
    const found = kept.flatMap(({ id, name }) => {
      const job = nodes.find((node): node is Job => node !== null && "kind" in node && node.id === id);
      return job ? [follow(job, name)] : [];
    });
    keep([...started.peek(), ...found]);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
  }
}

/** They are of who has signed out. */
effect(() => {
  if (token.value !== null) return;
  for (const each of started.peek()) each.close();
  keep([]);
});

const kept: readonly Kept[] = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
if (kept.length > 0) void restore(kept);
