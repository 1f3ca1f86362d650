"""Actions on groups: ordinary events for everybody in a group, and a job that says what became of them."""

import asyncio

import pytest

from measure import ids
from measure.accounts import Role
from tests.gql.conftest import Asker, Events, Json, path
from tests.gql.conftest import element as drawn
from tests.gql.test_groups import groups
from tests.waiting import eventually

FIELDS = """
id kind subject status total succeeded skipped failed createdAt finishedAt reasons { code message count }
"""
RUN = f"""
mutation ($group: ID!, $action: GroupActionInput!, $key: String!) {{
  runGroupAction(group: $group, action: $action, idempotencyKey: $key) {{ {FIELDS} }}
}}
"""
JOB = f"query ($id: ID!) {{ job(id: $id) {{ {FIELDS} }} }}"
CANCEL = f"mutation ($id: ID!) {{ cancelJob(id: $id) {{ {FIELDS} }} }}"
PROGRESS = f"subscription ($id: ID!) {{ jobProgress(id: $id) {{ {FIELDS} }} }}"
JOBS = """
query ($first: Int, $after: String, $last: Int, $before: String) {
  jobs(first: $first, after: $after, last: $last, before: $before) {
    totalCount edges { cursor node { id kind } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
CONTACT = "query ($key: String!) { contactByKey(key: $key) { tags } }"
HERE = """
query ($key: String!) { automationByKey(key: $key) { report { ... on ContactFlowReport {
  elements { element { key } hereNow { contacts(orderBy: OLDEST) { edges { node { key } } } } }
} } } }
"""
ARCHIVE = "mutation ($id: ID!) { archiveAutomation(id: $id) { automation { id } } }"
OTHER = {
    "key": "other",
    "name": "Other",
    "timeZone": "UTC",
    "elements": [drawn("in", "TRIGGER"), drawn("side", "TRIGGER"), drawn("wait", "WAIT")],
    "connectors": [*path("in", "wait"), *path("side", "wait")],
}


async def run(asker: Asker, group: str, action: Json, key: str = "a key") -> Json:
    """The job, as it was answered at once."""
    return (await asker.ask(RUN, group=group, action=action, key=key))["runGroupAction"]


async def ended(asker: Asker, job: Json) -> Json:
    """The job once it has ended."""
    found = job

    async def has_ended() -> bool:
        nonlocal found
        found = (await asker.ask(JOB, id=job["id"]))["job"]
        return found["finishedAt"] is not None

    await eventually(has_ended)
    return found


async def done(asker: Asker, group: str, action: Json, key: str = "a key") -> Json:
    return await ended(asker, await run(asker, group, action, key))


def outcome(job: Json) -> tuple[int, int, int, list[tuple[str, int]]]:
    """Succeeded, skipped and failed, and the reasons."""
    reasons = [(reason["code"], reason["count"]) for reason in job["reasons"]]
    return job["succeeded"], job["skipped"], job["failed"], reasons


async def tags(asker: Asker, *contacts: str) -> list[list[str]]:
    return [(await asker.ask(CONTACT, key=key))["contactByKey"]["tags"] for key in contacts]


async def here(asker: Asker, automation: str) -> dict[str, list[str]]:
    """Who is where."""
    rows = (await asker.ask(HERE, key=automation))["automationByKey"]["report"]["elements"]
    found = {
        row["element"]["key"]: [edge["node"]["key"] for edge in row["hereNow"]["contacts"]["edges"]]
        for row in rows
    }
    return {key: people for key, people in found.items() if people}


async def test_a_tag_is_added_and_who_has_it_is_skipped(asker: Asker, worked: str, events: Events):
    await asker.record(events("TAGGED", contact="C", tag="vip"))
    group = (await groups(asker, worked))["W2"]
    answered = await run(asker, group, {"addTag": "vip"})
    assert (answered["kind"], answered["total"], answered["finishedAt"]) == ("ADD_TAG", 2, None)
    assert answered["subject"] == "vip"
    job = await ended(asker, answered)
    assert (job["status"], outcome(job)) == ("SUCCEEDED", (1, 1, 0, [("ALREADY_TAGGED", 1)]))
    assert await tags(asker, "A", "B", "C") == [[], ["vip"], ["vip"]]


async def test_a_tag_is_removed(asker: Asker, worked: str, events: Events):
    await asker.record(events("TAGGED", contact="C", tag="vip"))
    job = await done(asker, (await groups(asker, worked))["cohort"], {"removeTag": "vip"})
    assert (job["kind"], outcome(job)) == ("REMOVE_TAG", (1, 2, 0, [("NOT_TAGGED", 2)]))
    assert await tags(asker, "C") == [[]]


async def test_contacts_enter_by_the_first_trigger_or_by_the_one_named(asker: Asker, worked: str):
    await asker.save(OTHER)
    by_name = await groups(asker, worked)
    first = await done(asker, by_name["achieved"], {"addToAutomation": {"automation": "other"}}, "1")
    assert (first["subject"], outcome(first)) == ("other", (2, 0, 0, []))
    assert await here(asker, "other") == {"in": ["A", "B"]}
    named = {"addToAutomation": {"automation": "other", "trigger": "side"}}
    assert outcome(await done(asker, by_name["cohort"], named, "2")) == (3, 0, 0, [])
    again = await done(asker, by_name["cohort"], named, "3")
    assert outcome(again) == (0, 3, 0, [("ALREADY_THERE", 3)])
    assert await here(asker, "other") == {"in": ["A", "B"], "side": ["A", "B", "C"]}


async def test_contacts_leave_every_place_on_an_automation(asker: Asker, worked: str, events: Events):
    await asker.record(events.on_map("MOVED", "C", to="W1"), *events.walk("D", "T"))
    assert await here(asker, "worked") == {"T": ["D"], "W1": ["C"], "W2": ["C"], "G": ["A", "B"]}
    group = (await groups(asker, worked))["W2"]
    assert outcome(await done(asker, group, {"removeFromAutomation": "worked"}, "1")) == (2, 0, 0, [])
    assert await here(asker, "worked") == {"T": ["D"], "G": ["A"]}
    again = await done(asker, group, {"removeFromAutomation": "worked"}, "2")
    assert outcome(again) == (0, 2, 0, [("NOT_THERE", 2)])


async def test_a_job_is_about_who_was_in_the_group_when_it_was_started(
    asker: Asker, worked: str, events: Events
):
    by_name = await groups(asker, worked)
    job = await done(asker, by_name["here"], {"removeFromAutomation": "worked"})
    assert (job["total"], job["succeeded"]) == (1, 1)
    assert (await groups(asker, worked))["here"] == by_name["here"]  # which is empty by now


async def test_a_job_goes_on_when_the_map_of_its_group_is_archived(asker: Asker, worked: str):
    group = (await groups(asker, worked))["cohort"]
    job = await run(asker, group, {"addTag": "vip"}, "1")
    await asker.ask(ARCHIVE, id=worked)
    assert outcome(await ended(asker, job)) == (3, 0, 0, [])
    assert outcome(await done(asker, group, {"removeTag": "vip"}, "2")) == (3, 0, 0, [])


async def test_the_same_key_answers_the_same_job(asker: Asker, worked: str):
    by_name = await groups(asker, worked)
    first = await done(asker, by_name["cohort"], {"addTag": "vip"})
    assert await run(asker, by_name["cohort"], {"addTag": "vip"}) == first
    for group, action in ((by_name["cohort"], {"addTag": "other"}), (by_name["W2"], {"addTag": "vip"})):
        refused = await asker.refusal(RUN, group=group, action=action, key="a key")
        assert refused["code"] == "CONFLICT"
    assert (await asker.ask(JOBS))["jobs"]["totalCount"] == 1


async def test_requests_with_one_key_at_once_start_one_job(asker: Asker, worked: str):
    group = (await groups(asker, worked))["cohort"]
    started = await asyncio.gather(*(run(asker, group, {"addTag": "vip"}) for _ in range(5)))
    assert len({job["id"] for job in started}) == 1


async def test_an_empty_group_is_done_at_once(asker: Asker, worked: str, events: Events):
    await asker.record(events.on_map("MOVED", "C", **{"from": "W2"}))
    job = await done(asker, (await groups(asker, worked))["here"], {"addTag": "vip"})
    assert (job["status"], job["total"], outcome(job)) == ("SUCCEEDED", 0, (0, 0, 0, []))


@pytest.mark.parametrize(
    ("action", "argument"),
    [
        ({"addTag": ""}, "action.addTag"),
        ({"removeTag": "x" * 65}, "action.removeTag"),
        ({"addToAutomation": {"automation": "none"}}, "action.addToAutomation.automation"),
        ({"addToAutomation": {"automation": "drawn"}}, "action.addToAutomation.automation"),
        ({"addToAutomation": {"automation": "over"}}, "action.addToAutomation.automation"),
        ({"addToAutomation": {"automation": "worked", "trigger": "G"}}, "action.addToAutomation.trigger"),
        ({"removeFromAutomation": "none"}, "action.removeFromAutomation"),
    ],
)
async def test_an_action_that_cannot_be_is_refused(asker: Asker, worked: str, action: Json, argument: str):
    await asker.ask(
        "mutation ($map: AutomationInput!) { saveAutomation(input: $map) { automation { id } } }",
        map={**OTHER, "key": "drawn"},
    )
    archived = await asker.save({**OTHER, "key": "over"})
    await asker.ask(ARCHIVE, id=archived)
    group = (await groups(asker, worked))["cohort"]
    refused = await asker.refusal(RUN, group=group, action=action, key="a key")
    assert (refused["code"], refused["argument"]) == ("BAD_USER_INPUT", argument)
    assert (await asker.ask(JOBS))["jobs"]["totalCount"] == 0


async def test_two_actions_at_once_or_none_are_refused(asker: Asker, worked: str):
    group = (await groups(asker, worked))["cohort"]
    for action in ({"addTag": "a", "removeTag": "b"}, {}, {"addTag": None}):
        refused = await asker.refusal(RUN, group=group, action=action, key="a key")
        assert (refused["code"], refused["argument"]) == ("BAD_USER_INPUT", "action")


async def test_a_group_or_a_key_that_cannot_be_is_refused(asker: Asker, worked: str):
    group = (await groups(asker, worked))["cohort"]
    action = {"addTag": "vip"}
    refused = await asker.refusal(RUN, group=ids.encode("ContactGroup", "x"), action=action, key="a key")
    assert (refused["code"], refused["argument"]) == ("BAD_USER_INPUT", "group")
    for key in ("", "x" * 129):
        refused = await asker.refusal(RUN, group=group, action=action, key=key)
        assert (refused["code"], refused["argument"]) == ("BAD_USER_INPUT", "idempotencyKey")


async def test_who_may_not_edit_may_watch_jobs_and_not_start_or_cancel_them(asker: Asker, worked: str):
    group = (await groups(asker, worked))["cohort"]
    job = await done(asker, group, {"addTag": "vip"})
    viewer = asker.of(Role.VIEWER)
    assert (await viewer.ask(JOB, id=job["id"]))["job"] == job
    refused = await viewer.refusal(RUN, group=group, action={"addTag": "other"}, key="other")
    assert refused["code"] == "FORBIDDEN"
    assert (await viewer.refusal(CANCEL, id=job["id"]))["code"] == "FORBIDDEN"


async def test_jobs_are_paged_the_newest_first(asker: Asker, worked: str):
    group = (await groups(asker, worked))["cohort"]
    started = [(await done(asker, group, {"addTag": key}, key))["id"] for key in "abc"]
    first = (await asker.ask(JOBS, first=2))["jobs"]
    assert [edge["node"]["id"] for edge in first["edges"]] == started[:0:-1]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (3, True)
    assert first["pageInfo"]["hasPreviousPage"] is False
    rest = (await asker.ask(JOBS, first=2, after=first["pageInfo"]["endCursor"]))["jobs"]
    assert [edge["node"]["id"] for edge in rest["edges"]] == started[:1]
    assert (rest["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasPreviousPage"]) == (False, True)
    back = (await asker.ask(JOBS, last=1, before=rest["edges"][0]["cursor"]))["jobs"]
    assert [edge["node"]["id"] for edge in back["edges"]] == [started[1]]
    assert (back["pageInfo"]["hasNextPage"], back["pageInfo"]["hasPreviousPage"]) == (True, True)


async def test_a_job_is_a_node(asker: Asker, worked: str):
    job = await run(asker, (await groups(asker, worked))["cohort"], {"addTag": "vip"})
    query = "query ($id: ID!) { node(id: $id) { id ... on Job { kind total } } }"
    assert await asker.ask(query, id=job["id"]) == {"node": {"id": job["id"], "kind": "ADD_TAG", "total": 3}}
    assert await (await asker.stranger()).ask(query, id=job["id"]) == {"node": None}


async def test_progress_is_pushed_until_the_job_has_ended(asker: Asker, worked: str):
    job = await run(asker, (await groups(asker, worked))["cohort"], {"addTag": "vip"})
    async with asyncio.timeout(10):
        told = [answer["data"]["jobProgress"] async for answer in asker.watch(PROGRESS, id=job["id"])]
    assert told[-1] == await ended(asker, job)
    assert outcome(told[-1]) == (3, 0, 0, [])
    counts = [each["succeeded"] for each in told]
    assert counts == sorted(set(counts)) or counts == [3]


async def test_a_job_that_has_ended_is_told_once(asker: Asker, worked: str):
    job = await done(asker, (await groups(asker, worked))["cohort"], {"addTag": "vip"})
    async with asyncio.timeout(10):
        told = [answer["data"]["jobProgress"] async for answer in asker.watch(PROGRESS, id=job["id"])]
    assert told == [job]


async def test_progress_of_a_job_that_is_not_there_is_refused(asker: Asker):
    [answer] = [each async for each in asker.watch(PROGRESS, id=ids.encode("Job", "0" * 24))]
    extensions = answer["errors"][0]["extensions"]
    assert (extensions["code"], extensions["argument"]) == ("BAD_USER_INPUT", "id")
