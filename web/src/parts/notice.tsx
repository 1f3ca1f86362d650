import type { ComponentChildren } from "preact";
import { type Failure, inWords, planHint } from "../api/errors";
import "./notice.css";

/** What failed, in words, with a retry; what a plan lacks is a hint instead. */
export function FailureNotice({ failure, onRetry }: { failure: Failure; onRetry?: () => void }) {
  const hint = planHint(failure);
  if (hint !== null) return <PlanHint>{hint}</PlanHint>;
  return (
    <div class="notice is-bad" role="alert">
      <p>{inWords(failure)}</p>
      {onRetry && failure.mayPass && (
        <button type="button" class="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

export function PlanHint({ children }: { children: ComponentChildren }) {
  return (
    <div class="notice is-hint" role="note">
      <p>
        <strong class="plan-badge">Plan</strong> {children}
      </p>
    </div>
  );
}

/** Nothing to show: why, and what to do next. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
