"""Every command explains itself, and at once."""

import subprocess
import sys

import pytest

from tests.commands import placesim

COMMANDS = (
    "run",
    "compare",
    "contrast",
    "report",
    "validate",
    "schema",
    "replay",
    "explain",
    "verify",
    "demo",
    "answer",
    "assumptions",
    "backcast",
    "calibrate",
    "import",
    "list",
    "new",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_that_begins_with_what_it_does(command: str) -> None:
    end = placesim(command, "--help")
    assert end.code == 0
    assert f"placesim {command}" in end.out
    first = end.out.splitlines()[2].strip()
    assert first[0].isupper()
    assert len(first) > 20


@pytest.mark.parametrize(
    "words", [["--help"], ["run", "--help"], ["report", "--help"], ["explain", "--help"]]
)
def test_help_starts_at_once(words: list[str]) -> None:
    """No heavy library is imported to print help."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "from sim.cli import main; main()", *words],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert "typer" in imported
    heavy = {"polars", "altair", "scipy", "simpy", "numpy", "yaml", "jinja2"}
    assert imported & heavy == set()
