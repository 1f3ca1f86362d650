"""For every root field of the schema: what somebody of another account gets when they try it.

A case is given a stranger and what belongs to others, asserts what the stranger is told, and returns the
answers, in which nothing of the others' may stand.
"""

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

from tests.acceptance.stories import automation, moved
from tests.acceptance.tenant import Tenant
from tests.serving import Json

PRIVATE = automation("private", "T:TRIGGER W:WAIT", "T W")
"A map whose key only the others use."
ONLY_THEIRS = moved("zoe", "T W", on="private")
"What happens on it: contact and event ids that only they use, too."
NO_GROUP = "is not the id of a group of this account"
NO_AUTOMATION = "is not the id of an automation of this account"
NO_JOB = "is not the id of a job of this account"


@dataclass(frozen=True)
class Belongings:
    """The ids an account was given, by the type of what they stand for; its cursors and keys.

    `own_group` is one of the stranger's, to combine with the others'.
    """

    ids: dict[str, list[str]]
    map_cursors: list[str]
    saved_cursors: list[str]
    contact_cursors: list[str]
    job_cursors: list[str]
    maps: list[str]
    contacts: list[str]
    own_group: str

    @property
    def all_ids(self) -> list[str]:
        return [each for of_type in self.ids.values() for each in of_type]

    @property
    def some_ids(self) -> list[str]:
        """A few of every type, to be tried one by one; the last two groups are special."""
        return [each for of_type in self.ids.values() for each in {*of_type[:4], *of_type[-2:]}]


Case = Callable[[Tenant, Belongings], Awaitable[list[Json]]]


async def node(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = "query ($id: ID!) { node(id: $id) { __typename id } }"
    answers = [await stranger.ask(query, id=each) for each in theirs.some_ids]
    assert answers == [{"node": None}] * len(theirs.some_ids)
    return answers


async def nodes(stranger: Tenant, theirs: Belongings) -> list[Json]:
    some = theirs.all_ids[-100:]
    answer = await stranger.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=some)
    assert answer == {"nodes": [None] * len(some)}
    return [answer]


async def viewer(stranger: Tenant, _: Belongings) -> list[Json]:
    answer = await stranger.ask("{ viewer { role account { id key name } } }")
    assert answer["viewer"]["account"]["key"] == stranger.account
    return [answer]


