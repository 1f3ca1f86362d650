import type {
  ConnectorFlowRowFragment,
  ContactFlowRowFragment,
  CountFragment,
  FunnelStageRowFragment,
  FunnelStepRowFragment,
  GoalPointRowFragment,
  GoalRateRowFragment,
  GoalTimeRowFragment,
  LifetimeValueRowFragment,
} from "../generated/graphql";
import * as format from "./format";
import { type Described, meaning } from "./meanings";

/** The least place where a figure is shown: big on the card, in its last line, in the table, or where all are listed. */
export type Rank = "main" | "line" | "table" | "panel";

/** One number as it is shown. */
export interface Figure {
  /** What it is, `Conversion rate`. */
  readonly name: string;
  /** The same in a word, for a card: `Rate`. */
  readonly label: string;
  /** As it is written, `1,204` or `36.4 %`. */
  readonly text: string;
  readonly meaning: string;
  /** Id of the group of the people behind it: of a rate those that it counts; null where there are none. */
  readonly group: string | null;
  /** How many people that are. */
  readonly count: number;
  readonly rank: Rank;
}

const LABELS: Readonly<Record<string, string>> = {
  "Conversion rate": "Rate",
  "Converted here": "Converted",
  "Last email before": "Last email",
  "Share of last emails": "Share",
};

function people(name: string, group: CountFragment | null, field: Described, rank: Rank): Figure[] {
  if (group === null) return [];
  return [
    {
      name,
      label: LABELS[name] ?? name,
      text: format.count(group.count),
      meaning: meaning(field),
      group: group.id,
      count: group.count,
      rank,
    },
  ];
}

/** A number that is not a count of people itself, but is about these. */
function about(
  group: CountFragment | null,
  name: string,
  text: string,
  field: Described,
  rank: Rank,
): Figure {
  return {
    name,
    label: LABELS[name] ?? name,
    text,
    meaning: meaning(field),
    group: group?.id ?? null,
    count: group?.count ?? 0,
    rank,
  };
}

function happenings(name: string, happened: number | null, field: Described, rank: Rank): Figure[] {
  return happened === null ? [] : [about(null, name, format.count(happened), field, rank)];
}

export function contactFlow(row: ContactFlowRowFragment): Figure[] {
  const isGoal = row.achieved !== null;
  const failures = [
    ...people("Failed", row.failed, "ContactFlow.failed", "line"),
    ...people("Skipped", row.skipped, "ContactFlow.skipped", "line"),
  ].map((figure) => (figure.count ? figure : { ...figure, rank: "table" as const }));
  return [
    ...people("Achieved", row.achieved, "ContactFlow.achieved", "main"),
    ...people("Here now", row.hereNow, "ContactFlow.hereNow", "main"),
    ...people("Were here", row.wereHere, "ContactFlow.wereHere", isGoal ? "table" : "main"),
    ...people("Reached", row.reached, "ContactFlow.reached", "main"),
    ...people("Waiting", row.waiting, "ContactFlow.waiting", "line"),
    ...(isGoal
      ? [
          about(
            row.achieved,
            "Conversion rate",
            format.rate(row.conversionRate),
            "ContactFlow.conversionRate",
            "line",
          ),
        ]
      : []),
    ...happenings("Visits", row.totalVisitors, "ContactFlow.totalVisitors", isGoal ? "table" : "line"),
    ...failures,
    ...(row.message ? message(row.message) : []),
  ];
}

