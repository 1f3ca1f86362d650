"""A small campaign whose every number is known in closed form.

Sets hide what is counted twice; visits, clicks and money do not: every contact has some of each.
"""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from tests.serving import Api, Json

KEY = "campaign"
WAY = ("form", "mail", "wait", "bought", "end")
MAP = {
    "key": KEY,
    "name": "Campaign",
    "timeZone": "UTC",
    "elements": [
        {"key": "form", "kind": "TRIGGER", "name": "Form"},
        {"key": "mail", "kind": "EMAIL", "name": "Mail", "links": ["https://shop.example.org/"]},
        {"key": "wait", "kind": "WAIT", "name": "Wait"},
        {"key": "bought", "kind": "GOAL", "name": "Bought"},
        {"key": "end", "kind": "END", "name": "End"},
    ],
    "connectors": [{"source": source, "target": target} for source, target in pairwise(WAY)],
}

SAVE = "mutation ($map: AutomationInput!) { saveAutomation(input: $map) { automation { id } } }"
PUBLISH = "mutation ($id: ID!) { publishAutomation(id: $id) { problems { message } } }"
REPORT = """{ automationByKey(key: "campaign") { revision report { cohort { count } ... on ContactFlowReport {
  elements {
    element { key } reached { count } hereNow { count } achieved { count } totalVisitors
    message { sent { count } clicked { count } links { totalClicks } }
  }
  connectors { connector { key } passed { count } }
} } } }"""
PEOPLE = """query ($after: String) { automationByKey(key: "campaign") { report { cohort {
  contacts(first: 500, after: $after) {
    edges { node { key tags lifetimeValue { amount } firstTouch { source } lastTouch { source } } }
    pageInfo { hasNextPage endCursor }
  }
} } } }"""


def events_of(number: int) -> list[Json]:
    """What the contact of that number does, in order: on two streams, every fourth one to the goal."""
    happened = [
        {"type": "TOUCHED", "source": "facebook"},
        {"type": "VISITED", "automation": KEY, "element": "form"},
        {"type": "MOVED", "automation": KEY, "to": "form"},
        {"type": "MOVED", "automation": KEY, "from": "form", "to": "mail"},
        {"type": "SENT", "automation": KEY, "element": "mail"},
        {"type": "TAGGED", "tag": "lead"},
        {"type": "CLICKED", "automation": KEY, "element": "mail", "link": 0},
        {"type": "TOUCHED", "source": "newsletter"},
        {"type": "MOVED", "automation": KEY, "from": "mail", "to": "wait"},
        {"type": "PURCHASED", "amount": f"{number}.50", "currency": "USD"},
    ]
    if number % 4 == 0:
        happened.append({"type": "ACHIEVED", "automation": KEY, "element": "bought"})
    shared = {"contact": contact(number)}
    return [
        {"id": f"{number:05}/{place:02}", "at": f"2026-03-01T09:00:{place:02}Z", **shared, **event}
        for place, event in enumerate(happened)
    ]


def batch(numbers: Iterable[int]) -> list[Json]:
    return [event for number in numbers for event in events_of(number)]


def contact(number: int) -> str:
    return f"contact-{number:05}"


def person(number: int) -> Json:
    """The contact of that number, as PEOPLE has it, after all its events."""
    return {
        "key": contact(number),
        "tags": ["lead"],
        "lifetimeValue": {"amount": str(Decimal(f"{number}.50"))},
        "firstTouch": {"source": "facebook"},
        "lastTouch": {"source": "newsletter"},
    }


def numbers(contacts: int) -> Json:
    """What `report` gives once the contacts 0 to `contacts` − 1 did everything."""
    buyers = len(range(0, contacts, 4))

    def row(key: str, reached: int, here: int, **more: object) -> Json:
        own = {"achieved": None, "totalVisitors": None, "message": None, **more}
        return {"element": {"key": key}, "reached": {"count": reached}, "hereNow": {"count": here}, **own}

    everyone = {"count": contacts}
    mailed = {"sent": everyone, "clicked": everyone, "links": [{"totalClicks": contacts}]}
    passed = {"form>mail": contacts, "mail>wait": contacts, "wait>bought": 0, "bought>end": 0}
    return {
        "cohort": everyone,
        "elements": [
            row("form", contacts, 0, totalVisitors=contacts),
            row("mail", contacts, 0, message=mailed),
            row("wait", contacts, contacts - buyers),
            row("bought", buyers, buyers, achieved={"count": buyers}, totalVisitors=0),
            row("end", 0, 0),
        ],
        "connectors": [
            {"connector": {"key": key}, "passed": {"count": count}} for key, count in passed.items()
        ],
    }


async def ask(api: Api, query: str, **variables: object) -> Json:
    """The data of an answer without errors."""
    answer = await api.graphql(query, variables)
    assert "errors" not in answer, answer
    return answer["data"]


async def publish(api: Api) -> str:
    """Save and publish the map; its id."""
    identifier = (await ask(api, SAVE, map=MAP))["saveAutomation"]["automation"]["id"]
    assert await ask(api, PUBLISH, id=identifier) == {"publishAutomation": {"problems": []}}
    return identifier


async def report(api: Api) -> Json:
    return (await ask(api, REPORT))["automationByKey"]["report"]


async def people(api: Api) -> dict[str, Json]:
    """Everybody on the map, by key."""
    found: dict[str, Json] = {}
    after = None
    while True:
        data = await ask(api, PEOPLE, after=after)
        page = data["automationByKey"]["report"]["cohort"]["contacts"]
        found |= {edge["node"]["key"]: edge["node"] for edge in page["edges"]}
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]
