"""The options that several commands share, and how every command answers."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from sim.console import plain, say

USER_MISTAKE, DAMAGED = 2, 4


def file_or_shipped(path: Path) -> Path:
    """Return a scenario's file; one that comes with placesim may be given by its name."""
    if path.exists():
        return path
    from sim.shelf import by_name

    found = by_name(path)
    if found != path:
        say(f"{path}: the one that comes with placesim, {found}")
    return found


ScenarioFile = Annotated[
    Path,
    typer.Argument(
        help="scenario file (YAML), or the name of a shipped one",
        show_default=False,
        callback=file_or_shipped,
    ),
]
RunPath = Annotated[Path, typer.Argument(help="folder of a run or comparison", show_default=False)]
Replications = Annotated[int | None, typer.Option(min=1, help="how often to repeat")]
Seed = Annotated[int | None, typer.Option(min=0, help="seed of all luck")]
Workers = Annotated[int | None, typer.Option(min=1, help="processes; all processors if left out")]
Out = Annotated[Path | None, typer.Option(help="where the run goes; under runs/ if left out")]
Set = Annotated[
    list[str] | None, typer.Option("--set", help="change a setting: path=value; may be repeated")
]
Json = Annotated[bool, typer.Option("--json", help="print one JSON object on standard output")]
KeepLogs = Annotated[
    Literal["all", "first", "none"] | None,
    typer.Option(help="which replications' logs to keep; the others stay pinned by their digest"),
]


def tell(found: dict[str, Any], as_json: bool, lines: Any) -> None:  # noqa: FBT001 -- the option itself
    """Print what a command found: one JSON object, or lines."""
    if as_json:
        typer.echo(json.dumps(found, allow_nan=False))
    else:
        for line in lines():
            typer.echo(plain(line))
