"""Two finished runs side by side: what was set otherwise, what came of it, and for whom by name.

Only runs of the same people and the same luck are laid beside each other; then whatever differs
was made by the settings.
"""

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from sim.experiments.changed import changed
from sim.experiments.contrast import ANYWHERE, APART_DAYS, CHANGES, CIRCLE, Contrast, contrast
from sim.experiments.opening import results_of
from sim.log.errors import RunError
from sim.log.run_folder import RunFolder

MOST_SETTINGS = 10
MOST_NAMES = 10
MOST_BLAMED = 3
_HEADS = (
    "start in OTHER only",
    "start in RUN only",
    f"wait over {APART_DAYS:g} days less",
    f"over {APART_DAYS:g} days more",
    "about the same",
)
"""How a change is told, in the order of `CHANGES`."""


def contrasted(
    run_path: Path, other_path: Path, policy: str | None, replication: int
) -> dict[str, Any]:
    """Return the contrast of two runs, or raise `RunError` saying why there can be none.

    Whatever is called a difference is the other run less the first one.
    """
    run, other = RunFolder(run_path), RunFolder(other_path)
    results = results_of(run_path), results_of(other_path)
    settings = changed(run.manifest.scenario, other.manifest.scenario)
    _refuse(run, other, [each.path for each in settings])
    policies = _policies(run, other, policy)
    if not 0 <= replication < run.manifest.replications:
        last = run.manifest.replications - 1
        raise RunError(f"{run_path}: has no replication {replication}; it has 0 to {last}")
    found = contrast(*results, policies)
    ids = run.people(run.seal(policies[0], replication))["id"]
    return {
        "run": str(run_path),
        "other": str(other_path),
        "primary_outcome": results[0].book.primary_outcome,
        "replications": run.manifest.replications,
        "settings": [each._asdict() for each in settings[:MOST_SETTINGS]],
        "settings_not_shown": max(len(settings) - MOST_SETTINGS, 0),
        "software": _software(run, other),
        "no_difference_at_all": found.alike == set(policies),
        "replication_of_names": replication,
        "policies": {each: _of_policy(found, each, replication, ids) for each in policies},
    }


def _refuse(run: RunFolder, other: RunFolder, settings: list[str]) -> None:
    """Raise unless both are of the same luck, days and people."""
    one, two = run.manifest, other.manifest
    books = one.code_book(), two.code_book()
    differ = [
        f"{name} {mine} and {theirs}"
        for name, mine, theirs in (
            ("seed", one.seed, two.seed),
            ("replications", one.replications, two.replications),
            *(
                (name.replace("_", " "), getattr(books[0], name), getattr(books[1], name))
                for name in ("start_date", "horizon_days", "window_from_day", "window_to_day")
            ),
        )
        if mine != theirs
    ]
    if not differ:
        differ = _other_people(run, other, settings)
    if differ:
        raise RunError(
            f"{run.path} and {other.path} cannot be laid side by side, for they differ in more "
            f"than what was to be compared: {'; '.join(differ)}. Run one of them again with the "
            "people, seed, replications and days of the other"
        )


def _other_people(run: RunFolder, other: RunFolder, settings: list[str]) -> list[str]:
    """Return how the people of the first replication that has other people differ."""
    policies = run.manifest.policies[0], other.manifest.policies[0]
    for replication in range(run.manifest.replications):
        mine, theirs = run.seal(policies[0], replication), other.seal(policies[1], replication)
        if mine.people_sha256 == theirs.people_sha256:
            continue
        ours, yours = run.people(mine), other.people(theirs)
        where = f"the people of replication {replication}: "
        if ours.height != yours.height:
            return [where + f"{ours.height:,} and {yours.height:,}{_by(settings)}"]
        names = [
            name
            for name in dict.fromkeys((*ours.columns, *yours.columns))
            if name not in ours.columns
            or name not in yours.columns
            or not ours[name].equals(yours[name], check_dtypes=True)
        ]
        shown = ", ".join(names[:MOST_BLAMED]) or "their files"
        more = f" and {len(names) - MOST_BLAMED} more" if len(names) > MOST_BLAMED else ""
        return [where + f"they differ in {shown}{more}{_by(settings)}"]
    return []


