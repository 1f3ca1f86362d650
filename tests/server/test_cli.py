import os
import signal
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
import pytest

from server.cli import main
from server.embedded.folder import find_orphans
from server.settings import Settings
from tests.commands import NOTHING, footfall, ready_url

Here = Callable[..., tuple[object, str, str]]


async def refusal(*words: str, env: Mapping[str, str] = NOTHING) -> str:
    """What it says on stderr when it refuses."""
    async with footfall(*words, env=env) as running:
        out, said = await running.communicate()
    assert (running.returncode, out) == (1, b"")
    return said.decode()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """The command in this process, for words that come to no work; its exit status, stdout and stderr."""
    for name in os.environ:
        if name.startswith("FOOTFALL_"):
            monkeypatch.delenv(name)

    def run(*words: str, env: Mapping[str, str] = NOTHING) -> tuple[object, str, str]:
        with monkeypatch.context() as patch, warnings.catch_warnings():
            # Cyclopts takes it for a slip when a test has it read `sys.argv`, as `main` does.
            warnings.filterwarnings("ignore", "Cyclopts application invoked without tokens")
            patch.setattr(sys, "argv", ["footfall", *words])
            for name, value in env.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main()
        return (ended.value.code or 0, *capsys.readouterr())

    return run


@pytest.fixture
def refused(here: Here) -> Callable[..., str]:
    """What it says on stderr when it refuses the words."""

    def refused(*words: str, env: Mapping[str, str] = NOTHING) -> str:
        code, out, said = here(*words, env=env)
        assert (code, out) == (1, "")
        return said

    return refused


@pytest.fixture
def told(here: Here) -> Callable[..., str]:
    """What it prints, as one line without frames."""

    def told(*words: str) -> str:
        code, out, said = here(*words, env={"COLUMNS": "200"})
        assert (code, said) == (0, "")
        return " ".join(out.replace("│", " ").split())

    return told


def variables(settings: Settings) -> dict[str, str]:
    return {
        "FOOTFALL_PORT": "0",
        "FOOTFALL_MONGODB_URL": settings.mongodb_url,
        "FOOTFALL_REDIS_URL": settings.redis_url,
        "FOOTFALL_DATABASE": settings.database,
        "FOOTFALL_CHANNEL_PREFIX": settings.channel_prefix,
    }


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_serve_says_when_it_is_ready_and_ends_quietly(settings: Settings, number: signal.Signals):
    async with footfall("serve", env=variables(settings)) as running:
        url = await ready_url(running)
        async with httpx.AsyncClient() as client:
            assert (await client.get(url)).status_code < 500
        running.send_signal(number)
        assert await running.communicate() == (b"", b"")
    assert running.returncode == 0


async def test_embedded_servers_leave_no_process(tmp_path: Path):
    async with footfall("serve", "--embedded", "--port", "0", "--data", str(tmp_path)) as running:
        await ready_url(running)
        assert len(find_orphans(tmp_path)) == 2
        second = await refusal("serve", "--embedded", "--port", "0", "--data", str(tmp_path))
        assert second == (
            f"footfall: the data folder {tmp_path} is in use by another Footfall (process {running.pid}): "
            "stop it, or choose another folder with --data\n"
        )
        running.send_signal(signal.SIGINT)
        assert await running.communicate() == (b"", b"")
    assert running.returncode == 0
    assert find_orphans(tmp_path) == []


