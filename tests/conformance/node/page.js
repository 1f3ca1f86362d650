// One page with all six reports: each is read once, and kept by a subscription of its own.
import { isDeepStrictEqual } from "node:util";
import { authorizedFetch } from "./authorization.js";

const REPORTS = [
  "CONTACT_FLOW",
  "FUNNEL_CONVERSION",
  "LIFETIME_VALUE",
  "GOAL_CONVERSION_RATE",
  "GOAL_CONVERSION_POINT",
  "GOAL_CONVERSION_TIME",
];
const ROWS = `
  fragment Group on ContactGroup { id count }
  fragment Rows on Report {
    __typename
    cohort { ...Group }
    ... on ContactFlowReport {
      elements {
        id element { id name } reached { ...Group } wereHere { ...Group } hereNow { ...Group } waiting { ...Group }
        achieved { ...Group } conversionRate failed { ...Group } skipped { ...Group } totalVisitors
        message { id sent { ...Group } clicked { ...Group } clickRate links { id clicked { ...Group } totalClicks } }
      }
      connectors { id connector { id key } passed { ...Group } share }
    }
    ... on FunnelConversionReport {
      stages { id element { id name } contacts { ...Group } overallRate }
      steps { id from { id name } to { id name } eligible { ...Group } converted { ...Group } rate }
    }
    ... on LifetimeValueReport {
      elements { id element { id name } contacts { ...Group } total { amount } average { amount } buyers { ...Group } }
    }
    ... on GoalConversionRateReport { elements { id element { id name } reached { ...Group } converted { ...Group } rate } }
    ... on GoalConversionPointReport {
      achieved { ...Group }
      points { id element { id name } contacts { ...Group } share }
      emails { id element { id name } contacts { ...Group } share }
    }
    ... on GoalConversionTimeReport {
      elements { id element { id name } converted { ...Group } meanSeconds medianSeconds fastestSeconds slowestSeconds }
    }
  }
`;
const READ = `
  query Read($key: String!, $type: ReportType!) {
    automationByKey(key: $key) { id report(type: $type, goal: "bought") { ...Rows } }
  }
  ${ROWS}
`;
const FOLLOW = `
  subscription Follow($automation: ID!, $type: ReportType!) {
    mapUpdates(automation: $automation, report: $type, goal: "bought", minIntervalMs: 50) {
      cohort { ...Group }
      changed { ...Rows }
    }
  }
  ${ROWS}
`;
export const url = process.env.URL;

let requests = 0;

/** What the client of the page asks with: it is counted. */
export function countedFetch(...request) {
  requests += 1;
  return authorizedFetch(...request);
}

/** The answer to a query, past every cache. */
export async function ask(query, variables) {
  const headers = { "content-type": "application/json" };
  const answer = await authorizedFetch(url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  return (await answer.json()).data;
}

/**
 * Keeps the page; says "agrees at n" whenever all it shows is what the server answers, with n contacts in the cohort.
 *
 * `watch(query, variables, show)` has the client call `show(data)`, first with the answer and then with each change;
 * `data` is nullish while it is incomplete. `follow(subscription, variables)` subscribes. Ends with status 1 when a
 * number is shown with two values, when what was whole is incomplete, or when the client has asked again.
 */
export async function keepPage(watch, follow) {
  const shown = {};
  let looking;
  await Promise.all(REPORTS.map((type) => new Promise((whole) => watch(READ, variables(type), show(type, whole)))));
  const automation = shown.CONTACT_FLOW.automationByKey.id;
  for (const type of REPORTS) follow(FOLLOW, { automation, type });

  function show(type, whole) {
    return (data) => {
      if (data) shown[type] = data;
      else if (shown[type]) fail(`${type} was whole and is incomplete`);
      else return;
      whole();
      clearTimeout(looking);
      looking = setTimeout(look, 20); // when every report has been told
    };
  }

  async function look() {
    if (requests > REPORTS.length) fail(`the client has asked ${requests} times`);
    assertOneValue(shown);
    const fresh = await Promise.all(REPORTS.map((type) => ask(READ, variables(type))));
    if (REPORTS.every((type, index) => isDeepStrictEqual(plain(shown[type]), plain(fresh[index]))))
      console.log("agrees at", shown.CONTACT_FLOW.automationByKey.report.cohort.count);
  }
}

const variables = (type) => ({ key: "campaign", type });

/** Without what clients ask for themselves. */
const plain = (data) => JSON.parse(JSON.stringify(data, (name, value) => (name === "__typename" ? undefined : value)));

function assertOneValue(shown) {
  const values = new Map();
  const visit = (node) => {
    if (typeof node !== "object" || node === null) return;
    if ("count" in node && values.set(node.id, values.get(node.id) ?? node.count).get(node.id) !== node.count)
      fail(`${node.id} is ${values.get(node.id)} and ${node.count}`);
    Object.values(node).forEach(visit);
  };
  visit(shown);
}

function fail(message) {
  console.log("FAILED:", message);
  process.exit(1);
}
