import { descriptions } from "../generated/descriptions";

/** For numbers whose field has no description in the schema. */
export const OURS = {
  "ContactFlow.hereNow": "At this element at this moment.",
  "ConnectorFlow.passed": "Ever went this way.",
  "FunnelStep.converted":
    "Of those at the stage before, who achieved this goal no earlier than they came there.",
  "FunnelStep.rate": "converted / eligible",
  "GoalConversionPoint.share": "contacts / achieved",
  "GoalConversionRate.reached": "Ever here.",
  "LifetimeValue.total": "Purchases less refunds, over the whole life of all who reached the element.",
  "LifetimeValue.averagePerBuyer": "The buyers' own total / buyers",
  "LinkStats.clicked": "Contacts who clicked this link, each once.",
} as const;

/** For numbers that their type's description, or that of the list they stand in, explains. */
const BY_ANOTHER = {
  "ContactFlow.skipped": "ContactFlow.failed",
  "FunnelStage.contacts": "FunnelStage",
  "GoalConversionPoint.contacts": "GoalConversionPointReport.points",
  "GoalConversionPoint.emails": "GoalConversionPointReport.emails",
  "GoalConversionRate.converted": "GoalConversionRate",
  "GoalConversionRate.rate": "GoalConversionRate",
  "GoalConversionTime.converted": "GoalConversionTime",
  "GoalConversionTime.meanSeconds": "GoalConversionTime",
  "GoalConversionTime.medianSeconds": "GoalConversionTime",
  "GoalConversionTime.fastestSeconds": "GoalConversionTime",
  "GoalConversionTime.slowestSeconds": "GoalConversionTime",
  "MessageStats.sent": "MessageStats",
  "MessageStats.delivered": "MessageStats",
  "MessageStats.opened": "MessageStats",
  "MessageStats.clicked": "MessageStats",
  "MessageStats.bounced": "MessageStats",
  "MessageStats.unsubscribed": "MessageStats",
  "MessageStats.complained": "MessageStats",
} as const;

export type Described = keyof typeof descriptions | keyof typeof OURS | keyof typeof BY_ANOTHER;

/** What a number means, in the words of the schema wherever it has some. */
export function meaning(field: Described): string {
  if (field in OURS) return OURS[field as keyof typeof OURS];
  const described = field in BY_ANOTHER ? BY_ANOTHER[field as keyof typeof BY_ANOTHER] : field;
  return descriptions[described as keyof typeof descriptions];
}
