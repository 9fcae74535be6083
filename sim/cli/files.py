"""Commands about files: scenarios, their schema and numbers, and lists of people."""

import json
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import USER_MISTAKE, Json, ScenarioFile, Set, file_or_shipped, tell
from sim.console import plain, say

family = typer.Typer()


@family.command()
def validate(
    scenarios: Annotated[list[Path], typer.Argument(metavar="FILE...", help="scenario files")],
    settings: Set = None,
) -> None:
    """Check scenario files and say everything that is wrong with them, with its place."""
    from sim.commands import validated

    mistakes = False
    for path in map(file_or_shipped, scenarios):
        lines, wrong = validated(path, settings or [])
        mistakes |= wrong
        for line in lines:
            typer.echo(plain(line), err=wrong)
    if mistakes:
        raise typer.Exit(USER_MISTAKE)


@family.command()
def schema(
    draft7: Annotated[
        bool, typer.Option("--draft7", help="JSON Schema draft 7, for editors")
    ] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="every setting in tables, for people")
    ] = False,
) -> None:
    """Print the JSON Schema of scenario files.

    Example: placesim schema > scenario.schema.json
    """
    if markdown:
        from sim.scenario.reference import reference

        typer.echo(reference(), nl=False)
        return
    from sim.scenario.json_schema import schema_json

    typer.echo(json.dumps(schema_json(draft7=draft7), indent=1))


@family.command()
def assumptions(
    scenario: ScenarioFile,
    effects: Annotated[
        int, typer.Option(min=0, help="move so many of the weakest through their ranges")
    ] = 0,
    settings: Set = None,
    as_json: Json = False,
) -> None:
    """List every number with its source, weakest first, and what the weakest move.

    Example: placesim assumptions scenarios/quickstart.yaml --effects 5
    """
    from sim.assumptions import assumption_lines
    from sim.assumptions import assumptions as found_in

    answer = found_in(scenario, settings or [], effects)
    tell(answer, as_json, lambda: assumption_lines(answer))


@family.command("import")
def import_(
    extract: Annotated[Path, typer.Argument(help="CSV, Parquet or Excel file", show_default=False)],
    mapping: Annotated[Path, typer.Option(help="what its columns and codes mean (YAML)")],
    out: Annotated[Path, typer.Option(help="folder to be made")],
    key: Annotated[Path | None, typer.Option(help="file with the key of pseudonyms")] = None,
    new_key: Annotated[Path | None, typer.Option(help="file to keep a new key in")] = None,
    leave_out_refused: Annotated[
        bool, typer.Option("--leave-out-refused", help="take the rows that can be read")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make a real waiting list the people of day 0; refuse what tells who somebody is.

    Example: placesim import extract.csv --mapping mapping.yaml --out waiting_list
    """
    from sim.extract.importing import Order, carry_out

    order = Order(extract, mapping, out, key, new_key, leave_out_refused)
    imported = carry_out(order)
    tell(imported.summary(), as_json, lambda: imported.account)
    if not as_json:
        say(f"{out}: written; a scenario takes these people by `extends: {out.name}/people.yaml`")


@family.command()
def new(
    name: Annotated[Path, typer.Argument(help="name of the scenario, or of its file")],
    template: Annotated[
        Path | None, typer.Option("--from", help="a shipped scenario to copy, with its parts")
    ] = None,
) -> None:
    """Write a first scenario of one's own, with comments: it runs as it is.

    Example: placesim new my_region
    """
    from sim.starting import copied, start, what_next

    path = start(name) if template is None else copied(name, template)
    typer.echo(path)
    say(f"written; {what_next(path)}")


@family.command("list")
def list_(
    words: Annotated[
        list[str] | None, typer.Argument(help="only those that say these, in full")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the scenarios that come with placesim, each with its title and question.

    Example: placesim list circles
    """
    from sim.shelf import on_the_shelf, shelf_lines

    asked = " ".join(words or [])
    found = on_the_shelf(asked)
    tell(
        {"scenarios": [each.as_data() for each in found]},
        as_json,
        lambda: shelf_lines(found, asked),
    )
