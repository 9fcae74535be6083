"""Every allocation judged again: who might have been taken, in what order, and who was.

A decision is the start of a group, or people taking chairs in one under way. The named rule is
applied once more to facts rebuilt from the log; the log must agree with it man by man, or name the
constraint that passed somebody over.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.log.history import History, PolicyNote
from sim.policies.candidates import Candidates
from sim.policies.library import order_for_list, order_from
from sim.policies.orders import Order, order_called
from sim.projections.shown import NO_CLOCK, Shown
from sim.projections.turns import Flags, Rows
from sim.words.bands import BAND_NAMES
from sim.words.kinds import Cause, Kind

SCHEMA = pl.Schema(
    {
        "group": pl.Int64,
        "day": pl.Float64,
        "site": pl.String,
        "provision": pl.String,
        "order": pl.String,
        "candidates": pl.Int64,
        "places": pl.Int64,
        "taken": pl.Int64,
        "cut_off": pl.Float64,
        "passed_over": pl.Int64,
        "ranked_below": pl.Int64,
        "kept_apart": pl.Int64,
        "too_many_alike": pl.Int64,
        "reserved_for_others": pl.Int64,
        "deprioritised": pl.Int64,
        "as_the_rule_says": pl.Boolean,
    }
)
CONSTRAINTS = (Cause.KEPT_APART, Cause.TOO_MANY_ALIKE, Cause.RESERVED_FOR_OTHERS)
LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class Moment:
    """One decision as the log has it."""

    group: int
    seq: int
    day: float
    site: int
    provision: int
    drawing: int
    late: bool
    """Chairs in a group under way, not a group's start."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision with everybody who might have been taken, in the order of the rule."""

    moment: Moment
    order: str
    people: Rows
    """Who was offered a place, best ranked first."""
    aside: Rows
    """Who waited and was offered none."""
    facts: Candidates
    keys: tuple[NDArray[Any], ...]
    taken: Flags
    cause: Rows
    """Why each was passed over; 0 for nothing."""

    @property
    def last(self) -> int:
        """Return how many stand at or before the last who was taken."""
        return int(np.flatnonzero(self.taken)[-1]) + 1 if self.taken.any() else 0

    @property
    def as_the_rule_says(self) -> bool:
        """Tell whether all before the last taken were taken or passed over for a reason."""
        before = np.arange(len(self.people)) < self.last
        sound = bool((before == (self.taken | (self.cause != 0))).all())
        return sound and not (self.taken & (self.cause != 0)).any() and bool(self.taken.any())


