"""What pages ask for: a whole map, and the counters of one element."""

import json
from dataclasses import dataclass

from bench.live.operation import SELECTION_OF_A_REPORT

_ELEMENT = "a-2"


@dataclass(frozen=True, slots=True)
class Query:
    name: str
    document: str

    def body(self, automation: str) -> str:
        """Of a POST."""
        return json.dumps({"query": self.document, "variables": {"automation": automation}})


QUERIES = (
    Query(
        "50 elements, 48 connectors",
        f"query Map($automation: ID!) {{ automation(id: $automation) {{"
        f" report {{ __typename version revision cohort {{ count }} {SELECTION_OF_A_REPORT} }} }} }}",
    ),
    Query(
        "one element",
        "query One($automation: ID!) { automation(id: $automation) {"
        f' element(key: "{_ELEMENT}") {{ key contactFlow {{ id'
        " reached { count } wereHere { count } hereNow { count } achieved { count } conversionRate } } } }",
    ),
)
