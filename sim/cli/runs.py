"""Commands that simulate: a scenario in, a run and its outcomes out."""

from typing import Annotated

import typer

from sim.cli.options import (
    Json,
    KeepLogs,
    Out,
    Replications,
    ScenarioFile,
    Seed,
    Set,
    Workers,
    tell,
)
from sim.console import say

family = typer.Typer()


@family.command()
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
    tell(summary, as_json, lambda: [*outcome_lines(summary["outcomes"]), *cost_lines(summary)])


@family.command()
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
        tell(answer, as_json, lambda: each_belief_lines(answer))
        return
    folder = carried_out(scenario, "compare", policy or [], asking)
    results = results_of(folder.path)
    if results.book.asks.changes:
        say(f"the file asks with changes, which compare does not run: placesim answer {scenario}")
    summary = comparison_summary(folder, results)
    tell(summary, as_json, lambda: [*comparison_lines(summary), *cost_lines(summary)])


@family.command()
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
