import { useEffect, useMemo } from "preact/hooks";
import { usePages } from "../api/use-pages";
import { JobsDocument } from "../generated/graphql";
import { count } from "../numbers/format";
import { Empty } from "../parts/notice";
import { ListPage } from "../start/list-page";
import { JobCard } from "./job-card";
import { JobProgress } from "./job-progress";
import type { Job } from "./job-words";
import { nameOf } from "./started";

/** Everything that was done, or is under way, with groups of the account; newest first. */
export function Jobs() {
  const listed = usePages(JobsDocument, {}, ({ jobs }) => jobs);
  return (
    <ListPage title="Jobs" listed={listed} total={total(listed.total)} nothing={<NothingYet />}>
      {(job) => <Entry key={job.id} job={job} />}
    </ListPage>
  );
}

/** Jobs under way are followed. */
function Entry({ job }: { job: Job }) {
  const progress = useMemo(() => new JobProgress(job, nameOf(job.id) ?? job.subject), [job]);
  useEffect(() => {
    progress.follow();
    return () => progress.close();
  }, [progress]);
  return (
    <li class="list-entry">
      <JobCard progress={progress} isDated />
    </li>
  );
}

function NothingYet() {
  return (
    <Empty title="No jobs yet">
      <p class="soft">
        Click a number on a map and choose “Actions”: tag its people, add them to an automation or export
        them. How far that is, and what became of everybody, stands here.
      </p>
    </Empty>
  );
}

const total = (all: number) => `${count(all)} ${all === 1 ? "job" : "jobs"}`;
