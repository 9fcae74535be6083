"""The commands. Every heavy library is imported inside the command that needs it."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer

from sim.console import plain, say

USER_MISTAKE, DAMAGED, INTERRUPTED = 2, 4, 130

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

ScenarioFile = Annotated[Path, typer.Argument(help="scenario file (YAML)", show_default=False)]
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


@app.command()
def run(
    scenario: ScenarioFile,
    policy: Annotated[str | None, typer.Option(help="policy; the first if left out")] = None,
    replications: Replications = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = None,
    settings: Set = None,
    keep_logs: KeepLogs = None,
    as_json: Json = False,
) -> None:
    """Run a scenario under one policy.

    Example: placesim run scenarios/quickstart.yaml
    """
    from sim.commands import Asking, carried_out, cost_lines, outcome_lines
    from sim.experiments.opening import results_of
    from sim.experiments.summary import run_summary

    asking = Asking(replications, seed, workers, out, settings or [], keep_logs or "all")
    folder = carried_out(scenario, "run", [policy] if policy else [], asking)
    summary = run_summary(folder, results_of(folder.path))
    _answer(summary, as_json, lambda: [*outcome_lines(summary["outcomes"]), *cost_lines(summary)])


@app.command()
def compare(
    scenario: ScenarioFile,
    policy: Annotated[
        list[str] | None, typer.Option(help="policies, the baseline first; all if left out")
    ] = None,
    replications: Replications = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = None,
    settings: Set = None,
    keep_logs: KeepLogs = None,
    each_belief: Annotated[
        bool,
        typer.Option(
            "--each-belief",
            help="where men return to prison: once under each belief, a folder each",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Compare policies on the same people and luck.

    Example: placesim compare scenarios/quickstart.yaml --replications 10
    """
    from sim.commands import Asking, carried_out, comparison_lines, cost_lines
    from sim.experiments.opening import results_of
    from sim.experiments.summary import comparison_summary

    asking = Asking(replications, seed, workers, out, settings or [], keep_logs or "first")
    if each_belief:
        from sim.each_belief import compared_under_each, each_belief_lines

        answer = compared_under_each(scenario, policy or [], asking)
        _answer(answer, as_json, lambda: each_belief_lines(answer))
        return
    folder = carried_out(scenario, "compare", policy or [], asking)
    summary = comparison_summary(folder, results_of(folder.path))
    _answer(summary, as_json, lambda: [*comparison_lines(summary), *cost_lines(summary)])


@app.command()
def report(
    run_path: Annotated[Path, typer.Argument(metavar="RUN", help="run or comparison")],
    out: Annotated[Path | None, typer.Option(help="HTML file; report.html in the run")] = None,
) -> None:
    """Write the report of a run or comparison: one HTML file that works offline."""
    from reports.report import write_report
    from sim.experiments.opening import results_of

    path = write_report(results_of(run_path), out or run_path / "report.html")
    typer.echo(path)


@app.command()
def contrast(
    run_path: Annotated[Path, typer.Argument(metavar="RUN", help="run or comparison")],
    other_path: Annotated[Path, typer.Argument(metavar="OTHER", help="another of its people")],
    policy: Annotated[str | None, typer.Option(help="policy; all that both have if left out")] = (
        None
    ),
    replication: Annotated[int, typer.Option(min=0, help="whose people are named")] = 0,
    as_json: Json = False,
) -> None:
    """Lay two runs side by side that differ by settings: what changed, and for whom by name.

    Example: placesim contrast runs/quickstart-compare runs/one-more
    """
    from sim.contrast import contrast_lines, contrasted

    answer = contrasted(run_path, other_path, policy, replication)
    _answer(answer, as_json, lambda: contrast_lines(answer))


@app.command()
def validate(
    scenarios: Annotated[list[Path], typer.Argument(metavar="FILE...", help="scenario files")],
    settings: Set = None,
) -> None:
    """Check scenario files and say everything that is wrong with them, with its place."""
    from sim.commands import validated

    mistakes = False
    for path in scenarios:
        lines, wrong = validated(path, settings or [])
        mistakes |= wrong
        for line in lines:
            typer.echo(plain(line), err=wrong)
    if mistakes:
        raise typer.Exit(USER_MISTAKE)


@app.command()
def schema(
    draft7: Annotated[
        bool, typer.Option("--draft7", help="JSON Schema draft 7, for editors")
    ] = False,
) -> None:
    """Print the JSON Schema of scenario files.

    Example: placesim schema > scenario.schema.json
    """
    from sim.scenario.json_schema import schema_json

    typer.echo(json.dumps(schema_json(draft7=draft7), indent=1))


