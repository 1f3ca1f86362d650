"""All six reports and the breakdown as GraphQL gives them, read into the shapes of `tests.recount`."""

from collections.abc import Iterable
from decimal import Decimal

from tests.acceptance.flows import LISTED, ROW, ROWS, people
from tests.acceptance.flows import connector_row as connector
from tests.acceptance.flows import element_row as element
from tests.acceptance.tenant import Tenant
from tests.serving import Json

FRAGMENTS = """
fragment Money on Money { amount currency }
fragment Values on LifetimeValueReport {
  cohort { ...Group }
  elements {
    element { key } contacts { ...Group } total { ...Money } average { ...Money }
    buyers { ...Group } averagePerBuyer { ...Money }
  }
}
fragment Funnel on FunnelConversionReport {
  stages { element { key } contacts { ...Group } overallRate }
  steps { from { key } to { key } eligible { ...Group } converted { ...Group } rate }
}
fragment Rates on GoalConversionRateReport {
  goal { key } elements { element { key } reached { ...Group } converted { ...Group } rate }
}
fragment Points on GoalConversionPointReport {
  achieved { ...Group }
  points { element { key } contacts { ...Group } share }
  emails { element { key } contacts { ...Group } share }
}
fragment Times on GoalConversionTimeReport {
  elements {
    element { key } converted { ...Group } meanSeconds medianSeconds fastestSeconds slowestSeconds
  }
}
"""
TRACKING = """
  tracking(model: $model, dimension: $dimension, within: $within, filter: $filter, first: 2) {
    distinct total { ...Group } others { ...Group }
    rows { value contacts { ...Group } share lifetimeValue { ...Money } }
  }
"""
GOAL = """
  rates_{n}: report(type: GOAL_CONVERSION_RATE, goal: "{goal}", filter: $filter) {{ ...Rates }}
  points_{n}: report(type: GOAL_CONVERSION_POINT, goal: "{goal}", filter: $filter) {{ ...Points }}
  times_{n}: report(type: GOAL_CONVERSION_TIME, goal: "{goal}", filter: $filter) {{ ...Times }}
"""


class Reports:
    """One answer, report by report."""

    def __init__(self, found: Json, goals: Iterable[str]) -> None:
        self._found = found
        self._places = {goal: number for number, goal in enumerate(goals)}

    def contact_flow(self) -> Json:
        found = self._found["flow"]
        return {
            "cohort": people(found["cohort"]),
            "elements": {row["element"]["key"]: element(row) for row in found["elements"]},
            "connectors": {row["connector"]["key"]: connector(row) for row in found["connectors"]},
        }

    def lifetime_values(self) -> Json:
        return {row["element"]["key"]: _read(row) for row in self._found["values"]["elements"]}

    def funnel(self) -> Json:
        found = self._found["funnel"]
        stages = {row["element"]["key"]: _read(row) for row in found["stages"]}
        steps = {(row["from"]["key"], row["to"]["key"]): _read(row) for row in found["steps"]}
        return {"stages": stages, "steps": steps}

    def rates(self, goal: str) -> Json:
        return {row["element"]["key"]: _read(row) for row in self._of("rates", goal)["elements"]}

    def times(self, goal: str) -> Json:
        return {row["element"]["key"]: _read(row) for row in self._of("times", goal)["elements"]}

    def points(self, goal: str) -> Json:
        found = self._of("points", goal)
        parts = {
            name: {row["element"] and row["element"]["key"]: _read(row) for row in found[name]}
            for name in ("points", "emails")
        }
        return {"achieved": people(found["achieved"]), **parts}

    def tracking(self) -> Json:
        return _read(self._found["tracking"]) | {
            "rows": [_read(row) for row in self._found["tracking"]["rows"]]
        }

    def _of(self, name: str, goal: str) -> Json:
        return self._found[f"{name}_{self._places[goal]}"]


async def ask_reports(tenant: Tenant, automation: str, goals: list[str], **variables: object) -> Reports:
    """Everything about one map in one request; `variables` are those of the filter and of `tracking`."""
    of_goals = "".join(GOAL.format(n=number, goal=goal) for number, goal in enumerate(goals))
    query = f"""
query (
  $automation: String!, $filter: ReportFilter
  $model: AttributionModel!, $dimension: TrackingDimension!, $within: ID
) {{ automationByKey(key: $automation) {{
  flow: report(filter: $filter) {{ ...Rows }}
  values: report(type: LIFETIME_VALUE, filter: $filter) {{ ...Values }}
  funnel: report(type: FUNNEL_CONVERSION, filter: $filter) {{ ...Funnel }}
  {of_goals} {TRACKING}
}} }}"""
    used = [FRAGMENTS if goals else _without_goals(FRAGMENTS), ROWS, ROW, LISTED]
    answer = await tenant.ask(query + "".join(used), automation=automation, **variables)
    return Reports(answer["automationByKey"], goals)


def _without_goals(fragments: str) -> str:
    return fragments.partition("fragment Rates")[0]


def _read(row: Json) -> Json:
    """Groups as the people in them, money as a decimal; ids, elements and lists of rows are left out."""
    return {name: _value(value) for name, value in row.items() if name not in _PLACES}


_PLACES = ("id", "element", "from", "to", "rows")


def _value(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return Decimal(value["amount"]) if "amount" in value else people(value)