async def test_a_port_in_use_is_told_before_anything_starts(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = await refusal("serve", "--embedded", "--port", str(port), "--data", str(tmp_path / "new"))
    assert said == (
        f"footfall: port {port} on 127.0.0.1 is in use: stop what listens there, or choose another port "
        "with --port or FOOTFALL_PORT (0 takes a free one)\n"
    )
    assert not (tmp_path / "new").exists()


async def test_what_is_no_host_name_is_told_so():
    said = await refusal("serve", "--embedded", "--host", "x..y")
    assert said == "footfall: x..y is no host name: choose another with --host or FOOTFALL_HOST\n"


async def test_without_servers_it_says_what_to_set():
    assert await refusal("serve", env={"FOOTFALL_REDIS_URL": "redis://127.0.0.1"}) == (
        "footfall: FOOTFALL_MONGODB_URL not set: set the URLs of MongoDB and Redis, "
        "or try Footfall with --embedded\n"
    )


async def test_embedded_and_a_url_exclude_each_other():
    assert await refusal("serve", "--embedded", env={"FOOTFALL_REDIS_URL": "redis://127.0.0.1"}) == (
        "footfall: --embedded starts its own MongoDB and Redis: leave it out, or unset FOOTFALL_REDIS_URL\n"
    )


async def test_a_wrong_option_is_one_line():
    assert await refusal("serve", "--nonsense") == (
        "footfall: Unknown option: --nonsense. Try `footfall serve --help`.\n"
    )


def test_every_setting_can_come_from_the_environment(refused):
    origins = {"FOOTFALL_ALLOWED_ORIGINS": "https://a.example.org, https://b.example.org/"}
    assert refused("serve", env=origins).endswith("not 'https://b.example.org/'\n")
    plans = {"FOOTFALL_FEATURE_PLANS": "groups.actions=PRO, performance.tracking=GOLD"}
    assert refused("serve", env=plans).endswith("not 'performance.tracking=GOLD'\n")
    assert refused("serve", env={"FOOTFALL_PORT": "http"}) == (
        'footfall: Invalid value for FOOTFALL_PORT from env: unable to convert "http" into int. '
        "Try `footfall serve --help`.\n"
    )


async def test_an_option_for_many_values_is_given_once_for_each(refused):
    options = ("--feature-plans", "groups.actions=PRO", "--feature-plans", "performance.tracking=GOLD")
    assert refused("serve", *options).endswith("not 'performance.tracking=GOLD'\n")
    accepted = await refusal("serve", *options[:2], "--feature-plans=performance.tracking=PLUS")
    assert accepted.startswith("footfall: FOOTFALL_MONGODB_URL and FOOTFALL_REDIS_URL not set")


def test_help_says_what_each_command_does(told):
    listed = told("--help")
    for line in (
        "account Create and change accounts.",
        "demo Serve a sample map with simulated contacts, five new ones a second, until Ctrl-C.",
        "import Import a CSV or NDJSON file through the public endpoint.",
        "key Create, list and revoke API keys.",
        "schema Print the GraphQL schema in its own language.",
        "serve Answer the API until Ctrl-C or SIGTERM.",
        "verify Count an account, or one of its maps, again from the log, and say what differs.",
        "watch Show a live table of a map, through the public subscription, until Ctrl-C.",
    ):
        assert line in listed


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("serve", 'Prints one line, "Footfall is ready on http://…", when it can answer.'),
        ("demo", "started again, it goes on where it was."),
        ("watch", "When the output is no terminal, every update is one line instead."),
        ("verify", "The exit code is 1 if anything differs."),
        ("import", "Running an import again changes nothing"),
    ],
)
def test_a_command_s_own_help_says_more(told, command: str, says: str):
    assert says in told(command, "--help")


async def test_help_waits_for_no_module_of_a_command():
    program = "import sys, server.cli; server.cli.app(['--help'], result_action='return_value'); "
    program += "print([name for name in sys.modules if name.startswith('server.cli.')])"
    async with footfall(program=("-c", program)) as running:
        out, _ = await running.communicate()
    assert out.decode().splitlines()[-1] == "[]"


def test_output_that_nobody_reads_ends_quietly():
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as output:
        command = [sys.executable, "-m", "server.cli", "schema"]
        ended = subprocess.run(command, stdout=output, stderr=subprocess.PIPE, check=False)
    assert (ended.returncode, ended.stderr) == (1, b"")
