"""Somebody with a key: an account, a role, and the server that is asked."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count

from measure.accounts import Role
from tests.serving import Json, Server

SAVE = "mutation ($map: AutomationInput!) { saveAutomation(input: $map) { automation { id } } }"
PUBLISH = "mutation ($id: ID!) { publishAutomation(id: $id) { problems { severity code message } } }"
STATUS_CHANGES = {
    status: f"mutation ($id: ID!) {{ {field}(id: $id) {{ automation {{ status }} }} }}"
    for status, field in (
        ("PAUSED", "pauseAutomation"),
        ("PUBLISHED", "resumeAutomation"),
        ("ARCHIVED", "archiveAutomation"),
    )
}
UPSERT = "mutation ($all: [ContactInput!]!) { upsertContacts(contacts: $all) { rejected { message } } }"
ID_OF = "query ($key: String!) { automationByKey(key: $key) { id } }"

_numbers = count()


@dataclass(frozen=True)
class Tenant:
    server: Server
    key: str
    account: str = "demo"

    @classmethod
    async def new(cls, server: Server) -> "Tenant":
        """An ADMIN of an account of its own."""
        account = f"account-{next(_numbers)}"
        return cls(server, await server.create_key(Role.ADMIN, account), account)

    async def of(self, role: Role) -> "Tenant":
        """Another role in the same account."""
        return replace(self, key=await self.server.create_key(role, self.account))

    def at(self, server: Server) -> "Tenant":
        """The same key, at another server on the same database."""
        return replace(self, server=server)

    async def answer(self, query: str, **variables: object) -> Json:
        return await self.server.graphql(query, variables, self.key)

    async def ask(self, query: str, **variables: object) -> Json:
        """The data of an answer without errors."""
        answer = await self.answer(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def refusal(self, query: str, **variables: object) -> Json:
        """The extensions of an answer's only error."""
        [error] = (await self.answer(query, **variables))["errors"]
        return error["extensions"]

    def subscribe(self, query: str, **variables: object) -> AsyncGenerator[Json, None]:
        return self.server.subscribe(query, variables, self.key)

    async def record(self, *events: Json) -> None:
        """Record events that are all new and right."""
        receipt = await self.server.record(events, self.key)
        assert receipt == {"accepted": len(events), "duplicates": 0, "rejected": []}

    async def save(self, automation: Json) -> str:
        """Save a draft; the automation's id."""
        return (await self.ask(SAVE, map=automation))["saveAutomation"]["automation"]["id"]

    async def publish(self, automation: Json) -> str:
        """Save and publish; the automation's id."""
        saved = await self.save(automation)
        problems = (await self.ask(PUBLISH, id=saved))["publishAutomation"]["problems"]
        assert [problem for problem in problems if problem["severity"] == "ERROR"] == []
        return saved

    async def change_status(self, automation: str, status: str) -> None:
        found = (await self.ask(ID_OF, key=automation))["automationByKey"]
        [changed] = (await self.ask(STATUS_CHANGES[status], id=found["id"])).values()
        assert changed == {"automation": {"status": status}}

    async def upsert(self, contacts: Sequence[Json]) -> None:
        assert (await self.ask(UPSERT, all=contacts))["upsertContacts"] == {"rejected": []}

    async def take(self, steps: Iterable[tuple]) -> list[Json]:
        """Do what `tests.recount.recount` counts; the receipts of the batches of events."""
        receipts = []
        for name, *step in steps:
            match name:
                case "save":
                    await self.save(*step)
                case "publish":
                    await self.publish(*step)
                case "status":
                    await self.change_status(*step)
                case "upsert":
                    await self.upsert(*step)
                case "events":
                    receipts.append(await self.server.record(*step, self.key))
        return receipts
