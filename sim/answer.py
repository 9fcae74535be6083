"""The answer of `placesim answer`: a question's worlds run, and its findings held against them.

The scenario as it stands is run under all its policies; each change of the question is run under
those that a finding names with it. People and luck are the same in all of them.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from sim.commands import Asking, carried_out
from sim.console import say
from sim.scenario.claims import policies_under
from sim.scenario.loading import Loaded, load
from sim.words.claims import UNCHANGED, names_a_side
from sim.words.intervals import in_figures
from sim.words.systems import SYSTEMS

if TYPE_CHECKING:
    from sim.experiments.claims import Measured, Worlds
    from sim.log.run_folder import RunFolder
    from sim.words.outcomes import Outcome

WIDTH = 96
REPORT = "report.html"


def answered(path: Path, asking: Asking, *, reports: bool = True) -> dict[str, Any]:
    """Run a question's worlds, a folder each, write their reports, and say what holds."""
    from sim.experiments.claims import all_measured, claimed_outcome
    from sim.experiments.opening import results_of

    loaded = load(path, asking.settings)
    out = asking.out or Path("runs") / f"{path.stem}-answer"
    for change in loaded.scenario.changes:
        load(path, [*asking.settings, *change.settings])  # every mistake before anything is run
    folders = dict(_folders(path, loaded, replace(asking, out=out)))
    worlds = {name: results_of(folder.path) for name, folder in folders.items()}
    base = worlds[None]
    found = all_measured(base.book.asks.claims, worlds)
    known = {each.name: each for each in base.known}
    if reports:
        from reports.report import write_report

        for name, folder in folders.items():
            say(f"writing {folder.path / REPORT} ...")
            write_report(worlds[name], folder.path / REPORT, worlds)
    return {
        "scenario": str(path),
        "title": loaded.scenario.title,
        "question": loaded.scenario.question,
        "covers": [{"row": row, "name": SYSTEMS[row]} for row in base.book.asks.covers],
        "out": str(out),
        "replications": base.replications,
        "settings": _overrides(asking),
        "people": "the same" if _same_people(folders) else "others in some runs",
        "primary_outcome": base.book.primary_outcome,
        "worlds": {
            name or UNCHANGED: {
                "run": str(folder.path),
                "report": str(folder.path / REPORT) if reports else None,
                "settings": [] if name is None else list(_settings(loaded, name)),
                "policies": _primary(worlds, name),
            }
            for name, folder in folders.items()
        },
        "findings": [
            _finding(each, claimed_outcome(each.claim, base.book, known))
            for each in found
            if each is not None
        ],
    }


def _folders(
    path: Path, loaded: Loaded, asking: Asking
) -> "Iterator[tuple[str | None, RunFolder]]":
    """Yield each world as it has been run, the scenario as it stands first."""
    scenario, out = loaded.scenario, asking.out or Path()
    yield None, carried_out(path, "compare", [], replace(asking, out=out / UNCHANGED))
    under = policies_under(scenario.changes, scenario.finding, scenario.policies[0].id)
    for change in scenario.changes:
        settings = [*asking.settings, *change.settings]
        mine = replace(asking, out=out / change.id, settings=settings)
        yield change.id, carried_out(path, "compare", under[change.id], mine)


def _overrides(asking: Asking) -> list[str]:
    """Return what was asked for otherwise than the file has it, in every world."""
    seed = [] if asking.seed is None else [f"seed={asking.seed}"]
    return [*asking.settings, *seed]


def _settings(loaded: Loaded, name: str) -> tuple[str, ...]:
    return next(each.settings for each in loaded.scenario.changes if each.id == name)


def _same_people(folders: "dict[str | None, RunFolder]") -> bool:
    """Tell whether every world has the people of the first, replication by replication."""
    sealed = [
        [folder.seal(folder.manifest.policies[0], each).people_sha256 for each in range(count)]
        for folder in folders.values()
        for count in [folder.manifest.replications]
    ]
    return all(each == sealed[0] for each in sealed)


def _primary(worlds: "Worlds", name: str | None) -> dict[str, dict[str, Any]]:
    """Return the primary outcome of a world by policy."""
    results = worlds[name]
    rows = results.outcomes().filter(outcome=results.book.primary_outcome)
    return {
        row["policy"]: {part: row[part] for part in ("mean", "low", "high", "unit")}
        for row in rows.iter_rows(named=True)
    }


