"""The commands, a file for each family. Heavy libraries are imported inside the command."""

import sys
from typing import NoReturn

import typer

from sim.cli import claims, files, finished, runs
from sim.console import say

INTERRUPTED = 130

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    help=(
        "Who waits for a programme place or a circle, how long, because of what; and what would "
        "another allocation rule or another facilitator change? Simulated people only: nothing "
        "here decides about a real person. Exit codes: 0 done, 2 a mistake in what was asked, "
        "4 a run that is damaged or breaks a law, 5 a run that another process is writing, "
        "6 disk full, 130 interrupted."
    ),
)
for each in (runs, claims, finished, files):
    app.registered_commands += each.family.registered_commands


def main() -> NoReturn:
    """Run the command; a mistake ends in words and an exit code, never in a traceback."""
    from sim.commands import mistake

    try:
        app(standalone_mode=True)
    except SystemExit as end:  # typer ends so on Ctrl-C, and says nothing
        if end.code == INTERRUPTED:
            say("stopped. What is finished is kept: give the same command again, and it goes on.")
        raise
    except Exception as error:
        code, words = mistake(error)
        if code is None:
            raise
        say(words)
        sys.exit(code)
    sys.exit(0)