def _by(settings: list[str]) -> str:
    """Return which settings may have done it."""
    if not settings:
        return ""
    more = f" and {len(settings) - MOST_BLAMED} more" if len(settings) > MOST_BLAMED else ""
    return f" (settings that differ: {', '.join(settings[:MOST_BLAMED])}{more})"


def _policies(run: RunFolder, other: RunFolder, policy: str | None) -> list[str]:
    lists = run.manifest.policies, other.manifest.policies
    shared = [each for each in lists[0] if each in lists[1]]
    if policy is None:
        if shared:
            return shared
        both = " and ".join(", ".join(each) for each in lists)
        raise RunError(f"{run.path} and {other.path} have no policy in common: {both}")
    for folder, known in zip((run, other), lists, strict=True):
        if policy not in known:
            raise RunError(f"{folder.path}: has no policy `{policy}`; it has {', '.join(known)}")
    return [policy]


def _software(run: RunFolder, other: RunFolder) -> list[str]:
    """Return in what software the two runs differ: that may make a difference too."""
    one, two = run.manifest, other.manifest
    pairs = {
        "placesim": (one.placesim, two.placesim),
        "commit": (one.commit, two.commit),
        **{
            name: (one.versions.get(name), two.versions.get(name))
            for name in sorted({*one.versions, *two.versions})
        },
    }
    return [
        f"{name} {mine} and {theirs}" for name, (mine, theirs) in pairs.items() if mine != theirs
    ]


def _of_policy(found: Contrast, policy: str, replication: int, ids: pl.Series) -> dict[str, Any]:
    """Return what differs under one policy, ready to be printed as JSON."""
    outcomes = {
        row["outcome"]: {
            "title": row["title"],
            "unit": row["unit"],
            "run": row["run"],
            "other": row["other"],
            "difference": {name: row[name] for name in ("mean", "low", "high")},
            "adjusted_p": row["adjusted_p"],
            "verdict": row["verdict"],
            "primary": row["primary"],
        }
        for row in found.outcomes.filter(policy=policy).iter_rows(named=True)
    }
    starts: dict[str, dict[str, Any]] = {}
    for row in found.starts.filter(policy=policy).iter_rows(named=True):
        counted = {name: row[name] for name in ("mean", "low", "high")}
        starts.setdefault(row["setting"], {})[row["change"]] = counted
    order = ("person", "setting")
    people = found.people.filter(policy=policy, replication=replication)
    alone = people.filter(pl.col("setting").is_in([ANYWHERE, CIRCLE]))
    gain = people.filter(change="waits_less_in_other").sort("difference_days", *order)
    lose = people.filter(change="waits_more_in_other").sort(-pl.col("difference_days"), *order)
    return {
        "no_difference_at_all": policy in found.alike,
        "outcomes": outcomes,
        "only": {
            row["outcome"]: {name: row[name] for name in ("title", "unit", "only_in", "mean")}
            for row in found.only.filter(policy=policy).iter_rows(named=True)
        },
        "starts": starts,
        "gain_most": _named(gain, ids),
        "lose_most": _named(lose, ids),
        "start_in_other_only": _named(alone.filter(change="starts_in_other_only"), ids),
        "start_in_run_only": _named(alone.filter(change="starts_in_run_only"), ids),
    }


def _named(people: pl.DataFrame, ids: pl.Series) -> list[dict[str, Any]]:
    columns = ("setting", "run_wait_days", "other_wait_days", "difference_days")
    return [
        {"id": ids[row["person"]], **{name: row[name] for name in columns}}
        for row in people.head(MOST_NAMES).iter_rows(named=True)
    ]


# -- lines for the terminal -----------------------------------------------------------------------


def contrast_lines(answer: dict[str, Any]) -> Iterator[str]:
    """Yield the contrast in words: the settings, then each policy's outcomes and people."""
    yield f"RUN {answer['run']}, OTHER {answer['other']}: the same people and luck"
    yield from _setting_lines(answer)
    for each in answer["software"]:
        yield f"made by other software, which may make a difference too: {each}"
    if answer["no_difference_at_all"]:
        yield "no difference at all: every figure and every wait is the same in both"
        return
    yield "differences are OTHER less RUN, with 95 % intervals; verdicts are on OTHER"
    for policy, found in answer["policies"].items():
        yield ""
        if found["no_difference_at_all"]:
            yield f"{policy}: no difference at all"
            continue
        yield f"{policy}:"
        yield from _outcome_lines(found["outcomes"])
        yield from _only_lines(found["only"])
        yield from _start_lines(found["starts"], answer["replications"])
        yield from _name_lines(found, answer, policy)


