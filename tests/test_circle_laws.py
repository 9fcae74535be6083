"""Laws of circles: they hold in every drawn world, and each of them can fail."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.circle_referrals import CircleReferrals
from sim.engine.gate import DEAD
from sim.engine.volunteers import Volunteers
from sim.log.circle_laws import CIRCLE_LAWS
from sim.log.history import History
from sim.log.laws import broken_laws
from sim.projections.circles import displaced
from sim.projections.facts import Facts
from sim.projections.rule_laws import broken_rules
from sim.scenario.loading import load
from sim.scenario.schema import Scenario, Window
from sim.testing import simulate_history
from sim.testing.worlds import scenarios
from sim.words.kinds import NOBODY, Cause, Kind

FOLDER = Path(__file__).parents[1] / "scenarios" / "pathway"
Row = dict[str, Any]
Spoil = Callable[[list[Row]], list[Row]]


def scenario_of(name: str, *settings: str) -> Scenario:
    return load(FOLDER / f"{name}.yaml", settings).scenario


@given(scenarios(("circles",)), st.integers(0, 1))
def test_circles_keep_every_law_in_any_world(scenario: Scenario, replication: int) -> None:
    history = simulate_history(scenario, replication=replication)
    policy = history.book.policies[0]
    assert broken_laws(history, policy) == []
    assert broken_rules(history, policy) == []


@given(scenarios(("circles",)))
def test_a_longer_run_begins_as_the_shorter_one_did(scenario: Scenario) -> None:
    """Volunteers and referrals too: the shorter run's log is the beginning of the longer one's."""
    whole = simulate_history(scenario).events
    half = scenario.model_copy(update={"horizon_days": scenario.horizon / 2, "results": Window()})
    early = simulate_history(half)
    number = early.events.height
    assert whole.filter(pl.col("time") < half.horizon).height == number
    assert whole.head(number).equals(early.events)


@cache
def sound() -> History:
    """Return a history with volunteers, referral in prison, and circles that begin there."""
    return simulate_history(scenario_of("circles_in_prison", "horizon_years=4"))


def breaches_of(rows: list[Row]) -> set[str]:
    history = sound()
    spoilt = History(pl.DataFrame(rows, schema=history.events.schema), history.people, history.book)
    policy = history.book.policies[0]
    return {law.__name__ for law in CIRCLE_LAWS if law(spoilt, policy)}


def place(rows: list[Row], kind: Kind, **cells: Any) -> int:
    wanted = {"kind": int(kind), **cells}
    return next(
        n for n, row in enumerate(rows) if all(row[name] == cell for name, cell in wanted.items())
    )


def without(kind: Kind, **cells: Any) -> Spoil:
    def spoil(rows: list[Row]) -> list[Row]:
        gone = place(rows, kind, **cells)
        return [row for n, row in enumerate(rows) if n != gone]

    return spoil


def _serves_on(rows: list[Row]) -> list[Row]:
    """Let a volunteer who leaves a circle, and goes, stay in it for a day more."""
    left = {
        (row["time"], row["site"], row["value"])
        for row in rows
        if row["kind"] == Kind.VOLUNTEER_LEFT and row["cause"] == Cause.NONE
    }
    at = next(
        n
        for n, row in enumerate(rows)
        if row["kind"] == Kind.TAKEN_OFF and (row["time"], row["site"], row["value"]) in left
    )
    late = rows[at] | {"time": rows[at]["time"] + 1}
    return sorted([*rows[:at], *rows[at + 1 :], late], key=lambda row: row["time"])


def _twice_at_once(rows: list[Row]) -> list[Row]:
    at = place(rows, Kind.ASSIGNED)
    return [*rows[: at + 1], rows[at], *rows[at + 1 :]]


def _never_left(rows: list[Row]) -> list[Row]:
    """Have all volunteers but three away from the start."""
    return [row for row in rows if not (row["kind"] == Kind.VOLUNTEER_READY and row["value"] > 2)]


def _short_for_ever(rows: list[Row]) -> list[Row]:
    """Take one volunteer off the first circle on the day after it began, and leave it so."""
    at = place(rows, Kind.ASSIGNED)
    group, value = rows[at]["group"], rows[at]["value"]
    kept = [
        row
        for row in rows
        if not (row["kind"] == Kind.TAKEN_OFF and row["group"] == group and row["value"] == value)
    ]
    off = rows[at] | {"kind": int(Kind.TAKEN_OFF), "time": rows[at]["time"] + 1}
    more = [
        n
        for n, row in enumerate(kept)
        if row["kind"] == Kind.ASSIGNED and row["group"] == group and row["time"] > off["time"]
    ]
    return sorted(
        [*(row for n, row in enumerate(kept) if n not in more), off], key=lambda row: row["time"]
    )


def _before_release(rows: list[Row]) -> list[Row]:
    """Let a circle for a man in prison begin a year sooner."""
    released = {
        row["person"]: row["time"] for row in reversed(rows) if row["kind"] == Kind.RELEASED
    }
    at = next(
        n
        for n, row in enumerate(rows)
        if row["kind"] == Kind.STARTED and row["time"] <= released.get(row["person"], -1)
    )
    early = rows[at] | {"time": max(0.0, rows[at]["time"] - 365)}
    return sorted([*rows[:at], early, *rows[at + 1 :]], key=lambda row: row["time"])


def _a_second_one(rows: list[Row]) -> list[Row]:
    """Let the second circle that begins be another one for the man of the first."""
    first, second = [n for n, row in enumerate(rows) if row["kind"] == Kind.STARTED][:2]
    again = rows[second] | {"person": rows[first]["person"]}
    return [*rows[:second], again, *rows[second + 1 :]]


def _all_refused(rows: list[Row]) -> list[Row]:
    refused = {"cause": int(Cause.NOT_ACCEPTED)}
    return [row | refused if row["kind"] == Kind.REFERRED else row for row in rows]


def _long_free(rows: list[Row]) -> list[Row]:
    """Let the supervision of a man who is referred have ended the day before."""
    came = {row["person"]: row["time"] for row in rows if row["kind"] == Kind.RECEIVED}
    at = next(
        n
        for n, row in enumerate(rows)
        if row["kind"] == Kind.REFERRED and row["time"] > came[row["person"]] + 2
    )
    ended = rows[at] | {
        "kind": int(Kind.SUPERVISION_ENDED),
        "provision": NOBODY,
        "time": rows[at]["time"] - 1,
    }
    return sorted([*rows, ended], key=lambda row: row["time"])


def _refers_whoever_is_not_dead(self: CircleReferrals, *_: Any) -> None:
    CircleReferrals.__dict__["_made"](self, *_)
    self.barred = (DEAD,)


SPOILT: dict[str, Spoil] = {
    "volunteers_come_and_go_in_turn": without(Kind.VOLUNTEER_APPLIED),
    "no_volunteer_serves_before_he_is_ready_or_after_he_left": _serves_on,
    "no_volunteer_is_in_more_circles_than_he_may": _twice_at_once,
    "circles_never_exceed_volunteers_and_coordinators": _never_left,
    "a_circle_has_its_volunteers_or_ends": _short_for_ever,
    "only_those_accepted_join_a_circle_list": _all_refused,
    "nobody_is_referred_whom_nobody_supervises": _long_free,
    "no_circle_begins_in_prison_too_soon": _before_release,
    "nobody_begins_a_second_circle": _a_second_one,
}


def test_a_sound_history_keeps_all_of_them() -> None:
    assert breaches_of(sound().events.to_dicts()) == set()
    assert {law.__name__ for law in CIRCLE_LAWS} == set(SPOILT)


@pytest.mark.parametrize("law", SPOILT)
def test_each_law_of_circles_speaks_when_it_is_broken(law: str) -> None:
    assert law in breaches_of(SPOILT[law](sound().events.to_dicts()))


def test_a_circle_for_a_man_of_whom_the_policys_rule_does_not_hold_is_named() -> None:
    """The history of one rule, judged by its opposite."""
    history = sound()
    policy = history.book.policies[0]
    rules = policy.rules | {"circles": {"who": "band == low"}}
    opposite = replace(policy, circles="by_rule", rules=rules)
    assert any("circles go to those" in each for each in broken_rules(history, opposite))


def _no_coordinators(pool: Volunteers, _: object) -> bool:
    return len(pool._free()) >= pool._whole  # noqa: SLF001 -- the rule that is broken


def _begins_at_once(self: CircleReferrals, day: float, person: int, door: Any, where: Any) -> None:
    self.lives.gate.joined_inside(day, person, where, door.waited[person])
    self.ready_day[person] = day
    self._may_begin(person, where)


def _whoever_asks(self: CircleReferrals, day: float, person: int, where: Any) -> bool:
    right = CircleReferrals.__dict__["_was"]
    right(self, day, person, where)
    return True


BROKEN = {
    "circles beyond coordinators": ("circles", Volunteers, "can_carry", _no_coordinators),
    "circles that were short for too long": (
        "circles",
        Volunteers,
        "overdue",
        lambda *_: None,
    ),
    "volunteers in too many circles": (
        "circles",
        Volunteers,
        "_free",
        lambda pool: list(pool._ready),  # noqa: SLF001 -- the rule that is broken
    ),
    "circles begun in prison too soon": (
        "circles_in_prison",
        CircleReferrals,
        "_joins_inside",
        _begins_at_once,
    ),
    "not accepted for it then": ("circles", CircleReferrals, "_refers", _whoever_asks),
}


@pytest.mark.parametrize("words", BROKEN)
def test_a_rule_broken_in_the_engine_is_found_out(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken on purpose, one rule at a time: the laws say which."""
    name, owner, what, wrong = BROKEN[words]
    monkeypatch.setattr(CircleReferrals, "_was", CircleReferrals._refers, raising=False)  # noqa: SLF001 -- the rule that is broken
    monkeypatch.setattr(owner, what, wrong)
    history = simulate_history(scenario_of(name, "horizon_years=8"))
    found = broken_laws(history, history.book.policies[0])
    assert any(words in each for each in found)


