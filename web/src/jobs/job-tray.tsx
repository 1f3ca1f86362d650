import { useRef } from "preact/hooks";
import { hrefOf, view } from "../address/location";
import { NOTHING } from "../address/view";
import { JobCard } from "./job-card";
import type { JobProgress } from "./job-progress";
import { hasEnded, outcome, statusWords, workWords } from "./job-words";
import { dismiss, started } from "./started";
import "./job-tray.css";

/** How far the jobs are that were started here, in view until they are closed; the list of all has them, too. */
export function JobTray() {
  const jobs = started.value;
  const { map, list } = view.value;
  const tray = useRef<HTMLElement>(null);
  /** What had the focus before it came here. */
  const before = useRef<HTMLElement | null>(null);
  const isShown = jobs.length > 0 && (map !== null || list !== "jobs");

  /** The focus goes to the next card, and back with the last one. */
  function close(progress: JobProgress, at: number): void {
    const cards = tray.current?.querySelectorAll("article") ?? [];
    const next = cards[at + 1] ?? cards[at - 1] ?? before.current;
    next?.focus({ preventScroll: true });
    dismiss(progress);
  }

  return (
    <>
      {/* It is there before there is news: only what changes in it is read out. */}
      <div class="spoken" role="status" aria-atomic={false}>
        {jobs.map((progress) => (
          <News key={progress.id} progress={progress} />
        ))}
      </div>
      {isShown && (
        <section
          ref={tray}
          class="job-tray"
          aria-label="Jobs started here"
          onFocusIn={({ relatedTarget }) => {
            const isFromHere = relatedTarget instanceof Node && tray.current?.contains(relatedTarget);
            if (relatedTarget instanceof HTMLElement && !isFromHere) before.current = relatedTarget;
          }}
        >
          <ul>
            {jobs.map((progress, at) => (
              <li key={progress.id}>
                <JobCard progress={progress} onDismiss={() => close(progress, at)} />
              </li>
            ))}
          </ul>
          <a class="small" href={hrefOf({ list: "jobs" }, NOTHING)}>
            All jobs
          </a>
        </section>
      )}
    </>
  );
}

/** That a job is under way, and how it ended; not each step of it. */
function News({ progress }: { progress: JobProgress }) {
  const job = progress.job.value;
  const title = workWords(job.kind, job.total, progress.subject);
  return (
    <p>
      {title}: {hasEnded(job) ? `${statusWords(job)}. ${outcome(job)}` : "under way"}.
    </p>
  );
}
