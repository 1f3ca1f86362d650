import { clearFilter, hrefOf, isUnfiltered, view } from "../address/location";
import { type Automation, goal, isDraftShown, needsGoal, report } from "../live/current";
import { dayIn } from "../numbers/format";
import { FailureNotice } from "../parts/notice";
import "./map-notes.css";

/** What must be known about the numbers below: that there are none yet, and why, or that something failed. */
export function MapNotes({ automation }: { automation: Automation }) {
  const live = report.value;
  if (isDraftShown(automation)) return <DraftNote automation={automation} />;
  if (needsGoal(view.value.report) && goal.value === null) {
    return <p class="map-note">This report is about a goal, and this map has none.</p>;
  }
  if (!live) return null;
  if (live.failure.value) {
    return <FailureNotice failure={live.failure.value} onRetry={() => live.follow()} />;
  }
  if (live.cohort.value?.count !== 0) return null;
  return isUnfiltered.value ? (
    <p class="map-note">
      Nobody has come to this map yet. Numbers appear with the first event sent to <code>POST /events</code>.
    </p>
  ) : (
    <div class="map-note row">
      <p>No contact on this map passes the filter.</p>
      <button type="button" class="button" onClick={clearFilter}>
        Show everybody
      </button>
    </div>
  );
}

function DraftNote({ automation: { version, draft, timeZone } }: { automation: Automation }) {
  const problems = draft?.problems ?? [];
  return (
    <div class="map-note">
      {version === 0 ? (
        <p>
          <strong>This is a draft.</strong> Numbers begin when it is published.
        </p>
      ) : (
        <p>
          <strong>
            These are changes that are not published{draft && `, saved on ${dayIn(timeZone, draft.savedAt)}`}.
          </strong>{" "}
          <a href={hrefOf({ draft: false })}>Show the published map with its numbers</a>
        </p>
      )}
      {problems.length > 0 && (
        <ul class="problems">
          {problems.map((problem) => (
            <li key={`${problem.code} ${problem.element} ${problem.connector}`}>
              <strong>
                {problem.severity === "ERROR" ? "Keeps it from being published" : "Worth a look"}:
              </strong>{" "}
              {problem.message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
