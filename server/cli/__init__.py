"""The command `footfall`. Sub-commands live in a module each, imported when they are asked for."""

import os
import sys
from importlib.metadata import version
from typing import NoReturn

from cyclopts import App, CycloptsError, Parameter
from cyclopts.config import Env

from server.errors import UserError

app = App(
    name="footfall",
    help="Live, exact numbers on every element of a marketing automation.",
    version=lambda: version("footfall"),
    config=Env("FOOTFALL_", command=False),
    default_parameter=Parameter(negative_iterable=()),
    suppress_keyboard_interrupt=False,
)
# By name and with their help here, so that `--help` imports none of them. The first line is for the list.
app.command(
    "server.cli.serve:serve",
    name="serve",
    help="""Answer the API until Ctrl-C or SIGTERM.

    Needs MongoDB (a replica set) and Redis: give the URLs of both, or try Footfall with `--embedded`.
    Prints one line, "Footfall is ready on http://…", when it can answer. Run as many as you like on the
    same MongoDB and Redis. Every option can be given as an environment variable instead.""",
)
app.command(
    "server.cli.demo:demo",
    name="demo",
    help="""Serve a sample map with simulated contacts, five new ones a second, until Ctrl-C.

    Prints the URLs, an API key, and the commands to try. MongoDB and Redis are started with it unless
    their URLs are given. Its data and its key stay in `--data`: started again, it goes on where it was.""",
)
app.command(
    "server.cli.watch:watch",
    name="watch",
    help="""Show a live table of a map, through the public subscription, until Ctrl-C.

    When the output is no terminal, every update is one line instead.""",
)
app.command(
    "server.cli.importing:import_file",
    name="import",
    help="""Import a CSV or NDJSON file through the public endpoint.

    The mapping, a TOML file, says which events a row becomes, and names the map they belong to; that is
    published first when the account lacks it. `docs/importing.md` explains it, `examples/hillstrom` is one.

    Running an import again changes nothing, so one that was cut off is simply started again. The exit code
    is 1 if anything was rejected; the rejected rows are in a file, each with its reason.""",
)
app.command("server.cli.accounts:account", name="account", help="Create and change accounts.")
app.command("server.cli.accounts:key", name="key", help="Create, list and revoke API keys.")
app.command(
    "server.cli.verify:verify",
    name="verify",
    help="""Count an account, or one of its maps, again from the log, and say what differs.

    Compares every set, counter and column that a server loads, contacts, and contacts' paths with a slow
    recount of every event; MongoDB is all it needs, and servers may go on writing. One line for what is
    right, and one for every difference. The exit code is 1 if anything differs.""",
)
app.command(
    "server.cli.rebuild:rebuild",
    name="rebuild",
    help="""Make the snapshots and paths of an account, or one of its maps, anew from the log.

    Every event is folded again, beside what there is, and servers switch to the result when it is whole;
    they may go on meanwhile. Use it when `footfall verify` says that something differs. Contacts' keys,
    emails and names are not in the log and stay as they are.""",
)
app.command(
    "server.cli.schema:schema",
    name="schema",
    help="Print the GraphQL schema in its own language.",
)


def main() -> None:
    """Run the command line. Exit code 1 with one line on stderr when the user can mend it, 130 on Ctrl-C."""
    try:
        code = app(exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
    except UserError as error:
        _complain(str(error))
    except CycloptsError as error:
        words = " ".join(("footfall", *(error.command_chain or ()), "--help"))
        _complain(f"{error} Try `{words}`.")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Who read our output has left, as `head` does: https://docs.python.org/3/library/signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(code)


def _complain(why: str) -> NoReturn:
    print("footfall: " + " ".join(why.split()), file=sys.stderr)
    sys.exit(1)
