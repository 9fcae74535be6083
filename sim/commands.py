"""What commands share: from a file and options to a finished run, and from results to lines."""

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sim.console import progress, say
from sim.words.intervals import in_figures

if TYPE_CHECKING:
    from sim.experiments.runs import Keep
    from sim.log.run_folder import RunFolder

USER_MISTAKE, DAMAGED, BUSY, DISK_FULL = 2, 4, 5, 6


class Asked(Exception):
    """What was asked for on the command line cannot be done."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The options that `run`, `compare` and `demo` share."""

    replications: int | None
    seed: int | None
    workers: int | None
    out: Path | None
    settings: list[str]
    keep_logs: "Keep"


def carried_out(
    scenario: Path, command: Literal["run", "compare"], policies: list[str], asking: Asking
) -> "RunFolder":
    """Load, check and run a scenario; go on with a run that was stopped."""
    from sim.scenario.loading import load

    overrides = list(asking.settings)
    overrides += [f"replications={asking.replications}"] if asking.replications is not None else []
    overrides += [f"seed={asking.seed}"] if asking.seed is not None else []
    loaded = load(scenario, overrides)
    for warning in loaded.warnings:
        say(f"warning: {warning}")
    chosen = _policies([each.id for each in loaded.scenario.policies], policies, command)
    for assumed in _check_listed(loaded):
        say(f"warning: {assumed}")
    from sim.experiments.runs import Plan, carry_out

    plan = Plan(
        loaded=loaded,
        name=scenario.name,
        command=command,
        policies=chosen,
        overrides=tuple(overrides),
        out=asking.out or Path("runs"),
        keep_logs=asking.keep_logs,
        workers=asking.workers or os.cpu_count() or 1,
    )
    if asking.out is None:
        plan = replace(plan, out=_free_folder(Path("runs") / f"{scenario.stem}-{command}", plan))
    say(f"{plan.out}: policies {len(chosen)}, replications {loaded.scenario.replications}")
    with progress("replications") as told:
        return carry_out(plan, told)


def _policies(known: list[str], asked: list[str], command: str) -> tuple[str, ...]:
    from difflib import get_close_matches

    for name in asked:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"it has {', '.join(known)}"
            raise Asked(f"--policy {name}: the scenario has no such policy; {hint}")
    if asked:
        return tuple(dict.fromkeys(asked))
    return (known[0],) if command == "run" else tuple(known)


def _free_folder(wanted: Path, plan: Any) -> Path:
    """Return the folder, or the next number, that is free or holds the same question."""
    from sim.experiments.runs import manifest_of
    from sim.log.errors import RunError
    from sim.log.manifest import MANIFEST
    from sim.log.run_folder import RunFolder

    ours = manifest_of(plan)
    for number in range(1, 10_000):
        path = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
        if not (path / MANIFEST).exists():
            if not path.exists() or not any(each.name != ".lock" for each in path.iterdir()):
                return path
            continue
        try:
            if RunFolder(path).manifest.same_question(ours):
                return path
        except RunError:
            continue
    raise Asked(f"{wanted}: too many runs there; say --out")


def shipped(name: str) -> Path:
    """Return the path of a scenario that comes with placesim."""
    import sim

    package = Path(sim.__file__ or "").parent
    for folder in (package.parent / "scenarios", package / "shipped"):
        if (folder / name).exists():
            return folder / name
    raise Asked(f"the shipped scenario {name} is not installed beside the package")


def validated(path: Path, settings: list[str]) -> tuple[list[str], bool]:
    """Return what there is to say about a scenario file, and whether it is wrong."""
    from sim.scenario.loading import load
    from sim.scenario.problems import ScenarioError

    try:
        loaded = load(path, settings)
    except ScenarioError as wrong:
        return _mistakes(path, map(str, wrong.problems)), True
    for change in loaded.scenario.changes:
        try:
            load(path, [*settings, *change.settings])
        except ScenarioError as wrong:
            found = (f"{path}: changes[{change.id}]: {each}" for each in wrong.problems)
            return _mistakes(path, found), True
    try:
        assumed = _check_listed(loaded)
    except Exception as error:
        code, words = mistake(error)
        if code is None:
            raise
        return [words], True
    warnings = [f"warning: {warning}" for warning in (*loaded.warnings, *assumed)]
    policies = ", ".join(policy.id for policy in loaded.scenario.policies)
    return [*warnings, f"{path}: sound; policies: {policies}"], False


def _mistakes(path: Path, found: Iterable[str]) -> list[str]:
    lines = list(found)
    return [*lines, f"{path}: {len(lines)} mistake{'s' * (len(lines) > 1)}"]


def _check_listed(loaded: Any) -> list[str]:
    """Return what is assumed of listed people for want of columns, or raise over mistakes."""
    scenario, listed = loaded.scenario, loaded.scenario.population.listed
    if listed is None:
        return []
    from sim.population.assumed import assumed_columns
    from sim.population.listed import read_listed
    from sim.words.luck import Luck

    read_listed(listed, scenario, loaded.root, Luck(scenario.seed, 0))
    return assumed_columns(listed, scenario, loaded.root)


