"""The map made of the Hillstrom file, read over GraphQL into plain names and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from tests.examples import ROOT, is_shown_in, shown_rows, variables
from tests.processes.running import ServerProcess
from tests.serving import Json

WAYS = {"mens": "split>mens", "womens": "split>womens", "none": "split>two-weeks"}

FLOW = """{ automationByKey(key: "hillstrom") { revision report { ... on ContactFlowReport {
  cohort { count }
  elements { element { key } hereNow { count } achieved { id count } message { sent { count } } }
  connectors { connector { key } passed { id count } }
} } } }"""
BOTH = "query ($all: [ID!]) { combineGroups(all: $all) { count } }"
CONTACT = """query ($key: String!) { contactByKey(key: $key) {
  firstTouch { source medium } lifetimeValue { amount currency }
} }"""
REPORT = """query ($type: ReportType, $goal: String, $filter: ReportFilter) {
  automationByKey(key: "hillstrom") { report(type: $type, goal: $goal, filter: $filter) {
    cohort { count }
    ... on LifetimeValueReport {
      elements {
        element { key } contacts { count } total { amount } average { amount }
        buyers { count } averagePerBuyer { amount }
      }
    }
    ... on FunnelConversionReport {
      stages { element { key } contacts { count } overallRate }
      steps { from { key } to { key } eligible { count } converted { count } rate }
    }
    ... on GoalConversionRateReport {
      elements { element { key } reached { count } converted { count } rate }
    }
    ... on GoalConversionPointReport {
      points { element { key } contacts { count } share }
      emails { element { key } contacts { count } share }
    }
    ... on GoalConversionTimeReport {
      elements { element { key } converted { count } meanSeconds medianSeconds fastestSeconds slowestSeconds }
    }
  } }
}"""
TRACKING = """query ($within: ID) { automationByKey(key: "hillstrom") { tracking(within: $within) {
  total { count } others { count } distinct
  rows { value contacts { count } share lifetimeValue { amount } }
} } }"""
OVERLAP = "query ($groups: [ID!]!) { overlap(groups: $groups) { groups contacts { count } } }"


@dataclass(frozen=True, slots=True)
class HillstromMap:
    """Its groups by name: an arm's are those who passed its connector, a goal's those who achieved it."""

    server: ServerProcess
    ids: Mapping[str, str]

    @classmethod
    async def of(cls, server: ServerProcess) -> Self:
        flow = (await flow_of(server))["report"]
        achieved = {row["element"]["key"]: row["achieved"] for row in flow["elements"] if row["achieved"]}
        passed = {row["connector"]["key"]: row["passed"] for row in flow["connectors"]}
        arms = {arm: passed[connector] for arm, connector in WAYS.items()}
        return cls(server, {name: group["id"] for name, group in (arms | achieved).items()})

    async def report(self, type: str, rows: str, goal: str | None = None, group: str | None = None) -> list:
        """The rows of one of a report's lists, each as a tuple of what they show."""
        found = await self._report(type, goal, {"group": group and self.ids[group]})
        return _tuples(found[rows])

    async def cohort(self, **filter: object) -> int:
        return (await self._report("CONTACT_FLOW", None, filter))["cohort"]["count"]

    async def tracking(self, within: str | None = None) -> Json:
        """The breakdown by first source, its rows as tuples."""
        answer = await self._ask(TRACKING, within=within and self.ids[within])
        found = answer["automationByKey"]["tracking"]
        return {name: _shown(value) for name, value in found.items()} | {"rows": _tuples(found["rows"])}

    async def overlap(self, *names: str) -> list[tuple[str, int]]:
        answer = await self._ask(OVERLAP, groups=[self.ids[name] for name in names])
        of_ids = {identifier: name for name, identifier in self.ids.items()}
        return [
            (" ".join(of_ids[each] for each in row["groups"]), row["contacts"]["count"])
            for row in answer["overlap"]
        ]

    async def in_both(self, one: str, other: str) -> int:
        answer = await self._ask(BOTH, all=[self.ids[one], self.ids[other]])
        return answer["combineGroups"]["count"]

    async def contact(self, row: int) -> Json:
        return (await self._ask(CONTACT, key=f"hillstrom-{row}"))["contactByKey"]

    async def differences(self, page: str) -> list[tuple[str, Mapping[str, str]]]:
        """The rows on one of our pages that are not what is answered to the query above them."""
        found = []
        for query, table, row in shown_rows(ROOT / "docs" / page):
            answer = await self._ask(query, **variables(row, self.ids))
            if not is_shown_in(answer, table, row, self.ids):
                found.append((table, row))
        return found

    async def _report(self, type: str, goal: str | None, filter: Json) -> Json:
        answer = await self._ask(REPORT, type=type, goal=goal, filter=filter)
        return answer["automationByKey"]["report"]

    async def _ask(self, query: str, **variables: object) -> Json:
        answer = await self.server.graphql(query, variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]


async def flow_of(server: ServerProcess) -> Json:
    """The contact flow, with its revision."""
    return (await server.graphql(FLOW))["data"]["automationByKey"]


def _tuples(rows: list[Json]) -> list[tuple]:
    return [tuple(_shown(value) for value in row.values()) for row in rows]


def _shown(value: Any) -> Any:
    """Of an object the first field: a key, a count or an amount."""
    return next(iter(value.values())) if isinstance(value, dict) else value
