import { connection, retryNow } from "../api/socket";
import { report } from "../live/current";
import { clock } from "../numbers/format";
import "./connection-badge.css";

/**
 * Whether the numbers are those of this moment; nothing where there are none, or they were refused. What it says
 * changes only with the connection, so that who listens is not told of every update.
 */
export function ConnectionBadge() {
  if (report.value === null || report.value.failure.value !== null) return null;
  const state = connection.value;
  return (
    <div class={`connection is-${state}`}>
      <span role="status">{inWords(state === "connected" ? null : report.value.asOf.value, state)}</span>
      {state === "reconnecting" && (
        <button type="button" class="button is-plain" onClick={retryNow}>
          Try now
        </button>
      )}
    </div>
  );
}

function inWords(asOf: string | null, state: typeof connection.value): string {
  if (state === "connected") return "Live";
  if (state === "connecting") return "Connecting…";
  return asOf === null ? "Reconnecting…" : `Reconnecting… numbers as of ${clock(asOf)}`;
}