def _finding(found: "Measured", outcome: "Outcome") -> dict[str, Any]:
    claim, pair = found.claim, found.difference
    worlds = {
        name: {"policy": policy, "change": change, "mean": at.mean, "low": at.low, "high": at.high}
        for name, (policy, change), at in (
            ("ours", claim.ours, found.ours),
            ("against", claim.theirs, found.theirs),
        )
    }
    return {
        "says": claim.says,
        "outcome": claim.outcome,
        "cohort": claim.cohort,
        "title": outcome.title,
        "unit": outcome.unit,
        **worlds,
        "difference": {"mean": pair.mean, "low": pair.low, "high": pair.high, "p": pair.p},
        "adjusted_p": found.adjusted_p,
        "lost_among_others": found.lost_among_others,
        "claimed": {"low": claim.low, "high": claim.high},
        "said": found.said,
    }


# -- lines for the terminal -----------------------------------------------------------------------


def answer_lines(answer: dict[str, Any]) -> Iterator[str]:
    """Yield the answer in words: the question, what was run, each finding, where to read on."""
    yield answer["title"]
    if answer["question"]:
        yield fill(" ".join(answer["question"].split()), WIDTH)
    for each in answer["covers"]:
        yield f"  about {each['name']} [{each['row']}]"
    yield ""
    if answer["settings"]:
        yield fill(f"not as in the file, in every run: {', '.join(answer['settings'])}", WIDTH)
    count = answer["replications"]
    times = "once" if count == 1 else f"{count} times"
    yield f"{answer['primary_outcome']}, each run {times}, with 95 % intervals:"
    width = max(map(len, _rows(answer)))
    for name, at in _rows(answer).items():
        yield f"  {name:<{width}}  {_level(at)}"
    if answer["people"] != "the same":
        yield "a change makes other people, so differences hold more than what it does to them"
    for each in answer["findings"]:
        yield ""
        yield from _finding_lines(each)
    if not answer["findings"]:
        yield "the file claims no `finding` to be confirmed"
    yield ""
    for name, world in answer["worlds"].items():
        yield f"{name}: {world['report'] or world['run']}"
    runs = [world["run"] for world in answer["worlds"].values()]
    if len(runs) > 1:
        yield f"next: placesim contrast {runs[0]} {runs[1]}"


def _rows(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{policy}, {name}" if len(answer["worlds"]) > 1 else policy: at
        for name, world in answer["worlds"].items()
        for policy, at in world["policies"].items()
    }


def _finding_lines(each: dict[str, Any]) -> Iterator[str]:
    yield fill(f"Finding: {' '.join(each['says'].split())}", WIDTH)
    ours, against = (_world(each[name]) for name in ("ours", "against"))
    whose = f" of cohort {each['cohort']}" if each["cohort"] else ""
    yield f"  {each['outcome']}{whose} ({each['unit']}): {ours} less {against}"
    yield f"  measured {_signed(each['difference'])}; claimed {_range(each['claimed'])}"
    yield f"  {in_words(each)}"


def in_words(each: dict[str, Any]) -> str:
    """Say whether a finding holds, and if not, what is the matter."""
    if each["said"] == "holds":
        return "HOLDS"
    if each["said"] == "does not hold":
        return "DOES NOT HOLD: what was measured lies outside what is claimed"
    return f"CANNOT SAY: {_why_not(each)}"


def _why_not(each: dict[str, Any]) -> str:
    """Say what keeps a finding from being told, the plainest reason first."""
    found, claimed = each["difference"], (each["claimed"]["low"], each["claimed"]["high"])
    if found["mean"] is None:
        return "some run has nobody to count, or nothing that the outcome is about"
    if found["low"] is None:
        return "one run has no interval; ask for --replications 8"
    more = "ask for more --replications"
    if each["lost_among_others"]:
        return f"it would hold by itself, but not as one of several (Holm); {more}"
    if not names_a_side(claimed):
        return f"the interval reaches beyond what is claimed; {more}"
    if found["low"] <= 0 <= found["high"]:
        return f"the interval holds 0; {more}"
    return f"the mean lies outside what is claimed, and the interval does not; {more}"


def _world(each: dict[str, Any]) -> str:
    return f"{each['policy']} with {each['change']}" if each["change"] else str(each["policy"])


def _level(at: dict[str, Any]) -> str:
    if at["mean"] is None:
        return "nothing to count"
    return in_figures(at["mean"], at["low"], at["high"], at["unit"])


def _range(each: dict[str, Any]) -> str:
    return f"{each['low']:.4g} to {each['high']:.4g}"


def _signed(each: dict[str, Any]) -> str:
    if each["mean"] is None:
        return "nothing"
    if each["low"] is None:
        return f"{each['mean']:+.4g}"
    return f"{each['mean']:+.4g} ({each['low']:+.4g} to {each['high']:+.4g})"
