import type { AutomationStatus } from "../generated/graphql";
import "./status-badge.css";

const STATUS: Record<AutomationStatus, string> = {
  DRAFT: "Draft",
  PUBLISHED: "Published",
  PAUSED: "Paused",
  ARCHIVED: "Archived",
};

/** What an automation's status is, in a word. */
export function StatusBadge({ status }: { status: AutomationStatus }) {
  return <span class={`status is-${status.toLowerCase()}`}>{STATUS[status]}</span>;
}