@app.command()
def replay(
    run_path: Annotated[Path, typer.Argument(metavar="RUN", help="run or comparison")],
    at: Annotated[str, typer.Option(help="a date (YYYY-MM-DD) or a number of days")],
    policy: Annotated[str | None, typer.Option(help="policy; the first if left out")] = None,
    replication: Annotated[int, typer.Option(min=0, help="replication")] = 0,
    person: Annotated[str | None, typer.Option(help="follow one person up to that day")] = None,
    as_json: Json = False,
) -> None:
    """Fold the log up to a moment and say where everybody is.

    Example: placesim replay runs/quickstart-run --at 2030-01-01
    """
    from sim.commands import journey_lines, state_lines
    from sim.replay import journey_of, moment, state_at

    found = moment(run_path, at, policy, replication)
    if person is not None:
        journey = journey_of(found, person)
        _answer({"person": person, "events": journey}, as_json, lambda: journey_lines(journey))
    else:
        state = state_at(found)
        _answer(state, as_json, lambda: state_lines(state))


@app.command()
def explain(
    run_path: Annotated[Path, typer.Argument(metavar="RUN", help="run or comparison")],
    group: Annotated[int | None, typer.Option(min=0, help="who was taken into this group")] = None,
    person: Annotated[str | None, typer.Option(help="one person's whole journey")] = None,
    cohort: Annotated[str | None, typer.Option(help="who is in it: the first 50")] = None,
    policy: Annotated[str | None, typer.Option(help="policy; the first if left out")] = None,
    replication: Annotated[int, typer.Option(min=0, help="replication")] = 0,
    as_json: Json = False,
) -> None:
    """Say why a group took whom it took, or why somebody waited: the rule, the facts, the cut-off.

    Example: placesim explain runs/quickstart-run --group 12
    """
    from sim.commands import Asked

    if sum(each is not None for each in (group, person, cohort)) != 1:
        raise Asked(
            "say --group, --person or --cohort, one of them: --group 12, or --person custody:17"
        )
    from sim.explain import allocation_lines, biography_lines, explained_group, explained_person

    if group is not None:
        answer = explained_group(run_path, policy, replication, group)
        _answer(answer, as_json, lambda: _blocks(map(allocation_lines, answer["allocations"])))
    elif person is not None:
        answer = explained_person(run_path, policy, replication, person)
        _answer(answer, as_json, lambda: biography_lines(answer))
    elif cohort is not None:
        from sim.roll import roll_lines, roll_of

        answer = roll_of(run_path, policy, replication, cohort)
        _answer(answer, as_json, lambda: roll_lines(answer))


@app.command()
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
    _answer(answer, as_json, lambda: assumption_lines(answer))


@app.command()
def verify(run_path: RunPath, as_json: Json = False) -> None:
    """Check a run: every byte, the digests, fold = final state, the laws, and every table."""
    from sim.experiments.verification import verify as verify_run

    found = verify_run(run_path)
    answer = {
        "ok": found.ok,
        "events": found.events,
        "digest": found.digest,
        "failures": found.failures,
        "logs_verified": found.logs,
        "logs_not_kept": found.not_kept,
    }
    _answer(
        answer,
        as_json,
        lambda: [
            *found.failures,
            (
                f"{'sound' if found.ok else 'NOT SOUND'}: {found.events:,} events, "
                f"{found.logs} logs checked through, {found.not_kept} pinned by digest only; "
                f"digest {found.digest}"
            ),
        ],
    )
    if not found.ok:
        raise typer.Exit(DAMAGED)


@app.command()
def demo(
    replications: Replications = None,
    workers: Workers = None,
    out: Out = None,
    settings: Set = None,
) -> None:
    """Compare the policies of the shipped national scenario and write the report."""
    from reports.report import write_report
    from sim.commands import Asking, carried_out, shipped
    from sim.experiments.opening import results_of

    asking = Asking(replications, None, workers, out, settings or [], "first")
    folder = carried_out(shipped("national.yaml"), "compare", [], asking)
    say("writing the report ...")
    path = write_report(results_of(folder.path), folder.path / "report.html")
    say("The report is one file; open it in any browser:")
    typer.echo(path.resolve())


@app.command("import")
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
    _answer(imported.summary(), as_json, lambda: imported.account)
    if not as_json:
        say(f"{out}: written; a scenario takes these people by `extends: {out.name}/people.yaml`")


@app.command()
def new(
    name: Annotated[Path, typer.Argument(help="name of the scenario, or of its file")],
) -> None:
    """Write a first scenario of one's own, with comments: it runs as it is.

    Example: placesim new my_region
    """
    from sim.starting import start

    path = start(name)
    typer.echo(path)
    say(f"written; change a number, then: placesim validate {path}, placesim compare {path}")


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List the scenarios that come with placesim, each with its title and question."""
    from sim.shelf import on_the_shelf, shelf_lines

    found = on_the_shelf()
    _answer({"scenarios": [each.as_data() for each in found]}, as_json, lambda: shelf_lines(found))


def _blocks(blocks: Iterable[list[str]]) -> list[str]:
    """Return blocks of lines with an empty line between one and the next."""
    return [line for block in blocks for line in ("", *block)][1:]


def _answer(answer: dict[str, Any], as_json: bool, lines: Any) -> None:  # noqa: FBT001 -- the option itself
    if as_json:
        typer.echo(json.dumps(answer, allow_nan=False))
    else:
        for line in lines():
            typer.echo(plain(line))


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


if __name__ == "__main__":
    main()