async def automation_by_id(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = "query ($id: ID!) { automation(id: $id) { id name } }"
    answers = [await stranger.ask(query, id=each) for each in theirs.some_ids]
    assert answers == [{"automation": None}] * len(theirs.some_ids)
    return answers


async def automation_by_key(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = """
    query ($key: String!, $group: ID) {
      automationByKey(key: $key) { id name draft { name } report(filter: {group: $group}) { cohort { id } } }
    }
    """
    answers = [await stranger.ask(query, key=key) for key in theirs.maps]
    assert [key for key, each in zip(theirs.maps, answers, strict=True) if not each["automationByKey"]] == [
        "private"
    ]
    for group in theirs.ids["ContactGroup"][-5:]:
        refused = await stranger.refusal(query, key="welcome", group=group)
        assert refused == {"code": "BAD_USER_INPUT", "argument": "filter.group", "rule": NO_GROUP}
    path = 'query ($id: ID!) { automationByKey(key: "welcome") { contactPath(contact: $id) { id } } }'
    for each in theirs.some_ids:
        assert await stranger.ask(path, id=each) == {"automationByKey": {"contactPath": None}}
    return answers


async def automations(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = """
    query ($after: String, $before: String, $search: String) {
      automations(after: $after, before: $before, search: $search) {
        totalCount edges { node { id key name } }
      }
    }
    """
    places = [{}, *({end: cursor} for cursor in theirs.map_cursors for end in ("after", "before"))]
    answers = [await stranger.ask(query, **place) for place in places]
    shown = [edge["node"] for answer in answers for edge in answer["automations"]["edges"]]
    assert {each["key"] for each in shown} == set(theirs.maps) - {"private"}
    for search in ("private", "Private"):
        answer = await stranger.ask(query, search=search)
        assert answer == {"automations": {"totalCount": 0, "edges": []}}
    return answers


async def contact(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = "query ($id: ID!) { contact(id: $id) { id key email } }"
    answers = [await stranger.ask(query, id=each) for each in theirs.some_ids]
    assert answers == [{"contact": None}] * len(theirs.some_ids)
    return answers


async def contact_by_key(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = """
    query ($key: String!) {
      contactByKey(key: $key) { id key email name tags firstTouch { source } lifetimeValue { amount } }
    }
    """
    answers = [await stranger.ask(query, key=key) for key in theirs.contacts]
    unknown = [key for key, each in zip(theirs.contacts, answers, strict=True) if not each["contactByKey"]]
    assert unknown == ["zoe"]
    return answers


async def contacts(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = """
    query ($search: String!, $after: String) {
      contacts(search: $search, after: $after) { totalCount edges { cursor node { id key email name } } }
    }
    """
    nobody = {"contacts": {"totalCount": 0, "edges": []}}
    for search in ("zoe", "theirs"):
        assert await stranger.ask(query, search=search) == nobody
    answers = [await stranger.ask(query, search=key) for key in theirs.contacts]
    for cursor in theirs.contact_cursors:
        answers.append(await stranger.ask(query, search=theirs.contacts[0], after=cursor))
    return answers


async def contact_group(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = "query ($id: ID!) { contactGroup(id: $id) { id count contacts { edges { node { key } } } } }"
    answers = [await stranger.ask(query, id=each) for each in theirs.some_ids]
    assert answers == [{"contactGroup": None}] * len(theirs.some_ids)
    of_contacts = """
    query ($id: ID!, $after: String) {
      contactGroup(id: $id) { contacts(after: $after) { edges { node { id key email } } } }
    }
    """
    for cursor in theirs.contact_cursors:
        answers.append(await stranger.ask(of_contacts, id=theirs.own_group, after=cursor))
    return answers


async def combine_groups(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = """
    query ($all: [ID!], $any: [ID!], $none: [ID!]) {
      combineGroups(all: $all, any: $any, none: $none) { count }
    }
    """
    for each in theirs.some_ids:
        for part in ("all", "any", "none"):
            groups = {"all": [theirs.own_group], part: [theirs.own_group, each]}
            refused = await stranger.refusal(query, **groups)
            assert refused == {"code": "BAD_USER_INPUT", "argument": f"{part}.1", "rule": NO_GROUP}
    return []


async def overlap(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = "query ($groups: [ID!]!) { overlap(groups: $groups) { contacts { count } } }"
    for each in theirs.some_ids:
        refused = await stranger.refusal(query, groups=[theirs.own_group, each])
        assert refused == {"code": "BAD_USER_INPUT", "argument": "groups.1", "rule": NO_GROUP}
    return []


async def job(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = "query ($id: ID!) { job(id: $id) { id } }"
    answers = [await stranger.ask(query, id=each) for each in theirs.some_ids]
    assert answers == [{"job": None}] * len(theirs.some_ids)
    return answers


async def jobs(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = "query ($after: String) { jobs(after: $after) { totalCount edges { node { id } } } }"
    answers = [await stranger.ask(query, after=each) for each in (None, *theirs.job_cursors)]
    assert answers == [{"jobs": {"totalCount": 0, "edges": []}}] * len(answers)
    return answers


async def run_group_action(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = """
    mutation ($group: ID!, $action: GroupActionInput!) {
      runGroupAction(group: $group, action: $action, idempotencyKey: "theirs") { id }
    }
    """
    for each in theirs.some_ids:
        refused = await stranger.refusal(query, group=each, action={"addTag": "of a stranger"})
        assert refused == {"code": "BAD_USER_INPUT", "argument": "group", "rule": NO_GROUP}
    action = {"removeFromAutomation": PRIVATE["key"]}
    refused = await stranger.refusal(query, group=theirs.own_group, action=action)
    assert refused["argument"] == "action.removeFromAutomation"
    return []


async def export_group(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = "mutation ($group: ID!) { exportGroup(group: $group) { id } }"
    for each in theirs.some_ids:
        refused = await stranger.refusal(query, group=each)
        assert refused == {"code": "BAD_USER_INPUT", "argument": "group", "rule": NO_GROUP}
    return []


async def cancel_job(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = "mutation ($id: ID!) { cancelJob(id: $id) { id } }"
    for each in theirs.ids["Job"]:
        refused = await stranger.refusal(query, id=each)
        assert refused == {"code": "BAD_USER_INPUT", "argument": "id", "rule": NO_JOB}
    return []


async def saved_groups(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = """
    query ($after: String, $before: String) {
      savedGroups(after: $after, before: $before) { totalCount edges { node { id name } } }
    }
    """
    places = [{}, *({end: cursor} for cursor in theirs.saved_cursors for end in ("after", "before"))]
    answers = [await stranger.ask(query, **place) for place in places]
    assert answers == [{"savedGroups": {"totalCount": 0, "edges": []}}] * len(places)
    return answers


async def save_group(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = 'mutation ($group: ID!) { saveGroup(group: $group, name: "of a stranger") { id } }'
    for each in theirs.some_ids:
        refused = await stranger.refusal(query, group=each)
        assert refused == {"code": "BAD_USER_INPUT", "argument": "group", "rule": NO_GROUP}
    return []


async def delete_group(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = "mutation ($id: ID!) { deleteGroup(id: $id) { deletedId } }"
    answers = [await stranger.ask(query, id=each) for each in theirs.some_ids]
    assert answers == [{"deleteGroup": {"deletedId": None}}] * len(answers)
    return answers


async def save_automation(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = """
    mutation ($map: AutomationInput!) { saveAutomation(input: $map) { automation { id draft { name } } } }
    """
    drawn = {**PRIVATE, "name": "of a stranger"}
    answers = [await stranger.ask(query, map={**drawn, "key": key}) for key in theirs.maps]
    for answer in answers:
        assert answer["saveAutomation"]["automation"]["draft"] == {"name": "of a stranger"}
    return answers


def changing(field: str) -> Case:
    async def change(stranger: Tenant, theirs: Belongings) -> list[Json]:
        query = f"mutation ($id: ID!) {{ {field}(id: $id) {{ automation {{ id }} problems {{ message }} }} }}"
        answers = [await stranger.ask(query, id=each) for each in theirs.ids["Automation"]]
        assert answers == [{field: {"automation": None, "problems": []}}] * len(answers)
        return answers

    return change


async def create_access_token(stranger: Tenant, _: Belongings) -> list[Json]:
    token = (await stranger.ask("mutation { createAccessToken { token } }"))["createAccessToken"]["token"]
    answer = await replace(stranger, key=token).ask(
        "{ viewer { account { id key name } } automations { edges { node { id key name } } } }"
    )
    assert answer["viewer"]["account"]["key"] == stranger.account
    return [answer]


async def record_events(stranger: Tenant, _: Belongings) -> list[Json]:
    query = """
    mutation ($events: [EventInput!]!) {
      recordEvents(events: $events) { accepted duplicates rejected { code field } }
    }
    """
    unknown = await stranger.ask(query, events=ONLY_THEIRS)
    rejected = [{"code": "NOT_PUBLISHED", "field": "automation"}] * len(ONLY_THEIRS)
    assert unknown == {"recordEvents": {"accepted": 0, "duplicates": 0, "rejected": rejected}}
    same_ids = [{**tagged, "tag": "of a stranger"} for tagged in map(as_tag, ONLY_THEIRS)]
    taken = await stranger.ask(query, events=same_ids)
    assert taken == {"recordEvents": {"accepted": len(same_ids), "duplicates": 0, "rejected": []}}
    return [unknown, taken]


def as_tag(event: Json) -> Json:
    return {"id": event["id"], "type": "TAGGED", "contact": event["contact"], "at": event["at"]}


async def upsert_contacts(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = """
    mutation ($contacts: [ContactInput!]!) {
      upsertContacts(contacts: $contacts) { created updated contacts { id key email name tags } }
    }
    """
    wanted = [{"key": key, "name": "of a stranger"} for key in theirs.contacts]
    answer = await stranger.ask(query, contacts=wanted)
    assert [each["name"] for each in answer["upsertContacts"]["contacts"]] == ["of a stranger"] * len(wanted)
    return [answer]


async def map_updates(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = """
    subscription ($id: ID!, $group: ID) { mapUpdates(automation: $id, filter: {group: $group}) { version } }
    """
    own = (await stranger.ask('{ automationByKey(key: "welcome") { id } }'))["automationByKey"]["id"]
    tries = [({"id": each}, "automation", NO_AUTOMATION) for each in theirs.ids["Automation"]]
    tries += [
        ({"id": own, "group": each}, "filter.group", NO_GROUP) for each in theirs.ids["ContactGroup"][-5:]
    ]
    for variables, argument, rule in tries:
        async with aclosing(stranger.subscribe(query, **variables)) as answers:
            [error] = (await anext(answers))["errors"]
        assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": argument, "rule": rule}
    return []


async def contact_moves(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = "subscription ($id: ID!) { contactMoves(automation: $id) { contact { key } } }"
    for each in theirs.ids["Automation"]:
        async with aclosing(stranger.subscribe(query, id=each)) as answers:
            [error] = (await anext(answers))["errors"]
        refused = {"code": "BAD_USER_INPUT", "argument": "automation", "rule": NO_AUTOMATION}
        assert error["extensions"] == refused
    return []


async def job_progress(stranger: Tenant, theirs: Belongings) -> list[Json]:
    query = "subscription ($id: ID!) { jobProgress(id: $id) { id } }"
    for each in theirs.ids["Job"]:
        async with aclosing(stranger.subscribe(query, id=each)) as answers:
            [error] = (await anext(answers))["errors"]
        assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": "id", "rule": NO_JOB}
    return []


CASES: dict[tuple[str, str], Case] = {
    ("Query", "node"): node,
    ("Query", "nodes"): nodes,
    ("Query", "viewer"): viewer,
    ("Query", "automation"): automation_by_id,
    ("Query", "automationByKey"): automation_by_key,
    ("Query", "automations"): automations,
    ("Query", "contact"): contact,
    ("Query", "contactByKey"): contact_by_key,
    ("Query", "contacts"): contacts,
    ("Query", "contactGroup"): contact_group,
    ("Query", "combineGroups"): combine_groups,
    ("Query", "overlap"): overlap,
    ("Query", "job"): job,
    ("Query", "jobs"): jobs,
    ("Mutation", "runGroupAction"): run_group_action,
    ("Mutation", "exportGroup"): export_group,
    ("Mutation", "cancelJob"): cancel_job,
    ("Query", "savedGroups"): saved_groups,
    ("Mutation", "saveGroup"): save_group,
    ("Mutation", "deleteGroup"): delete_group,
    ("Mutation", "saveAutomation"): save_automation,
    ("Mutation", "publishAutomation"): changing("publishAutomation"),
    ("Mutation", "pauseAutomation"): changing("pauseAutomation"),
    ("Mutation", "resumeAutomation"): changing("resumeAutomation"),
    ("Mutation", "archiveAutomation"): changing("archiveAutomation"),
    ("Mutation", "createAccessToken"): create_access_token,
    ("Mutation", "recordEvents"): record_events,
    ("Mutation", "upsertContacts"): upsert_contacts,
    ("Subscription", "mapUpdates"): map_updates,
    ("Subscription", "contactMoves"): contact_moves,
    ("Subscription", "jobProgress"): job_progress,
}
"In the order in which they can be tried one after the other: what writes comes last."
