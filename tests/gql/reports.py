"""Queries of all six reports, and their answers read into plain numbers and names."""

from typing import Any

from tests.gql.conftest import Asker

Json = dict[str, Any]  # what a test looks into

GROUP = """
fragment Group on ContactGroup { id count contacts(first: 500) { totalCount edges { node { key } } } }
"""
VALUE = """
fragment Value on LifetimeValue {
  id element { key } contacts { ...Group } total { amount currency } average { amount }
  buyers { ...Group } averagePerBuyer { amount }
}
"""
RATE = """
fragment Rate on GoalConversionRate { id element { key } reached { ...Group } converted { ...Group } rate }
"""
TIME = """
fragment Time on GoalConversionTime {
  id element { key } converted { ...Group } meanSeconds medianSeconds fastestSeconds slowestSeconds
}
"""
POINT = "fragment Point on GoalConversionPoint { id element { key } contacts { ...Group } share }"
ROWS = """
fragment Rows on Report {
  type version revision cohort { ...Group }
  ... on ContactFlowReport {
    elements { id element { key } reached { ...Group } hereNow { ...Group } totalVisitors conversionRate }
    connectors { id connector { key } passed { ...Group } share }
  }
  ... on FunnelConversionReport {
    stages { id element { key } contacts { ...Group } overallRate }
    steps { id from { key } to { key } eligible { ...Group } converted { ...Group } rate }
  }
  ... on LifetimeValueReport { elements { ...Value } }
  ... on GoalConversionRateReport { goal { key } elements { ...Rate } }
  ... on GoalConversionPointReport {
    goal { key } achieved { ...Group } points { ...Point } emails { ...Point }
  }
  ... on GoalConversionTimeReport { goal { key } elements { ...Time } }
}
"""
FRAGMENTS = GROUP + VALUE + RATE + TIME + POINT + ROWS
REPORT = (
    """
query ($id: ID!, $type: ReportType, $goal: String, $filter: ReportFilter) {
  automation(id: $id) { report(type: $type, goal: $goal, filter: $filter) { ...Rows } }
}
"""
    + FRAGMENTS
)
TYPES = (
    "CONTACT_FLOW",
    "FUNNEL_CONVERSION",
    "LIFETIME_VALUE",
    "GOAL_CONVERSION_RATE",
    "GOAL_CONVERSION_POINT",
    "GOAL_CONVERSION_TIME",
)


async def ask_report(
    asker: Asker, automation: str, type: str, goal: str | None = None, filter: Json | None = None
) -> Json:
    """The report on the automation of this id."""
    answer = await asker.ask(REPORT, id=automation, type=type, goal=goal, filter=filter)
    return answer["automation"]["report"]


def people(group: Json) -> str:
    """The keys of a group's contacts, in their order in the alphabet, once count and list are one."""
    keys = [edge["node"]["key"] for edge in group["contacts"]["edges"]]
    assert len(set(keys)) == group["count"] == group["contacts"]["totalCount"]
    return " ".join(sorted(keys))


def by_element(rows: list[Json], *names: str) -> dict[str | None, tuple]:
    """Of each row's element (None: without one) the named numbers, groups as the people in them."""
    keys = [row["element"] and row["element"]["key"] for row in rows]
    return {key: tuple(_shown(row[name]) for name in names) for key, row in zip(keys, rows, strict=True)}


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return people(value) if "contacts" in value else value["amount"]
    return value
