"""The reports as clients ask for them, with every number of every row, and the numbers in the answers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bench.reads import REPORT, counts_of
from measure.reports import ReportType
from store.database import Document

Number = int | float | None
Numbers = Mapping[tuple[str, str], tuple[Number, ...]]
"The numbers of each row, by its list (or stat) and its key. Money is in minor units."

PLACES = 6
"Decimals to which means are compared."


def mean(total: int, count: int) -> float | None:
    return round(total / count, PLACES) if count else None


@dataclass(frozen=True, slots=True)
class Question:
    """One report; `numbers` takes the automation that the answer holds. Without a `type`: the breakdown."""

    name: str
    type: ReportType | None
    query: str
    numbers: Callable[[Document], Numbers]

    def of(self, answer: Document) -> Numbers:
        return self.numbers(answer["automation"])


def _report(type: ReportType, goal: str, fields: str) -> str:
    name = "".join(word.capitalize() for word in type.split("_"))
    return f"""query ($id: ID!, {goal and "$goal: String!, "}$filter: ReportFilter) {{
      automation(id: $id) {{ report(type: {type}, {goal}filter: $filter) {{
        revision cohort {{ count }} ... on {name}Report {{ {fields} }}
      }} }}
    }}"""


_GOAL = "goal: $goal, "


def _flow(automation: Document) -> Numbers:
    return {key: (count,) for key, count in counts_of(automation["report"]).items()}


def _funnel(automation: Document) -> Numbers:
    report = automation["report"]
    stages = {("stages", row["element"]["key"]): _counts(row, "contacts") for row in report["stages"]}
    return stages | {
        ("steps", f"{row['from']['key']}>{row['to']['key']}"): _counts(row, "eligible", "converted")
        for row in report["steps"]
    }


def _values(automation: Document) -> Numbers:
    return {
        ("elements", row["element"]["key"]): (
            *_counts(row, "contacts", "buyers"),
            _units(row["total"]),
            None if row["averagePerBuyer"] is None else round(_units(row["averagePerBuyer"]), PLACES),
        )
        for row in automation["report"]["elements"]
    }


def _rates(automation: Document) -> Numbers:
    rows = automation["report"]["elements"]
    return {("elements", row["element"]["key"]): _counts(row, "reached", "converted") for row in rows}


def _points(automation: Document) -> Numbers:
    return {
        (rows, (row["element"] or {"key": ""})["key"]): _counts(row, "contacts")
        for rows in ("points", "emails")
        for row in automation["report"][rows]
    }


def _times(automation: Document) -> Numbers:
    return {
        ("elements", row["element"]["key"]): (
            *_counts(row, "converted"),
            None if row["meanSeconds"] is None else round(row["meanSeconds"], PLACES),
            *(row[f"{name}Seconds"] for name in ("median", "fastest", "slowest")),
        )
        for row in automation["report"]["elements"]
    }


def _breakdown(automation: Document) -> Numbers:
    tracking = automation["tracking"]
    rows: Iterable[Document] = tracking["rows"]
    values = {
        ("rows", row["value"] or ""): (*_counts(row, "contacts"), _units(row["lifetimeValue"]))
        for row in rows
    }
    return values | {("others", ""): _counts(tracking, "others")}


def _counts(row: Document, *fields: str) -> tuple[int, ...]:
    return tuple(row[field]["count"] for field in fields)


def _units(money: Document) -> float:
    return float(Decimal(money["amount"]) * 100)


FLOW = Question("contact flow", ReportType.CONTACT_FLOW, REPORT, _flow)
FUNNEL = Question(
    "funnel",
    ReportType.FUNNEL_CONVERSION,
    _report(
        ReportType.FUNNEL_CONVERSION,
        "",
        """stages { element { key } contacts { count } overallRate }
        steps { from { key } to { key } eligible { count } converted { count } rate }""",
    ),
    _funnel,
)
VALUE = Question(
    "lifetime value",
    ReportType.LIFETIME_VALUE,
    _report(
        ReportType.LIFETIME_VALUE,
        "",
        """elements { element { key } contacts { count } total { amount } average { amount }
        buyers { count } averagePerBuyer { amount } }""",
    ),
    _values,
)
RATE = Question(
    "goal conversion rate",
    ReportType.GOAL_CONVERSION_RATE,
    _report(
        ReportType.GOAL_CONVERSION_RATE,
        _GOAL,
        "elements { element { key } reached { count } converted { count } rate }",
    ),
    _rates,
)
POINT = Question(
    "goal conversion point",
    ReportType.GOAL_CONVERSION_POINT,
    _report(
        ReportType.GOAL_CONVERSION_POINT,
        _GOAL,
        """achieved { count } points { element { key } contacts { count } share }
        emails { element { key } contacts { count } share }""",
    ),
    _points,
)
TIME = Question(
    "goal conversion time",
    ReportType.GOAL_CONVERSION_TIME,
    _report(
        ReportType.GOAL_CONVERSION_TIME,
        _GOAL,
        """elements { element { key } converted { count }
        meanSeconds medianSeconds fastestSeconds slowestSeconds }""",
    ),
    _times,
)
TRACKING = Question(
    "tracking by source",
    None,
    """query ($id: ID!, $filter: ReportFilter) { automation(id: $id) {
      tracking(dimension: SOURCE, filter: $filter) {
        total { count } distinct others { count }
        rows { value contacts { count } share lifetimeValue { amount } }
      }
    } }""",
    _breakdown,
)
QUESTIONS = (FLOW, FUNNEL, VALUE, RATE, POINT, TIME, TRACKING)
