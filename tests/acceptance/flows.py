"""The contact flow as GraphQL gives it, read into the shape of `tests.recount.contact_flow`."""

from tests.acceptance.tenant import Tenant
from tests.serving import Json

GROUPS = ("reached", "wereHere", "hereNow", "waiting", "achieved", "failed", "skipped")
OUTCOMES = ("sent", "delivered", "opened", "clicked", "bounced", "unsubscribed", "complained")
RATES = ("openRate", "clickRate", "unsubscribeRate", "complaintRate")


def _each(fields: tuple[str, ...]) -> str:
    return " ".join(f"{field} {{ ...Group }}" for field in fields)


ROW = f"""
fragment ElementRow on ContactFlow {{
  id element {{ key }} {_each(GROUPS)} conversionRate totalVisitors
  message {{ id {_each(OUTCOMES)} {" ".join(RATES)} links {{ id index clicked {{ ...Group }} totalClicks }} }}
}}
fragment ConnectorRow on ConnectorFlow {{ id connector {{ key }} passed {{ ...Group }} share }}
"""
ROWS = """
fragment Rows on ContactFlowReport {
  version revision cohort { ...Group } elements { ...ElementRow } connectors { ...ConnectorRow }
}
"""
COUNTED = "fragment Group on ContactGroup { id count }"
LISTED = """
fragment Group on ContactGroup {
  id count contacts(first: 500) { totalCount pageInfo { hasNextPage } edges { node { key } } }
}
"""
REPORT = """
query ($automation: String!, $filter: ReportFilter) {
  automationByKey(key: $automation) { report(filter: $filter) { ...Rows } }
}
"""
EVER = """
query ($automation: String!, $filter: ReportFilter) {
  automationByKey(key: $automation) {
    report(filter: $filter) { cohort { ...Group } }
    elements(includeRemoved: true) { key removed contactFlow(filter: $filter) { ...ElementRow } }
    connectors(includeRemoved: true) { key removed contactFlow(filter: $filter) { ...ConnectorRow } }
  }
}
"""


def filter_of(group: str | None) -> Json | None:
    return None if group is None else {"group": group}


async def counted_report(tenant: Tenant, automation: str, group: str | None = None) -> Json:
    """The report, with counts only."""
    answer = await tenant.ask(REPORT + ROWS + ROW + COUNTED, automation=automation, filter=filter_of(group))
    return answer["automationByKey"]["report"]


async def report(tenant: Tenant, automation: str, group: str | None = None) -> Json:
    """The report on the published version: sets of contact keys and numbers."""
    answer = await tenant.ask(REPORT + ROWS + ROW + LISTED, automation=automation, filter=filter_of(group))
    found = answer["automationByKey"]["report"]
    return {
        "cohort": people(found["cohort"]),
        "elements": {row["element"]["key"]: element_row(row) for row in found["elements"]},
        "connectors": {row["connector"]["key"]: connector_row(row) for row in found["connectors"]},
    }


async def flow_ever(tenant: Tenant, automation: str, group: str | None = None) -> Json:
    """As `report`, by every element's and connector's own field, removed ones too."""
    return read_flow_ever(await ask_flow_ever(tenant, automation, group))


async def ask_flow_ever(tenant: Tenant, automation: str, group: str | None = None) -> Json:
    """The answer that `read_flow_ever` reads, with the groups' ids."""
    answer = await tenant.ask(EVER + ROW + LISTED, automation=automation, filter=filter_of(group))
    return answer["automationByKey"]


def read_flow_ever(found: Json) -> Json:
    return {
        "cohort": people(found["report"]["cohort"]),
        "elements": {each["key"]: element_row(each["contactFlow"]) for each in found["elements"]},
        "connectors": {each["key"]: connector_row(each["contactFlow"]) for each in found["connectors"]},
    }


def people(group: Json | None) -> set[str] | None:
    """Who is in a group, once its number and its list are found to be one thing."""
    if group is None:
        return None
    listed = group["contacts"]
    keys = [edge["node"]["key"] for edge in listed["edges"]]
    assert len(set(keys)) == len(keys) == group["count"] == listed["totalCount"]
    assert not listed["pageInfo"]["hasNextPage"]
    return set(keys)


def element_row(row: Json) -> Json:
    message = row["message"]
    return {
        **{name: people(row[name]) for name in GROUPS},
        "conversionRate": row["conversionRate"],
        "totalVisitors": row["totalVisitors"],
        "message": message_row(message) if message else None,
    }


def message_row(row: Json) -> Json:
    return {
        **{name: people(row[name]) for name in OUTCOMES},
        **{name: row[name] for name in RATES},
        "links": [
            {"index": link["index"], "clicked": people(link["clicked"]), "totalClicks": link["totalClicks"]}
            for link in row["links"]
        ],
    }


def connector_row(row: Json) -> Json:
    return {"passed": people(row["passed"]), "share": row["share"]}