def decisions(history: History, policy: PolicyNote, *, at_most: int | None = None) -> pl.DataFrame:
    """Return one row a decision, in log order; at most so many of them, spread over the run."""
    judge = Judge(history, policy)
    rows = [_row(history, judge.judged(each)) for each in judge.moments(at_most)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def decision(
    history: History, policy: PolicyNote, group: int, day: float | None = None
) -> pl.DataFrame:
    """Return everybody who waited when a group started (or, on `day`, when chairs were filled).

    Best ranked first; the deprioritised, whom no order ranked, at the end. `KeyError` if the log
    has no such decision.
    """
    judge = Judge(history, policy)
    for moment in judge.moments():
        if moment.group == group and (moment.day == day or (day is None and not moment.late)):
            return _candidates(history, judge.judged(moment))
    raise KeyError(f"group {group} took nobody" + ("" if day is None else f" on day {day}"))


def places_went_as_the_rule_says(history: History, policy: PolicyNote) -> list[str]:
    """A law: in decisions spread over the run, whoever was taken is who the rule says."""
    found = decisions(history, policy, at_most=LOOKED_AT)
    wrong = found.filter(~pl.col("as_the_rule_says"))
    if wrong.is_empty():
        return []
    first = wrong.row(0, named=True)
    where = f"group {first['group']} of {first['provision']} at {first['site']}"
    return [f"{wrong.height} of {found.height} decisions are not the rule's; the first: {where}"]


class Judge:
    """Applies a policy's orders again to what was shown."""

    def __init__(self, history: History, policy: PolicyNote) -> None:
        self.history, self.policy = history, policy
        self.shown = Shown(history)
        self._orders: dict[tuple[int, int], Order] = {}
        chosen = history.events.with_row_index("seq").filter(
            pl.col("kind").is_in([int(Kind.STARTED), int(Kind.PASSED_OVER)])
        )
        self._chosen = {
            (group, day): rows
            for (group, day), rows in chosen.group_by("group", "time", maintain_order=True)
        }

    def moments(self, at_most: int | None = None) -> list[Moment]:
        """Return the decisions in log order, or so many of them spread over the run."""
        rows = self.history.events.with_row_index("seq").filter(
            pl.col("kind").is_in([int(Kind.GROUP_STARTED), int(Kind.STARTED)])
        )
        before = (pl.col("kind") == int(Kind.GROUP_STARTED)).cum_sum().over("site", "provision")
        first = rows.with_columns(drawing=before).unique(
            ["group", "time"], keep="first", maintain_order=True
        )
        if at_most is not None and first.height > at_most:
            first = first[np.linspace(0, first.height - 1, at_most).astype(np.int64)]
        found = []
        for row in first.iter_rows(named=True):
            late = row["kind"] == Kind.STARTED
            drawing = row["drawing"] - (0 if late else 1)
            where = (row["site"], row["provision"])
            found.append(Moment(row["group"], row["seq"], row["time"], *where, drawing, late))
        return found

    def judged(self, moment: Moment) -> Judged:
        """Return the decision with the rule applied again."""
        where = (moment.site, moment.provision)
        waiting = self.shown.lists[where]
        stays = waiting.at(moment.seq)
        everybody, since = waiting.person[stays], waiting.since_day[stays]
        aside = self.shown.set_aside(everybody, moment.seq, moment.provision)
        people, since = everybody[~aside], since[~aside]
        order = self.order(where)
        facts = self.shown.candidates(
            people,
            since,
            moment.seq,
            moment.day if order.uses_clock else NO_CLOCK,
            (moment.provision, moment.drawing if order.uses_clock else 0),
        )
        keys = tuple(np.asarray(key) for key in order.keys(facts))
        rank = np.lexsort((self.shown.id_rank[people], since, *reversed(keys)))
        taken, cause = self._outcome(moment, people[rank])
        return Judged(
            moment=moment,
            order=order.name,
            people=people[rank],
            aside=everybody[aside],
            facts=_ranked(facts, rank, moment.day),
            keys=tuple(key[rank] for key in keys),
            taken=taken,
            cause=cause,
        )

    def _outcome(self, moment: Moment, people: Rows) -> tuple[Flags, Rows]:
        rows = self._chosen[moment.group, moment.day]
        started = rows.filter(pl.col("kind") == int(Kind.STARTED))["person"].to_numpy()
        passed = rows.filter(pl.col("kind") == int(Kind.PASSED_OVER))
        why = dict(passed.select("person", "cause").iter_rows())
        cause = np.array([why.get(person, 0) for person in people.tolist()], np.int64)
        return np.isin(people, started), cause

    def order(self, where: tuple[int, int]) -> Order:
        """Return the order of a list: the first of the policy's that fits it, or its own."""
        if where not in self._orders:
            note = self.history.book.provisions[where[1]]
            spec = _spec(self.policy, self.history.book.sites[where[0]], note.id)
            order = order_called(self.policy.order) if spec is None else order_from(spec)
            self._orders[where] = order_for_list(order, note.maximum, note.minimum_days_left)
        return self._orders[where]


def _spec(policy: PolicyNote, site: Any, programme: str) -> Any:
    """Return what the policy says of the order for a site and a programme; `None` if nothing."""
    names = {"site": site.id, "region": site.region, "programme": programme}
    for each in policy.rules.get("where", ()):
        if all(each.get(name) in (None, value) for name, value in names.items()):
            return each["order"]
    return policy.rules.get("order")


def _ranked(facts: Candidates, rank: NDArray[np.intp], today: float) -> Candidates:
    names = [name for name in Candidates.__dataclass_fields__ if name not in ("today", "tags")]
    columns: dict[str, Any] = {name: getattr(facts, name)[rank] for name in names}
    tags = {name: flags[rank] for name, flags in facts.tags.items()}
    return Candidates(today=today, tags=tags, **columns)


def _row(history: History, judged: Judged) -> tuple[Any, ...]:
    moment, note = judged.moment, history.book.provisions[judged.moment.provision]
    taken = int(judged.taken.sum())
    keys = judged.keys[0]
    by_cause = [int((judged.cause == cause).sum()) for cause in CONSTRAINTS]
    return (
        moment.group,
        moment.day,
        history.book.sites[moment.site].id,
        note.id,
        judged.order,
        len(judged.people) + len(judged.aside),
        taken if moment.late else note.maximum,
        taken,
        float(keys[judged.last - 1]) if taken else None,
        sum(by_cause),
        int((~judged.taken & (judged.cause == 0)).sum()),
        *by_cause,
        len(judged.aside),
        judged.as_the_rule_says,
    )


def _candidates(history: History, judged: Judged) -> pl.DataFrame:
    """Return one row a candidate with what was seen of him and what became of him."""
    facts, people, aside = judged.facts, judged.people, judged.aside
    names = {int(cause): cause.name.lower().replace("_", " ") for cause in CONSTRAINTS}
    became = [
        "taken" if taken else names.get(cause, "ranked below")
        for taken, cause in zip(judged.taken.tolist(), judged.cause.tolist(), strict=True)
    ]
    numbers = {f"key_{place + 1}": key.astype(np.float64) for place, key in enumerate(judged.keys)}
    ids = history.people["id"]
    ranked = pl.DataFrame(
        {
            "rank": np.arange(1, len(people) + 1),
            "id": ids.gather(people),
            "became": pl.Series(became, dtype=pl.String),
            **numbers,
            "band": [BAND_NAMES[band] for band in facts.band.tolist()],
            "waited_days": facts.waited_days,
            "release_day": facts.release_day,
            "tariff_day": facts.tariff_day,
            "review_day": facts.review_day,
            "need": facts.need,
            "completed": facts.completed,
        }
    )
    waits = pl.DataFrame({"id": ids.gather(aside), "became": ["deprioritised"] * len(aside)})
    return pl.concat([ranked, waits], how="diagonal")
