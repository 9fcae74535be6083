"""Assessment: assessors in post and the line before them, bands that may be wrong, repeats."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.population.create import create_population
from sim.population.people import Population
from sim.population.rationed import AGAIN, FIRST, Job, Rate, served
from sim.scenario.schema import Scenario
from sim.words.bands import Band
from tests.markov import agrees, crommelin_wait
from tests.stories import Tree, prison, programme, region, world

NEVER = float("inf")
MONTH = 365.25 / 12
MEN: Tree = {
    "id": "men",
    "kind": "custody",
    "sites": "hull",
    "arrivals_per_day": 0.9,
    "sentences": [{"kind": "determinate", "length_days": 1e5}],
}


def population(
    *, stream: Tree | None = None, assessors: Any = None, days: float = 3000, **assessment: Any
) -> Population:
    site = prison() if assessors is None else prison(assessors=assessors)
    tree = world([site, region()], [programme()], days=days)
    tree["assessment"] = {"delay_days": 0, **assessment}
    tree["population"] = {"streams": [MEN | (stream or {})]}
    return create_population(Scenario.model_validate(tree), 0, Path())


# -- the queue ------------------------------------------------------------------------------------

DAYS = st.integers(0, 60).map(float)
RATES = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0])),
    min_size=1,
    max_size=4,
    unique_by=lambda step: step[0],
).map(lambda pairs: Rate(*zip(*sorted((float(d), v) for d, v in pairs), strict=True)))


@st.composite
def jobs(draw: st.DrawFn) -> tuple[list[Job], list[float]]:
    asked = draw(st.lists(DAYS, max_size=25))
    stays = draw(st.lists(st.integers(0, 50), min_size=len(asked), max_size=len(asked)))
    turns = draw(
        st.lists(st.sampled_from([FIRST, AGAIN]), min_size=len(asked), max_size=len(asked))
    )
    made = [(day, turn, row) for row, (day, turn) in enumerate(zip(asked, turns, strict=True))]
    return made, [day + stay for day, stay in zip(asked, stays, strict=True)]


@dataclass(frozen=True)
class Done:
    """One job done."""

    row: int
    again: bool
    begins: float
    ends: float


def done_of(*arguments: Any, **more: Any) -> list[Done]:
    """Return the jobs done, one by one."""
    done = served(*arguments, **more)
    return list(map(Done, done.row, done.again, done.begins, done.ends))


def by_brute_force(made: list[Job], gone: list[float], rate: Rate, each: float) -> list[Done]:
    """Look every quarter of a day who heads the line, and whether a server is free."""
    line: list[Job] = sorted(made)
    done: list[Done] = []
    for quarter in range(4 * 2000):
        day = quarter / 4
        while line and line[0][0] <= day:
            if gone[line[0][2]] <= day:
                line.pop(0)
                continue
            posts = rate.at(day)
            heads = int(np.ceil(posts))
            if sum(job.begins <= day < job.ends for job in done) >= heads:
                break
            _, turn, row = line.pop(0)
            done.append(Done(row, turn == AGAIN, day, day + each * heads / posts))
    return done


@given(jobs(), RATES, st.sampled_from([0.5, 3.0, 7.0]))
def test_jobs_are_done_as_a_clerk_with_a_diary_would_do_them(
    made: tuple[list[Job], list[float]], rate: Rate, each: float
) -> None:
    """First asked, first served, by whoever is in post; who has gone is struck off the line."""
    assert done_of(*made, rate, each) == by_brute_force(*made, rate, each)


@given(jobs(), RATES, st.sampled_from([0.5, 3.0, 7.0]), st.sampled_from([None, 4.0, 30.0]))
def test_no_more_are_at_work_than_are_in_post_and_nobody_is_served_who_has_gone(
    made: tuple[list[Job], list[float]], rate: Rate, each: float, again: float | None
) -> None:
    asked, gone = made
    done = done_of(asked, gone, rate, each, again_every_days=again, until=100.0)
    for job in done:
        assert asked[job.row][0] <= job.begins < gone[job.row]
        busy = sum(other.begins <= job.begins < other.ends for other in done)
        assert busy <= np.ceil(rate.at(job.begins))
    assert [job.begins for job in done] == sorted(job.begins for job in done)
    if again is None:
        assert len({job.row for job in done}) == len(done)


@given(jobs(), RATES, st.integers(0, 60))
def test_nobody_waits_while_an_assessor_is_free(
    made: tuple[list[Job], list[float]], rate: Rate, day: int
) -> None:
    """Conservation: whoever has asked and is there is served already, or all are at work."""
    asked, gone = made
    done = done_of(asked, gone, rate, 3.0)
    began = {job.row for job in done if job.begins <= day}
    waiting = [row for at, _, row in asked if at <= day < gone[row] and row not in began]
    busy = sum(job.begins <= day < job.ends for job in done)
    assert not waiting or busy >= np.ceil(rate.at(day))


def test_half_a_post_is_one_assessor_at_half_the_pace() -> None:
    line: list[Job] = [(0.0, FIRST, 0), (0.0, FIRST, 1)]
    done = served(line, [99.0, 99.0], Rate((0.0,), (0.5,)), 3.0)
    assert (done.begins, done.ends) == ([0, 6], [6, 12])


def test_at_the_same_moment_the_first_assessment_goes_before_a_repeated_one() -> None:
    line: list[Job] = [(5.0, AGAIN, 0), (5.0, FIRST, 1), (4.0, AGAIN, 2)]
    assert served(line, [99.0] * 3, Rate((0.0,), (1.0,)), 3.0).row == [2, 1, 0]


# -- assessors in a scenario ----------------------------------------------------------------------


@pytest.mark.parametrize("assessors", [1, 3])
def test_men_wait_for_assessors_as_crommelin_says(assessors: int) -> None:
    """M/D/c at 80 %: the mean wait within 10 %, over 20 stretches of 5,000 men."""
    length = 0.8 * assessors / 3
    people = population(
        stream={"arrivals_per_day": 3},
        days=36_000,
        assessors=assessors,
        per_assessor_per_month=MONTH / length,
    ).people
    wait = people.assessed_day - people.enters_day - length
    assert wait.min() > -1e-6
    means = [part.mean() for part in np.array_split(wait[1000:], 20)]
    assert agrees(means, crommelin_wait(3, length, assessors), margin=0.10)


def test_without_assessors_or_without_their_pace_nobody_waits_for_one() -> None:
    free = population(delay_days=20)
    for same in (
        population(delay_days=20, assessors=1),
        population(delay_days=20, per_assessor_per_month=1),
    ):
        assert (same.people.assessed_day == free.people.assessed_day).all()


def test_the_delay_comes_before_the_queue() -> None:
    two = {"arrivals_per_day": None, "arrival_days": [0, 0]}
    people = population(stream=two, delay_days=20, assessors=1, per_assessor_per_month=MONTH).people
    assert people.assessed_day.tolist() == pytest.approx([21, 22])


def test_who_is_released_before_his_turn_is_never_assessed_and_costs_nothing() -> None:
    short: Tree = {"kind": "determinate", "length_days": 10, "served_share": 0.5}
    three = {"arrivals_per_day": None, "arrival_days": [0, 1, 2], "sentences": [short]}
    people = population(stream=three, assessors=1, per_assessor_per_month=MONTH / 6).people
    assert people.assessed_day.tolist() == [6, NEVER, 12]


def test_men_assessed_before_day_0_stay_assessed() -> None:
    stream = {"arrivals_per_day": None, "backlog": {"people": 50}}
    before, now = (
        population(stream=stream),
        population(stream=stream, assessors=1, per_assessor_per_month=1),
    )
    assert (before.people.assessed_day < 0).all()
    assert (now.people.assessed_day == before.people.assessed_day).all()


# -- the band found -------------------------------------------------------------------------------

WRONG = {"high": {"medium": 1, "high": 3}}
MIXED = {"bands": {"medium": 1, "high": 1}}


def test_a_true_band_is_found_as_often_as_the_table_says() -> None:
    """About 13,000 men truly at high risk: a quarter are found at medium, within 4 errors."""
    people = population(days=30_000, stream=MIXED, misclassified=WRONG).people
    high = people.true_band == Band.HIGH
    found = people.band[high] == Band.MEDIUM
    assert abs(found.mean() - 0.25) < 4 * (0.25 * 0.75 / high.sum()) ** 0.5
    assert (people.band[~high] == Band.MEDIUM).all()


def test_errors_of_assessment_change_nobody_but_what_is_thought_of_him() -> None:
    right, wrong = (
        population(stream=MIXED).people,
        population(stream=MIXED, misclassified=WRONG).people,
    )
    assert (right.band != wrong.band).any()
    for column in ("true_band", "release_day", "need", "key", "reoffending"):
        assert (getattr(right, column) == getattr(wrong, column)).all()
    assert (right.true_band == right.band).all()


def test_everybody_is_assessed_again_every_so_often_while_he_is_there() -> None:
    two = {"arrivals_per_day": None, "arrival_days": [10, 20]}
    again = population(stream=two, days=100, again_every_days=30).reassessments
    assert again.day.tolist() == [40, 50, 70, 80]
    assert again.person.tolist() == [0, 1, 0, 1]
    assert not again.changes.any()


def test_assessing_again_takes_assessors_too() -> None:
    """One assessor, ten days each: the first man comes up again on day 18 and waits for day 25."""
    two = {"arrivals_per_day": None, "arrival_days": [0, 15]}
    people = population(
        stream=two, days=60, assessors=1, per_assessor_per_month=MONTH / 10, again_every_days=8
    )
    assert people.people.assessed_day.tolist() == pytest.approx([10, 25])
    assert people.reassessments.day.tolist() == pytest.approx([35, 45, 55])


def test_each_time_the_band_is_drawn_afresh_and_changes_are_told() -> None:
    people = population(stream=MIXED, days=2000, misclassified=WRONG, again_every_days=200)
    again, last = people.reassessments, people.people.band.copy()
    assert (np.diff(again.day) >= 0).all()
    for person, band, changes in zip(
        again.person.tolist(), again.band.tolist(), again.changes.tolist(), strict=True
    ):
        assert changes == (band != last[person])
        last[person] = band
    truly_high = people.people.true_band[again.person] == Band.HIGH
    share = (again.band[truly_high] == Band.MEDIUM).mean()
    assert abs(share - 0.25) < 4 * (0.25 * 0.75 / truly_high.sum()) ** 0.5
    assert again.changes.any()


def test_the_luck_of_one_assessment_is_not_that_of_another() -> None:
    """Ten repeats of 100 men at an even chance: no two agree in more than 75 of them."""
    even = {"high": {"medium": 1, "high": 1}}
    hundred = {"arrivals_per_day": None, "arrival_days": [0] * 100, "bands": {"high": 1}}
    people = population(stream=hundred, days=1001, misclassified=even, again_every_days=100)
    found = [people.people.band, *people.reassessments.band.reshape(10, 100)]
    for number, one in enumerate(found):
        assert all((one == other).sum() <= 75 for other in found[:number])


def test_men_of_the_backlog_come_up_again_within_one_period_of_day_0() -> None:
    stream = {"arrivals_per_day": None, "backlog": {"people": 200}}
    people = population(stream=stream, days=900, again_every_days=300)
    last, again = people.people.assessed_day, people.reassessments
    first = {
        int(person): day for person, day in zip(again.person[::-1], again.day[::-1], strict=True)
    }
    assert len(first) == 200
    for person, day in first.items():
        assert 0 <= day <= 300
        assert (day - last[person]) % 300 == pytest.approx(0, abs=1e-6) or (
            day - last[person]
        ) % 300 == pytest.approx(300, abs=1e-6)


def test_nobody_is_assessed_again_after_he_has_left() -> None:
    spread = {"kind": "determinate", "length_days": {"kind": "exponential", "mean": 900}}
    for limit in ({}, {"assessors": 2, "per_assessor_per_month": 20}):
        people = population(stream={"sentences": [spread]}, again_every_days=100, **limit)
        again = people.reassessments
        assert len(again) > 100
        assert (again.day < people.people.release_day[again.person]).all()


def test_a_plain_list_is_not_assessed() -> None:
    plain = {"kind": "list", "sentences": None, "bands": {"high": 1}}
    people = population(stream=plain, assessors=0, per_assessor_per_month=1, misclassified=WRONG)
    assert (people.people.assessed_day == people.people.enters_day).all()
    assert (people.people.band == Band.HIGH).all()
