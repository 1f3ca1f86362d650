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
  const isShown = jobs.length > 0 && (map !== null || list !== "jobs");
  return (
    <>
      {/* It is there before there is news: only what changes in it is read out. */}
      <div class="spoken" role="status" aria-atomic={false}>
        {jobs.map((progress) => (
          <News key={progress.id} progress={progress} />
        ))}
      </div>
      {isShown && (
        <section class="job-tray" aria-label="Jobs started here">
          <ul>
            {jobs.map((progress) => (
              <li key={progress.id}>
                <JobCard progress={progress} onDismiss={() => dismiss(progress)} />
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

/** That a job was started, and how it ended; not each step of it. */
function News({ progress }: { progress: JobProgress }) {
  const job = progress.job.value;
  const title = workWords(job.kind, job.total, progress.subject);
  return (
    <p>
      {title}: {hasEnded(job) ? `${statusWords(job)}. ${outcome(job)}` : "started"}.
    </p>
  );
}
