import type {
  AttributionModel,
  ContactOrder,
  DatePreset,
  ReportType,
  TrackingDimension,
} from "../generated/graphql";

/** ALL_TIME is as if left out, so it is left out. */
export type Preset = Exclude<DatePreset, "ALL_TIME">;

/** Days as the filter takes them: a preset, or the ends, of which one may be open. */
export type Days = { preset: Preset } | { from: string | null; to: string | null };

/** One tracking filter, the only one of its model and dimension; `none`: contacts without a value pass, too. */
export interface Tracked {
  model: AttributionModel;
  dimension: TrackingDimension;
  values: readonly string[];
  none: boolean;
}

/** Who is counted. */
export interface Chosen {
  added: Days | null;
  created: Days | null;
  tracking: readonly Tracked[];
  /** Element keys. */
  triggers: readonly string[];
  /** Id of a group whose contacts alone are counted. */
  within: string | null;
}

/** What the account has, in a list. */
export type List = "automations" | "groups" | "jobs";

/** Everything that the page shows, and the address says; the defaults are in NOTHING. */
export interface View {
  /** Key of the automation; null: one of the lists. */
  map: string | null;
  /** Which list, where there is no map. */
  list: List;
  /** The drawing that publishing would make, in place of the published one. */
  draft: boolean;
  report: ReportType;
  /** Element key. */
  goal: string | null;
  filter: Chosen;
  /** Key of the element whose numbers are listed in the panel. */
  element: string | null;
  /** Id of the group whose people are listed in the panel. */
  people: string | null;
  order: ContactOrder;
  /** Id of the contact, among these people, whose path is lit up. */
  contact: string | null;
  /** Ids of the groups whose overlap is asked for. */
  compare: readonly string[];
  /** The report's rows as a table beside the map. */
  table: boolean;
  /** What is looked for in the list of automations. */
  search: string;
}

export const EVERYBODY: Chosen = { added: null, created: null, tracking: [], triggers: [], within: null };

export const NOTHING: View = {
  map: null,
  list: "automations",
  draft: false,
  report: "CONTACT_FLOW",
  goal: null,
  filter: EVERYBODY,
  element: null,
  people: null,
  order: "NEWEST",
  contact: null,
  compare: [],
  table: false,
  search: "",
};

const REPORTS: Record<ReportType, string> = {
  CONTACT_FLOW: "contact-flow",
  FUNNEL_CONVERSION: "funnel",
  LIFETIME_VALUE: "lifetime-value",
  GOAL_CONVERSION_RATE: "goal-rate",
  GOAL_CONVERSION_POINT: "goal-point",
  GOAL_CONVERSION_TIME: "goal-time",
};
const ORDERS: Record<ContactOrder, string> = {
  NEWEST: "newest",
  OLDEST: "oldest",
  NAME: "name",
  LIFETIME_VALUE: "lifetime-value",
};
const LISTS: Record<List, string> = { automations: "automations", groups: "groups", jobs: "jobs" };
export const PRESETS: readonly Preset[] = [
  "TODAY",
  "YESTERDAY",
  "LAST_7_DAYS",
  "LAST_30_DAYS",
  "LAST_90_DAYS",
  "THIS_MONTH",
  "LAST_MONTH",
  "THIS_YEAR",
  "LAST_YEAR",
];
export const MODELS: readonly AttributionModel[] = ["FIRST", "LAST"];
export const DIMENSIONS: readonly TrackingDimension[] = ["SOURCE", "MEDIUM", "CAMPAIGN", "CONTENT", "TERM"];
const BETWEEN = "..";

/** The view that a query string stands for; what it does not know is as if left out. */
export function readView(search: string): View {
  const asked = new URLSearchParams(search);
  return {
    map: asked.get("map") || null,
    list: keyOf(LISTS, asked.get("list")) ?? NOTHING.list,
    draft: asked.has("draft"),
    report: keyOf(REPORTS, asked.get("report")) ?? NOTHING.report,
    goal: asked.get("goal") || null,
    filter: {
      added: readDays(asked.get("added")),
      created: readDays(asked.get("created")),
      tracking: readTracking(asked),
      triggers: textsOf(asked, "trigger"),
      within: asked.get("within") || null,
    },
    element: asked.get("element") || null,
    people: asked.get("people") || null,
    order: keyOf(ORDERS, asked.get("order")) ?? NOTHING.order,
    contact: asked.get("contact") || null,
    compare: textsOf(asked, "compare"),
    table: asked.has("table"),
    search: asked.get("search") ?? "",
  };
}

/** The query string of a view, with its `?`; what is as in NOTHING is left out. */
export function writeView(view: View): string {
  const said = new URLSearchParams();
  const say = (name: string, value: string | null) => value && said.append(name, value);
  say("map", view.map);
  if (view.list !== NOTHING.list) say("list", LISTS[view.list]);
  if (view.draft) say("draft", "1");
  if (view.report !== NOTHING.report) say("report", REPORTS[view.report]);
  say("goal", view.goal);
  say("added", writeDays(view.filter.added));
  say("created", writeDays(view.filter.created));
  for (const { model, dimension, values, none } of view.filter.tracking) {
    for (const value of values) said.append(trackingName(model, dimension), value);
    if (none) said.append(trackingName(model, dimension), "");
  }
  for (const trigger of view.filter.triggers) say("trigger", trigger);
  say("within", view.filter.within);
  say("element", view.element);
  say("people", view.people);
  if (view.order !== NOTHING.order) say("order", ORDERS[view.order]);
  say("contact", view.contact);
  for (const group of view.compare) say("compare", group);
  if (view.table) say("table", "1");
  say("search", view.search);
  const text = said.toString();
  return text && `?${text}`;
}

/** `first.source`: a value of a tracking filter each time it stands there; an empty one is "no value". */
function trackingName(model: AttributionModel, dimension: TrackingDimension): string {
  return `${model}.${dimension}`.toLowerCase();
}

/** In the order in which the address names them first. */
function readTracking(asked: URLSearchParams): Tracked[] {
  const pairs = MODELS.flatMap((model) => DIMENSIONS.map((dimension) => ({ model, dimension })));
  return [...new Set(asked.keys())].flatMap((name) => {
    const pair = pairs.find(({ model, dimension }) => trackingName(model, dimension) === name);
    if (!pair) return [];
    return [{ ...pair, values: textsOf(asked, name), none: asked.getAll(name).includes("") }];
  });
}

/** What is given for a name, each once; empty ones are none. */
function textsOf(asked: URLSearchParams, name: string): string[] {
  return [...new Set(asked.getAll(name))].filter(Boolean);
}

function readDays(text: string | null): Days | null {
  if (!text) return null;
  const preset = PRESETS.find((name) => asWord(name) === text);
  if (preset) return { preset };
  const ends = text.split(BETWEEN);
  const [from = "", to = ""] = ends;
  const isDays = ends.length === 2 && ends.every((day) => day === "" || isDay(day));
  return isDays && (from || to) ? { from: from || null, to: to || null } : null;
}

/** Whether the calendar has this day: the API refuses others. */
function isDay(text: string): boolean {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function writeDays(days: Days | null): string | null {
  if (days === null) return null;
  return "preset" in days ? asWord(days.preset) : `${days.from ?? ""}${BETWEEN}${days.to ?? ""}`;
}

function asWord(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}

function keyOf<Key extends string>(words: Record<Key, string>, word: string | null): Key | null {
  return (Object.keys(words) as Key[]).find((key) => words[key] === word) ?? null;
}