function message(stats: NonNullable<ContactFlowRowFragment["message"]>): Figure[] {
  const { sent, delivered, opened, clicked, bounced, unsubscribed, complained } = stats;
  return [
    ...people("Sent", sent, "MessageStats.sent", "table"),
    about(opened, "Open rate", format.rate(stats.openRate), "MessageStats.openRate", "line"),
    about(clicked, "Click rate", format.rate(stats.clickRate), "MessageStats.clickRate", "line"),
    ...people("Delivered", delivered, "MessageStats.delivered", "table"),
    ...people("Opened", opened, "MessageStats.opened", "table"),
    ...people("Clicked", clicked, "MessageStats.clicked", "table"),
    ...people("Bounced", bounced, "MessageStats.bounced", "table"),
    ...people("Unsubscribed", unsubscribed, "MessageStats.unsubscribed", "table"),
    about(
      unsubscribed,
      "Unsubscribe rate",
      format.rate(stats.unsubscribeRate),
      "MessageStats.unsubscribeRate",
      "table",
    ),
    ...people("Complained", complained, "MessageStats.complained", "table"),
    about(
      complained,
      "Complaint rate",
      format.rate(stats.complaintRate),
      "MessageStats.complaintRate",
      "table",
    ),
    ...stats.links.flatMap((link) => {
      const name = `Link ${link.index + 1}${link.url ? `, ${link.url}` : ""}`;
      return [
        ...people(`${name}: clicked`, link.clicked, "LinkStats.clicked", "panel"),
        about(null, `${name}: all clicks`, format.count(link.totalClicks), "LinkStats.totalClicks", "panel"),
      ];
    }),
  ];
}

export function connectorFlow(row: ConnectorFlowRowFragment): Figure[] {
  return [
    ...people("Passed", row.passed, "ConnectorFlow.passed", "main"),
    about(row.passed, "Share", format.rate(row.share), "ConnectorFlow.share", "line"),
  ];
}

export function funnelStage(row: FunnelStageRowFragment): Figure[] {
  return [
    ...people("Contacts", row.contacts, "FunnelStage.contacts", "main"),
    about(row.contacts, "Of all", format.rate(row.overallRate), "FunnelStage.overallRate", "main"),
  ];
}

export function funnelStep(row: FunnelStepRowFragment): Figure[] {
  return [
    ...people("Converted", row.converted, "FunnelStep.converted", "main"),
    about(row.converted, "Rate", format.rate(row.rate), "FunnelStep.rate", "line"),
    ...people("Eligible", row.eligible, "FunnelStage.contacts", "table"),
  ];
}

export function lifetimeValue(row: LifetimeValueRowFragment): Figure[] {
  return [
    about(row.contacts, "Total", format.money(row.total), "LifetimeValue.total", "main"),
    about(row.contacts, "Average", format.money(row.average), "LifetimeValue.average", "main"),
    ...people("Contacts", row.contacts, "LifetimeValue.contacts", "line"),
    ...people("Buyers", row.buyers, "LifetimeValue.buyers", "line"),
    about(
      row.buyers,
      "Per buyer",
      format.money(row.averagePerBuyer),
      "LifetimeValue.averagePerBuyer",
      "table",
    ),
  ];
}

export function goalRate(row: GoalRateRowFragment): Figure[] {
  return [
    about(row.converted, "Rate", format.rate(row.rate), "GoalConversionRate.rate", "main"),
    ...people("Converted", row.converted, "GoalConversionRate.converted", "main"),
    ...people("Reached", row.reached, "GoalConversionRate.reached", "main"),
  ];
}

export function goalAchieved(achieved: CountFragment): Figure[] {
  return people("Achieved", achieved, "ContactFlow.achieved", "main");
}

export function goalPoint(row: GoalPointRowFragment): Figure[] {
  return [
    ...people("Converted here", row.contacts, "GoalConversionPoint.contacts", "main"),
    about(row.contacts, "Share", format.rate(row.share), "GoalConversionPoint.share", "main"),
  ];
}

export function goalEmail(row: GoalPointRowFragment): Figure[] {
  return [
    ...people("Last email before", row.contacts, "GoalConversionPoint.emails", "main"),
    about(row.contacts, "Share of last emails", format.rate(row.share), "GoalConversionPoint.share", "line"),
  ];
}

export function goalTime(row: GoalTimeRowFragment): Figure[] {
  const time = (name: string, seconds: number | null, field: Described, rank: Rank) =>
    about(row.converted, name, format.duration(seconds), field, rank);
  return [
    time("Median", row.medianSeconds, "GoalConversionTime.medianSeconds", "main"),
    time("Mean", row.meanSeconds, "GoalConversionTime.meanSeconds", "main"),
    ...people("Converted", row.converted, "GoalConversionTime.converted", "line"),
    time("Fastest", row.fastestSeconds, "GoalConversionTime.fastestSeconds", "line"),
    time("Slowest", row.slowestSeconds, "GoalConversionTime.slowestSeconds", "table"),
  ];
}
