"""The command `footfall`. Sub-commands live in a module each, imported when they are asked for."""

import sys
from importlib.metadata import version

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
# By name, so that `--help` imports none of them.
app.command("server.cli.serve:serve", name="serve", help="Answer the API until Ctrl-C or SIGTERM.")
app.command("server.cli.demo:demo", name="demo", help="Serve a sample map with simulated contacts.")
app.command("server.cli.watch:watch", name="watch", help="Show a live table of a map.")
app.command("server.cli.importing:import_file", name="import", help="Import a CSV or NDJSON file.")
app.command("server.cli.accounts:account", name="account")
app.command("server.cli.accounts:key", name="key")
app.command("server.cli.schema:schema", name="schema", help="Print the GraphQL schema.")


def main() -> None:
    """Run the command line. Exit code 1 with one line on stderr when the user can mend it, 130 on Ctrl-C."""
    try:
        code = app(exit_on_error=False, print_error=False, result_action="return_value")
    except (UserError, CycloptsError) as error:
        print("footfall: " + " ".join(str(error).split()), file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(code)
