import { type Signal, signal } from "@preact/signals";
import { Failure } from "../api/errors";
import { request } from "../api/request";
import { subscribe } from "../api/socket";
import { CancelJobDocument, JobProgressDocument } from "../generated/graphql";
import { hasEnded, type Job } from "./job-words";

/** A job, kept up to date until it has ended. */
export class JobProgress {
  readonly job: Signal<Job>;
  readonly failure: Signal<Failure | null> = signal(null);
  readonly isCancelling: Signal<boolean> = signal(false);

  private stop = () => {};

  /** `subject` is as workWords has it. */
  constructor(
    job: Job,
    readonly subject: string | null,
  ) {
    this.job = signal(job);
  }

  get id(): string {
    return this.job.peek().id;
  }

  /** Asks anew, too, after a failure. */
  follow(): void {
    this.close();
    this.failure.value = null;
    if (hasEnded(this.job.peek())) return;
    this.stop = subscribe(
      JobProgressDocument,
      { id: this.id },
      ({ jobProgress }) => this.take(jobProgress),
      (failure) => {
        this.failure.value = failure;
      },
    );
  }

  close(): void {
    this.stop();
    this.stop = () => {};
  }

  async cancel(): Promise<void> {
    this.isCancelling.value = true;
    this.failure.value = null;
    try {
      const { cancelJob } = await request(CancelJobDocument, { id: this.id });
      this.take(cancelJob);
    } catch (refused) {
      if (!(refused instanceof Failure)) throw refused;
      this.failure.value = refused;
      this.isCancelling.value = false;
    }
  }

  /** An answer and the socket may overtake each other: what comes after a job's end is older. */
  private take(job: Job): void {
    if (hasEnded(this.job.peek())) return;
    this.job.value = job;
    if (this.failure.peek()?.code === "UNREACHABLE") this.failure.value = null;
    if (hasEnded(job)) this.close();
  }
}
