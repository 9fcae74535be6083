"""Commands that hold a scenario against what is known or claimed of the world."""

from pathlib import Path
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
    file_or_shipped,
    tell,
)
from sim.console import say

family = typer.Typer()


@family.command()
def backcast(
    scenario: Annotated[
        Path | None,
        typer.Argument(
            help="scenario file (YAML), or the name of a shipped one",
            show_default=False,
            callback=lambda path: path if path is None else file_or_shipped(path),
        ),
    ] = None,
    policy: Annotated[str | None, typer.Option(help="policy; the first if left out")] = None,
    replications: Replications = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = None,
    settings: Set = None,
    keep_logs: KeepLogs = None,
    run_path: Annotated[
        Path | None, typer.Option("--run", help="read this finished run; simulate nothing")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option(help="write the scenario's part of this page (Markdown)")
    ] = None,
    as_json: Json = False,
) -> None:
    """Hold a scenario against published figures: what came out, its interval, a verdict.

    Example: placesim backcast scenarios/national.yaml --replications 3
    """
    from sim.backcast import backcast_lines, of_scenario_or_run
    from sim.commands import Asking

    asking = Asking(replications, seed, workers, out, settings or [], keep_logs or "none")
    if markdown is not None and scenario is not None and run_path is None:
        from sim.validation import refuse_changed, refuse_page

        refuse_changed(asking.settings)
        refuse_page(markdown, scenario)
    answer = of_scenario_or_run(scenario, run_path, policy, asking)
    if markdown is not None:
        from sim.validation import write_part

        write_part(markdown, answer)
        say(f"{markdown}: the part about {answer['scenario']} is written")
    tell(answer, as_json, lambda: backcast_lines(answer))


@family.command()
def answer(
    scenario: ScenarioFile,
    replications: Replications = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = None,
    settings: Set = None,
    keep_logs: KeepLogs = None,
    reports: Annotated[
        bool, typer.Option("--reports/--no-reports", help="write a report of every world")
    ] = True,
    as_json: Json = False,
) -> None:
    """Answer a question: run it as it stands and as it changes it, and say which findings hold.

    Example: placesim answer scenarios/questions/vacancies_halved.yaml
    """
    from sim.answer import answer_lines, answered
    from sim.commands import Asking

    asking = Asking(replications, seed, workers, out, settings or [], keep_logs or "first")
    found = answered(scenario, asking, reports=reports)
    tell(found, as_json, lambda: answer_lines(found))


@family.command()
def calibrate(
    scenario: ScenarioFile,
    settings: Annotated[
        Path | None,
        typer.Option(help="what is free, and to what (YAML); calibration/ beside the scenario"),
    ] = None,
    overrides: Set = None,
    out: Annotated[
        Path | None, typer.Option(help="the file of trials (CSV); beside the settings if left out")
    ] = None,
    as_json: Json = False,
) -> None:
    """Search the free numbers for those nearest to the figures for calibration; write no scenario.

    Example: placesim calibrate scenarios/national.yaml --out trials.csv
    """
    from sim.calibration.answer import calibrate as calibrated
    from sim.calibration.words import calibration_lines

    answer = calibrated(scenario, settings, out, overrides or [])
    tell(answer, as_json, lambda: calibration_lines(answer))