def mistake(error: Exception) -> tuple[int | None, str]:  # noqa: PLR0911 -- one line a mistake
    """Return the exit code and the words for an error that is no fault of the program."""
    from sim.log.errors import LogDamaged, RunBusy, RunError
    from sim.policies.orders import NotInOrder
    from sim.population.errors import PopulationError
    from sim.scenario.problems import ScenarioError

    match error:
        case ScenarioError() | PopulationError() | NotInOrder() | Asked():
            return USER_MISTAKE, str(error)
        case LogDamaged():
            return DAMAGED, str(error)
        case RunBusy():
            return BUSY, str(error)
        case RunError():
            return USER_MISTAKE, str(error)
        case OSError(errno=errno.ENOSPC | errno.EDQUOT | errno.EFBIG):
            return DISK_FULL, f"the disk is full; what is finished is kept: {error}"
        case OSError() if error.filename is not None:
            return USER_MISTAKE, f"{error.filename}: {error.strerror}"
        case _:
            return None, ""


# -- lines for the terminal -----------------------------------------------------------------------


def outcome_lines(outcomes: dict[str, Any]) -> list[str]:
    width = max(map(len, outcomes), default=0)
    return [f"{name:<{width}}  {_figure(each)}" for name, each in outcomes.items()]


def _figure(each: dict[str, Any]) -> str:
    if each["mean"] is None:
        return "nothing to count"
    return in_figures(each["mean"], each["low"], each["high"], each["unit"])


def comparison_lines(summary: dict[str, Any]) -> list[str]:
    """Return the primary outcome under each policy, with the verdict against the baseline."""
    primary = summary["primary_outcome"]
    lines = [f"{primary} (95 % intervals over replications; against {summary['baseline']})"]
    width = max(map(len, summary["policies"]), default=0)
    for policy, each in summary["policies"].items():
        verdict = summary["differences"].get(primary, {}).get(policy, {}).get("verdict", "baseline")
        lines.append(f"  {policy:<{width}}  {_figure(each['outcomes'][primary])}  {verdict}")
    return [*lines, *_cohort_lines(summary)]


def _cohort_lines(summary: dict[str, Any]) -> list[str]:
    """Return which cohorts differ clearly from the baseline, for all may differ where none do."""
    if "cohorts" not in summary:
        return []
    found: dict[str, list[str]] = {}
    for cohort, policies in summary["cohorts"]["differences"].items():
        for policy, each in policies.items():
            found.setdefault(each["verdict"], []).append(f"{cohort} under {policy}")
    said = [
        f"{verdict} for {', '.join(found[verdict])}"
        for verdict in ("better", "worse", "lower", "higher")
        if verdict in found
    ]
    return [f"{summary['cohorts']['measure']} by cohort: {'; '.join(said) or 'nothing clear'}"]


def cost_lines(summary: dict[str, Any]) -> list[str]:
    cost = (
        f"{summary['people']:,} journeys, {summary['events']:,} events, "
        f"{summary['cpu_seconds']:.1f} CPU seconds, "
        f"{summary['journeys_per_cpu_second'] or 0:,} journeys a CPU second, "
        f"at most {summary['peak_mib']:.0f} MiB"
    )
    return [
        cost,
        f"digest {summary['digest']}",
        f"run {summary['run']}; next: placesim report {summary['run']}",
    ]


def state_lines(state: dict[str, Any]) -> list[str]:
    """Return the state of a run as lines."""
    lines = [f"{state['at']} (day {state['day']:g}), policy {state['policy']}"]
    lines += [f"  {count:>8,} {where}" for where, count in state["people"].items() if count]
    lines.append(f"  {state['sitting_in_groups']:>8,} sitting in groups")
    if state["sitting_at_liberty"]:
        lines.append(f"  {state['sitting_at_liberty']:>8,} of them of their own accord")
    lines.append(f"  {state['in_circles']:>8,} in circles")
    lines += [
        f"  {each['waiting']:>8,} waiting for {each['provision']} at {each['site']}"
        for each in state["lists"]
    ]
    lines += [
        f"  {each['in_use']:>8,g} of {each['capacity']:,g} {each['of']} in use at {each['site']}"
        for each in state["staff"]
    ]
    lines += [
        f"  {each['in_post']:>8,} of grade {each['grade']} in post at {each['site']}"
        + (f", {each['sick']:,} of them sick" if each["sick"] else "")
        for each in state["in_post"]
    ]
    lines += [
        f"  {'closed':>8} {each['provision']} at {each['site']}: no group starts"
        for each in state["closed"]
    ]
    lines += [
        f"  {'paused':>8} group {each['group']} of {each['provision']} at {each['site']}, "
        f"since day {each['since_day']:g}"
        for each in state["paused_groups"]
    ]
    return lines


def journey_lines(journey: list[dict[str, Any]]) -> list[str]:
    return [
        "  ".join(
            part
            for part in (
                each["at"],
                each["what"],
                each["provision"] and f"({each['provision']})",
                each["site"] and f"at {each['site']}",
                each["cause"] and f"[{each['cause']}]",
            )
            if part
        )
        for each in journey
    ]
