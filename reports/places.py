"""What a better share is made of: more starts, or more men who are still waiting at the end.

An order gives out the places there are. A share of those who left may fall because fewer leave
by the last day, and then the men it has not counted are on the lists.
"""

import polars as pl

from reports.amounts import in_sentence, people
from reports.reading import Reading
from reports.verdicts import CLEAR, Verdicts
from sim.words.bands import BAND_NAMES

SHARES_OF_LEAVERS = ("released_without_starting_share", "left_without_starting_share")
MOST = 0.5  # of the fall in the unserved, from here up


def places(verdicts: Verdicts, reading: Reading) -> list[str]:
    """Return starts and people still waiting, baseline against the best, where a share needs it."""
    primary, best = verdicts.primary.name, verdicts.best_other()
    said = {policy: _said(verdicts, policy) for policy in reading.others}
    if primary not in SHARES_OF_LEAVERS or best is None or not set(said.values()) & set(CLEAR):
        return []
    policies = (reading.baseline, best)
    starts = [verdicts.level(policy, "started_people")["mean"] for policy in policies]
    waiting = [_waiting_at_end(verdicts, reading, policy) for policy in policies]
    if None in (*starts, *waiting):
        return []
    before, after = (reading.policy[policy] for policy in policies)
    said_of_places = (
        f"Programme starts were {people(starts[0])} under “{before}” against {people(starts[1])} "
        f"under “{after}” (every start in the window counts), and the people still waiting at the "
        f"end were {people(waiting[0] or 0)} "
        f"against {people(waiting[1] or 0)}: an order gives out places, it does not make them."
    )
    if said[best] == "better" and _mostly_waiting(verdicts, reading, best):
        said_of_places += (
            f" Most of the fall in “{in_sentence(verdicts.primary.title)}” under “{after}” is men "
            "who are still waiting at the end, and not men who started."
        )
    return [said_of_places]


def _said(verdicts: Verdicts, policy: str) -> str:
    return str((verdicts.difference(policy, verdicts.primary.name) or {}).get("verdict"))


def _mostly_waiting(verdicts: Verdicts, reading: Reading, best: str) -> bool:
    """Tell whether half or more of the men no longer unserved are matched by men still waiting.

    Like is held against like: only lists that the measure is about, only men whom a programme is
    meant for, and only what the lists have gained since the results begin.
    """
    unserved = [_unserved(verdicts, policy) for policy in (reading.baseline, best)]
    gained = [_gained(verdicts, reading, policy) for policy in (reading.baseline, best)]
    if unserved[0] is None or unserved[1] is None or gained[0] is None or gained[1] is None:
        return False
    fewer = unserved[0] - unserved[1]
    return fewer > 0 and gained[1] - gained[0] >= MOST * fewer


def _gained(verdicts: Verdicts, reading: Reading, policy: str) -> float | None:
    """Return by how many people the lists in question grew from the window's start to the end."""
    days = verdicts.results.tables["waiting"]["day"].unique().sort()
    begin = days.filter(days >= reading.book.window_from_day)
    setting = "prison" if verdicts.primary.name.startswith("released") else None
    if begin.is_empty():
        return None
    first, last = (
        _waiting(verdicts, reading, policy, day=day, setting=setting, meant=True)
        for day in (begin[0], days[-1])
    )
    return None if first is None or last is None else last - first


def _unserved(verdicts: Verdicts, policy: str) -> float | None:
    """Return the mean number of men in the numerator of the main measure."""
    rows = verdicts.results.tables["outcomes"].filter(
        pl.col("policy") == policy, pl.col("outcome") == verdicts.primary.name
    )
    mean: float | None = rows.select(pl.col("numerator").mean()).item()
    return mean


def _waiting_at_end(verdicts: Verdicts, reading: Reading, policy: str) -> float | None:
    """Return the mean number of people on programme lists on the last day."""
    last = verdicts.results.tables["waiting"]["day"].max()
    return _waiting(verdicts, reading, policy, day=last, setting=None, meant=False)


def _waiting(
    verdicts: Verdicts,
    reading: Reading,
    policy: str,
    *,
    day: object,
    setting: str | None,
    meant: bool,
) -> float | None:
    """Return the mean number on programme lists (of a setting, of the bands meant) on a day."""
    rows = verdicts.results.tables["waiting"]
    lists = [
        (note.id, band)
        for note in reading.book.provisions
        if note.kind == "programme" and setting in {None, note.setting}
        for band in ((note.bands or BAND_NAMES) if meant else BAND_NAMES)
    ]
    wanted = pl.DataFrame(lists, schema=["provision", "band"], orient="row")
    if rows.is_empty() or wanted.is_empty():
        return None
    there = rows.filter(pl.col("policy") == policy, pl.col("day") == day)
    counted = there.join(wanted, on=["provision", "band"], how="semi")["waiting"].sum()
    return float(counted) / reading.replications
