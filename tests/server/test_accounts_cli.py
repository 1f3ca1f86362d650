import asyncio
import re

import pytest
from cyclopts import App, CycloptsError
from pymongo import MongoClient

from measure.accounts import Account, Caller, Plan, Role
from server.cli.accounts import account, key
from server.errors import UserError
from store.accounts import Accounts
from store.database import Database
from store.keys import Keys


def create(currency: str = "eur", time_zone: str = "Europe/Paris") -> tuple[str, ...]:
    return "create", "acme", "--plan", "pro", "--currency", currency, "--time-zone", time_zone


CREATE = create()


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, mongodb_url: str, database: str) -> None:
    monkeypatch.setenv("FOOTFALL_MONGODB_URL", mongodb_url)
    monkeypatch.setenv("FOOTFALL_DATABASE", database)
    monkeypatch.setenv("FOOTFALL_KEY", "an-api-key")  # the clients' variable: no account is ever called so


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    """Runs `footfall account` or `footfall key` with more words; what it printed on stdout."""

    def run(app: App, *words: str) -> str:
        app(words, exit_on_error=False, print_error=False, result_action="return_value")
        return capsys.readouterr().out

    return run


@pytest.fixture
def caller(mongodb_url: str, database: str):
    """Whose a printed key is."""

    async def ask(secret: str) -> Caller | None:
        connected = Database(mongodb_url, database)
        try:
            access = await Keys(connected, Accounts(connected)).access(secret)
            return access and access.caller
        finally:
            connected.close()

    return lambda printed: asyncio.run(ask(printed.removesuffix("\n")))


def described(found: Account) -> tuple[str, str, Plan, str, str]:
    return found.key, found.name, found.plan, found.currency, found.time_zone


def test_a_created_account_has_an_admin_key(run, caller):
    found = caller(run(account, *CREATE, "--name", "Acme & Co"))
    assert described(found.account) == ("acme", "Acme & Co", Plan.PRO, "EUR", "Europe/Paris")
    assert found.role is Role.ADMIN


def test_an_account_without_a_name_is_called_by_its_key(run, caller):
    assert caller(run(account, *CREATE)).account.name == "acme"


def test_of_a_key_only_a_hash_is_kept(run, mongodb: MongoClient, database: str):
    secret = run(account, *CREATE).removesuffix("\n")
    assert secret not in repr(list(mongodb[database].keys.find()))


def test_a_second_account_of_the_same_key_is_refused(run):
    run(account, *CREATE)
    with pytest.raises(UserError, match='there is an account "acme" already'):
        run(account, *CREATE)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (create(currency="XXA"), "currency: must be an ISO 4217 code such as USD, not"),
        (create(time_zone="Mars/Olympus"), "timeZone: must be an IANA time zone such as Europe/Paris, not"),
        ((*create(), "--mongodb-url", "http://localhost"), "must start with mongodb:// or mongodb\\+srv://"),
    ],
)
def test_what_cannot_be_is_refused_with_the_rule(run, words: tuple[str, ...], says: str):
    with pytest.raises(UserError, match=says):
        run(account, *words)


@pytest.mark.parametrize("words", [("create", *CREATE[2:]), CREATE[:4], ("create", "acme", "--plan", "gold")])
def test_what_is_missing_or_unknown_on_the_command_line_is_refused(run, words: tuple[str, ...]):
    with pytest.raises(CycloptsError):
        run(account, *words)


def test_what_is_left_out_of_a_change_stays(run, caller):
    secret = run(account, *CREATE)
    assert run(account, "set", "acme", "--plan", "basic") == 'acme: "acme", BASIC, EUR, Europe/Paris\n'
    assert run(account, "set", "acme", "--name", "Acme", "--time-zone", "UTC") == (
        'acme: "Acme", BASIC, EUR, UTC\n'
    )
    assert described(caller(secret).account) == ("acme", "Acme", Plan.BASIC, "EUR", "UTC")


def test_a_change_of_nothing_is_refused(run):
    with pytest.raises(UserError, match="nothing to change: give --plan, --name or --time-zone"):
        run(account, "set", "acme")


@pytest.mark.parametrize("role", Role)
def test_a_created_key_has_its_role(run, caller, role: Role):
    run(account, *CREATE)
    found = caller(run(key, "create", "acme", "--role", role, "--name", "the importer"))
    assert (found.account.key, found.role) == ("acme", role)


def test_an_account_that_is_not_there_is_said_to_be_missing(run):
    says = 'there is no account "acme": create it with `footfall account create`'
    with pytest.raises(UserError, match=says):
        run(account, "set", "acme", "--plan", "basic")
    with pytest.raises(UserError, match=says):
        run(key, "create", "acme", "--role", "viewer", "--name", "x")


def test_the_keys_of_an_account_are_listed_the_oldest_first(run):
    run(account, *CREATE)
    long_name = "the importer of " + " and ".join(["another shop"] * 9)
    run(key, "create", "acme", "--role", "ingest", "--name", long_name)
    heading, *lines = run(key, "list", "acme").splitlines()
    assert heading.split() == ["Id", "Name", "Role", "Created"]
    assert [re.split(" {2,}", line.strip())[1:3] for line in lines] == [
        ["first", "ADMIN"],
        [long_name, "INGEST"],
    ]
    assert all(re.match(r"[0-9a-f]{24} .* \d{4}-\d\d-\d\d \d\d:\d\d UTC *$", line) for line in lines)


def test_a_revoked_key_opens_nothing_and_the_others_do(run, caller):
    first = run(account, *CREATE)
    second = run(key, "create", "acme", "--role", "viewer", "--name", "a page")
    identifier = run(key, "list", "acme").splitlines()[-1].split()[0]
    assert run(key, "revoke", "acme", identifier) == 'revoked: "a page", VIEWER\n'
    assert (caller(first).role, caller(second)) == (Role.ADMIN, None)


def test_only_a_key_of_the_account_is_revoked(run, caller):
    first = run(account, *CREATE)
    run(account, "create", "other", *CREATE[2:])
    identifier = run(key, "list", "acme").splitlines()[-1].split()[0]
    for wrong in (("other", identifier), ("acme", "0" * 24), ("acme", "first")):
        says = f'the account "{wrong[0]}" has no API key of the id "{wrong[1]}": see `footfall key list'
        with pytest.raises(UserError, match=says):
            run(key, "revoke", *wrong)
    with pytest.raises(UserError, match='there is no account "nobody"'):
        run(key, "list", "nobody")
    assert caller(first) is not None