def _setting_lines(answer: dict[str, Any]) -> Iterator[str]:
    if not answer["settings"]:
        yield "no setting differs"
    for each in answer["settings"]:
        yield f"  {each['path']}: {each['run']} in RUN, {each['other']} in OTHER"
    if answer["settings_not_shown"]:
        yield f"  and {answer['settings_not_shown']:,} more settings differ"


def _outcome_lines(outcomes: dict[str, Any]) -> Iterator[str]:
    """Yield a table of what differs, the primary outcome first, and how many outcomes do not."""
    told = {
        name: each
        for name, each in sorted(outcomes.items(), key=lambda pair: not pair[1]["primary"])
        if each["primary"] or each["difference"]["mean"]
    }
    rows = [("", "RUN", "OTHER", "difference", "adjusted p", "OTHER is")]
    rows += [
        (
            name + (" (primary)" if each["primary"] else ""),
            f"{each['run']:.4g}",
            f"{each['other']:.4g}",
            _difference(each["difference"]),
            "" if each["adjusted_p"] is None else f"{each['adjusted_p']:.2g}",
            each["verdict"],
        )
        for name, each in told.items()
    ]
    yield from _table(rows)
    same = len(outcomes) - len(told)
    if same:
        yield f"  and {same:,} outcomes with no difference; --json shows all"


def _only_lines(only: dict[str, Any]) -> Iterator[str]:
    """Yield the outcomes that one of the runs has and the other cannot have."""
    for which in ("run", "other"):
        named = [
            f"{name} {each['mean']:.4g}" for name, each in only.items() if each["only_in"] == which
        ]
        if named:
            yield f"  only in {which.upper()}, so without a difference: {', '.join(named)}"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        yield "  " + "  ".join(cells).rstrip()


def _difference(each: dict[str, float | None]) -> str:
    if each["low"] is None:
        return f"{each['mean']:+.4g}"
    return f"{each['mean']:+.4g} ({each['low']:+.4g} to {each['high']:+.4g})"


def _start_lines(starts: dict[str, Any], replications: int) -> Iterator[str]:
    """Yield how many people changed how, a line a setting; everybody counts once in each."""
    if not starts:
        return
    rows: list[Sequence[str]] = [
        ("people" + (", mean of the replications" if replications > 1 else ""), *_HEADS)
    ]
    for setting, changes in starts.items():
        cells = (f"{changes[name]['mean']:,.4g}" if name in changes else "-" for name in CHANGES)
        rows.append((setting, *cells))
    yield from _table(rows)
    yield "  (a wait is that of a man's first start in each setting, of whichever programme)"


def _name_lines(found: dict[str, Any], answer: dict[str, Any], policy: str) -> Iterator[str]:
    replication = answer["replication_of_names"]
    blocks = {
        "gain most": found["gain_most"],
        "lose most": found["lose_most"],
        "start in OTHER only": found["start_in_other_only"],
        "start in RUN only": found["start_in_run_only"],
    }
    for what, people in blocks.items():
        if people:
            yield f"  {what} (replication {replication}, at most {MOST_NAMES}):"
        for each in people:
            yield f"    {each['id']}  {each['setting']}: {_waits(each)}"
    named = next((people[0]["id"] for people in blocks.values() if people), None)
    if named is not None:
        words = ["placesim", "explain", answer["other"], "--policy", policy]
        words += ["--replication", str(replication), "--person", named]
        yield f"  next: {shlex.join(words)}"


def _waits(each: dict[str, Any]) -> str:
    waits = each["run_wait_days"], each["other_wait_days"]
    said = [
        "no start" if days is None else f"{days:,.0f} day{'s' * (round(days) != 1)}"
        for days in waits
    ]
    gap = each["difference_days"]
    return f"{said[0]} in RUN, {said[1]} in OTHER" + ("" if gap is None else f" ({gap:+,.0f})")
