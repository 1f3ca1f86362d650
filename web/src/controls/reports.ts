import type { ReportType } from "../generated/graphql";

/** The six reports: what each is called, and what it answers. */
export const REPORTS: readonly { type: ReportType; name: string; answers: string }[] = [
  {
    type: "CONTACT_FLOW",
    name: "Contact flow",
    answers: "Who was where, who is where, who went which way",
  },
  {
    type: "FUNNEL_CONVERSION",
    name: "Funnel conversion",
    answers: "How many get from the triggers to each goal",
  },
  {
    type: "LIFETIME_VALUE",
    name: "Lifetime value",
    answers: "What the contacts of each element are worth",
  },
  {
    type: "GOAL_CONVERSION_RATE",
    name: "Goal conversion rate",
    answers: "How many of an element's contacts achieve a goal",
  },
  {
    type: "GOAL_CONVERSION_POINT",
    name: "Goal conversion point",
    answers: "From where, and after which email, they achieve it",
  },
  {
    type: "GOAL_CONVERSION_TIME",
    name: "Goal conversion time",
    answers: "How long they take to achieve it",
  },
];

export const nameOfReport = (report: ReportType): string =>
  REPORTS.find(({ type }) => type === report)?.name ?? report;
