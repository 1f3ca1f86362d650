"""What all clients subscribe to: an open map as a page asks for it."""

from collections.abc import Mapping

from bench.live.crowd import Operation

MIN_INTERVAL_MS = 50
"The shortest that Footfall allows."

SELECTION_OF_A_REPORT = """
      ... on ContactFlowReport {
        elements {
          id element { key } reached { id count } wereHere { count } hereNow { count } achieved { count }
        }
        connectors { id connector { key } passed { id count } share }
      }
"""
_SELECTION = f"""
    snapshot version revision asOf
    cohort {{ count }}
    changed {{{SELECTION_OF_A_REPORT}}}
"""
DOCUMENT = f"""subscription Live($automation: ID!, $minIntervalMs: Int!) {{
  mapUpdates(automation: $automation, minIntervalMs: $minIntervalMs) {{{_SELECTION}}}
}}"""
FILTERED_DOCUMENT = f"""subscription Live($automation: ID!, $minIntervalMs: Int!, $filter: ReportFilter) {{
  mapUpdates(automation: $automation, minIntervalMs: $minIntervalMs, filter: $filter) {{{_SELECTION}}}
}}"""


def operation(automation: str, interval: int = MIN_INTERVAL_MS) -> Operation:
    return {"query": DOCUMENT, "variables": {"automation": automation, "minIntervalMs": interval}}


def filtered(automation: str, filter: Mapping[str, object], interval: int) -> Operation:
    variables = {"automation": automation, "minIntervalMs": interval, "filter": filter}
    return {"query": FILTERED_DOCUMENT, "variables": variables}
