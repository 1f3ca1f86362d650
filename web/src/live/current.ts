import { computed, effect, signal } from "@preact/signals";
import { asReportFilter } from "../address/filter";
import { view } from "../address/location";
import type { AutomationMapQuery, ReportType } from "../generated/graphql";
import { LiveReport } from "./live-report";

export type Automation = NonNullable<AutomationMapQuery["automationByKey"]>;

/** The automation that the page shows; null while it is loaded, or where the list of all is shown. */
export const automation = signal<Automation | null>(null);

/** The one that its days are read in. */
export const timeZone = computed(() => automation.value?.timeZone ?? "UTC");

export const goals = computed(() => (automation.value?.elements ?? []).filter(({ kind }) => kind === "GOAL"));
export const triggers = computed(() =>
  (automation.value?.elements ?? []).filter(({ kind }) => kind === "TRIGGER"),
);

export const needsGoal = (report: ReportType): boolean => report.startsWith("GOAL_CONVERSION");

/** The goal that the report is about: the one in the address, else the map's first; null where none is needed. */
export const goal = computed(() => {
  if (!needsGoal(view.value.report)) return null;
  const asked = goals.value.find(({ key }) => key === view.value.goal);
  return (asked ?? goals.value[0])?.key ?? null;
});

/** A map that was never published is shown as it is drawn, any other when asked for. */
export function isDraftShown({ version, draft }: Automation): boolean {
  return version === 0 || (view.value.draft && draft !== null);
}

/** What is subscribed to, as text, so that only another question makes another subscription. */
const question = computed(() => {
  const map = automation.value;
  const isOpen = map !== null && !isDraftShown(map);
  if (!isOpen || (needsGoal(view.value.report) && goal.value === null)) return null;
  return JSON.stringify({
    automation: map.id,
    report: view.value.report,
    ...(goal.value && { goal: goal.value }),
    filter: asReportFilter(view.value.filter),
  });
});

/** The live numbers of what the address says; null where there are none to show. */
export const report = signal<LiveReport | null>(null);

effect(() => {
  const asked = question.value;
  const opened = asked === null ? null : new LiveReport(JSON.parse(asked), report.peek());
  report.value = opened;
  return () => opened?.close();
});
