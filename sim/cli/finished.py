"""Commands that read a finished run: its report, its moments, its people, its soundness."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import DAMAGED, USER_MISTAKE, Json, RunPath, tell

family = typer.Typer()


@family.command()
def report(
    run_path: Annotated[Path, typer.Argument(metavar="RUN", help="run or comparison")],
    out: Annotated[Path | None, typer.Option(help="HTML file; report.html in the run")] = None,
) -> None:
    """Write the report of a run or comparison: one HTML file that works offline."""
    from reports.report import write_report
    from sim.experiments.opening import results_of

    path = write_report(results_of(run_path), out or run_path / "report.html")
    typer.echo(path)


@family.command()
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
    tell(answer, as_json, lambda: contrast_lines(answer))


@family.command()
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
    from sim.replay import journey_of, moment, state_at, told_of

    found = moment(run_path, at, policy, replication)
    if person is not None:
        journey = journey_of(found, person)
        who = told_of(found, person)
        told = {"person": person, "who": who, "events": journey}
        tell(told, as_json, lambda: [f"{person}: {who}", *journey_lines(journey)])
    else:
        state = state_at(found)
        tell(state, as_json, lambda: state_lines(state))


@family.command()
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
        tell(answer, as_json, lambda: _blocks(map(allocation_lines, answer["allocations"])))
    elif person is not None:
        answer = explained_person(run_path, policy, replication, person)
        tell(answer, as_json, lambda: biography_lines(answer))
    elif cohort is not None:
        from sim.roll import roll_lines, roll_of

        answer = roll_of(run_path, policy, replication, cohort)
        tell(answer, as_json, lambda: roll_lines(answer))


@family.command()
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
        "unfinished": bool(found.unfinished),
    }
    word = "NOT SOUND" if found.failures else "UNFINISHED" if found.unfinished else "sound"
    tell(
        answer,
        as_json,
        lambda: [
            *found.failures,
            *([found.unfinished] if found.unfinished else []),
            (
                f"{word}: {found.events:,} events, "
                f"{found.logs} logs checked through, {found.not_kept} pinned by digest only; "
                + (f"digest {found.digest}" if found.digest else "no digest before it is finished")
            ),
        ],
    )
    if not found.ok:
        raise typer.Exit(DAMAGED if found.failures else USER_MISTAKE)


def _blocks(blocks: Iterable[list[str]]) -> list[str]:
    """Return blocks of lines with an empty line between one and the next."""
    return [line for block in blocks for line in ("", *block)][1:]