def test_a_referral_after_supervision_broken_in_the_engine_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Referral so late after release that the supervision of some is over by then."""
    scenario = scenario_of("circles", "horizon_years=8", "circles.referral.days=1200")
    history = simulate_history(scenario)
    assert broken_laws(history, history.book.policies[0]) == []
    monkeypatch.setattr(CircleReferrals, "_made", CircleReferrals.__init__, raising=False)
    monkeypatch.setattr(CircleReferrals, "__init__", _refers_whoever_is_not_dead)
    history = simulate_history(scenario)
    found = broken_laws(history, history.book.policies[0])
    assert any("whom nobody supervised" in each for each in found)


# -- displacement --------------------------------------------------------------------------------


def _named(history: History) -> None:
    """Assert that every circle outside the criteria names the man it was taken from, if any."""
    facts = Facts(history)
    table = displaced(facts)
    stays = facts.circle_stays.to_dicts()
    meets = facts.meets_criteria
    given = [
        row
        for row in facts.of(Kind.STARTED).to_dicts()
        if row["provision"] in facts.provisions("circle") and not meets[row["person"]]
    ]
    rows = {row["core_member"]: row for row in table.to_dicts()}
    named: set[int] = set()
    for start in given:
        there = [
            stay
            for stay in stays
            if meets[stay["person"]]
            and stay["site"] == start["site"]
            and stay["joined_seq"] < start["seq"]
            and (stay["ended_day"] is None or stay["ended_day"] > start["time"])
        ]
        row = rows.get(start["person"])
        if row is None or row["day"] != start["time"]:
            assert all(stay["person"] in named or _inside(history, stay) for stay in there)
            continue
        assert row["displaced"] not in named
        assert row["displaced"] in {stay["person"] for stay in there}
        assert row["displaced_lost_days"] > 0
        named.add(row["displaced"])
    assert len(named) == table.height


def _inside(history: History, stay: Row) -> bool:
    """Tell whether he waits in a world in which men wait for circles in prison."""
    rules = history.book.provisions[stay["provision"]].rules
    return (rules.get("referral") or {}).get("when") == "before_release"


@given(scenarios(("circles",)), st.integers(0, 2))
def test_every_place_outside_the_criteria_names_an_eligible_man_who_waited_longer_for_it(
    scenario: Scenario, replication: int
) -> None:
    """He stood on the same list, meets the criteria, waited on, and is named once; or all are."""
    open_to_all = scenario.policies[0].model_copy(update={"circles": "open_to_all"})
    changed_scenario = scenario.model_copy(update={"policies": [open_to_all]})
    _named(simulate_history(changed_scenario, replication=replication))


def test_at_full_circles_every_place_of_a_low_risk_man_is_matched() -> None:
    """Where more eligible men wait than circles go outside the criteria, no circle is unmatched."""
    scenario = scenario_of("circles_open_to_all", "circles.referral.accepted_share=1")
    policy = next(each for each in scenario.policies if each.id == "open_to_all")
    history = simulate_history(scenario.model_copy(update={"policies": [policy]}))
    _named(history)
    facts = Facts(history)
    table = displaced(facts)
    later = facts.of(Kind.STARTED).filter(pl.col("time") > 730)
    outside = later.filter(pl.Series(~facts.meets_criteria[later["person"].to_numpy()]))
    assert outside.height > 20
    assert set(outside["person"]) <= set(table["core_member"])
