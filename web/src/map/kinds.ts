import type { ElementKind } from "../generated/graphql";

/** What each kind of element is called. */
export const KINDS: Record<ElementKind, string> = {
  TRIGGER: "Trigger",
  GOAL: "Goal",
  CONDITION: "Condition",
  FORK: "Fork",
  SPLIT: "Split",
  WAIT: "Wait",
  GO_TO: "Go to",
  END: "End",
  EMAIL: "Email",
  SMS: "SMS",
  TASK: "Task",
  NOTIFICATION: "Notification",
  UPDATE_CONTACT: "Update contact",
  CHANGE_TAGS: "Change tags",
  ADD_TO_AUTOMATION: "Add to automation",
  REMOVE_FROM_AUTOMATION: "Remove from automation",
  PAUSE_AUTOMATION: "Pause automation",
  WEBHOOK: "Webhook",
  COMMERCE: "Commerce",
  OTHER: "Other",
};
