"""Synthetic people: arrivals, facts that stay with the person, and the backlog of day 0."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.population.create import create_population
from sim.population.people import People, Population
from sim.scenario.schema import Scenario
from sim.words.bands import Band, Sentence
from tests.stories import Tree, prison, programme, region, steps, world

YEAR = 365.25
MEN: Tree = {
    "id": "men",
    "kind": "custody",
    "sites": {"hull": 1, "leeds": 3},
    "released_to": "north",
    "arrivals_per_year": 500,
    "bands": {"low": 1, "medium": 2, "high": 4, "very_high": 1},
    "age_years": {"kind": "uniform", "low": 20, "high": 70},
    "learning_disability_share": 0.1,
    "denial_share": 0.2,
    "internet_only_share": 0.3,
    "cse_share": 0.4,
    "motivated_share": 0.5,
    "consent_share": 0.6,
    "sentences": [
        {
            "kind": "determinate",
            "length_days": {"kind": "exponential", "mean": 900},
            "served_share": 0.5,
            "share": 6,
        },
        {
            "kind": "extended",
            "length_days": 2000,
            "parole_share": 0.6,
            "licence_days": 700,
            "share": 3,
        },
        {"kind": "indeterminate", "tariff_days": 1500, "licence_days": 3000, "share": 1},
    ],
}


def population(
    *streams: Tree, days: float = 10 * YEAR, replication: int = 0, **more: Any
) -> Population:
    sites = [prison("hull"), prison("leeds"), region("north")]
    tree = world(sites, [programme()], days=days, **more)
    scenario = Scenario.model_validate(tree | {"population": {"streams": list(streams)}})
    return create_population(scenario, replication, Path())


def facts_by_name(people: Population, *, but: tuple[str, ...] = ()) -> dict[str, dict[str, object]]:
    names = people.ids()
    columns = {
        each.name: getattr(people.people, each.name).tolist()
        for each in fields(People)
        if each.name not in {"attends_share", *but}  # which is no number: luck decides
    }
    return {
        name: {column: values[row] for column, values in columns.items()}
        for row, name in enumerate(names)
    }


# -- arrivals -------------------------------------------------------------------------------------


def test_random_arrivals_are_poisson_within_each_step() -> None:
    """Numbers a step have mean and variance of the rate; times within a step are even."""
    rates = steps((0, 40), (YEAR, 120), (2 * YEAR, 0))
    counts, within = [], []
    for replication in range(60):
        days = population(
            {**MEN, "arrivals_per_year": rates}, days=3 * YEAR, replication=replication
        ).people.enters_day
        counts.append(np.histogram(days, [0, YEAR, 2 * YEAR, 3 * YEAR])[0])
        within.append(days[days < YEAR] / YEAR)
    slow, fast, none = np.array(counts).T
    for found, rate in ((slow, 40), (fast, 120)):
        assert abs(found.mean() - rate) < 3.5 * np.sqrt(rate / 60)
        assert 0.55 < found.var(ddof=1) / rate < 1.6
    assert none.max() == 0
    assert stats.kstest(np.concatenate(within), "uniform").pvalue > 0.001


def test_a_rate_may_begin_later_than_the_run_and_be_given_a_day() -> None:
    days = population(
        {**MEN, "arrivals_per_year": None, "arrivals_per_day": steps((100, 2))}, days=200
    ).people.enters_day
    assert days.min() >= 100
    assert abs(len(days) - 200) < 4 * np.sqrt(200)


def test_arrivals_at_given_gaps_and_on_given_days_are_exact() -> None:
    gaps = {**MEN, "arrivals_per_year": None, "interarrival_days": 7}
    assert population(gaps, days=30).people.enters_day.tolist() == [7, 14, 21, 28]
    days = {**MEN, "arrivals_per_year": None, "arrival_days": [9, 2.5, 2.5, 30]}
    assert population(days, days=30).people.enters_day.tolist() == [2.5, 2.5, 9]


def test_a_person_keeps_his_facts_and_luck_when_the_rate_changes() -> None:
    """The n-th man of a stream is the same man at three times the rate: he only comes sooner."""
    moves = ("enters_day", "release_day", "hearing_day", "tariff_day", "assessed_day")
    hangs = (*moves, "supervision_end_day")
    slow = population(MEN)
    fast = population({**MEN, "arrivals_per_year": 1500})
    few, many = facts_by_name(slow, but=hangs), facts_by_name(fast, but=hangs)
    assert len(many) > 2.5 * len(few)
    assert all(many[name] == facts for name, facts in few.items())
    inside_slow = slow.people.release_day - slow.people.enters_day
    inside_fast = (fast.people.release_day - fast.people.enters_day)[: len(inside_slow)]
    finite = np.isfinite(inside_slow)
    assert np.allclose(inside_slow[finite], inside_fast[finite], atol=1e-6)


def test_a_person_keeps_everything_when_other_streams_and_sites_come() -> None:
    alone = facts_by_name(population(MEN), but=("site", "home"))
    others = {**MEN, "id": "a_first_in_order", "sites": "hull"}
    together = facts_by_name(population(others, MEN), but=("site", "home"))
    assert all(together[name] == facts for name, facts in alone.items())
    assert len(together) > len(alone)


def test_a_longer_run_has_the_same_people_first() -> None:
    short, long = population(MEN, days=400), population(MEN, days=900)
    assert long.ids()[: len(short)] == short.ids()
    first = facts_by_name(short)
    assert all(facts_by_name(long)[name] == facts for name, facts in first.items())


def test_another_replication_or_seed_is_other_luck() -> None:
    one, other = population(MEN), population(MEN, replication=1)
    seeded = population(MEN, seed=1)
    for different in (other, seeded):
        both = min(len(one), len(different))
        same = one.people.reoffending[:both] == different.people.reoffending[:both]
        assert not same.any()


# -- who they are ---------------------------------------------------------------------------------


def test_shares_are_those_of_the_scenario() -> None:
    """5,000 men: each share within 4 standard errors."""
    people = population(MEN).people
    count = len(people)
    shares: list[tuple[Any, float]] = [
        (people.learning_disability, 0.1),
        (people.denial, 0.2),
        (people.internet_only, 0.3),
        (people.cse, 0.4),
        (people.motivated, 0.5),
        (people.consents, 0.6),
        (people.site == 0, 0.25),
        (people.sentence == Sentence.DETERMINATE, 0.6),
        (people.sentence == Sentence.INDETERMINATE, 0.1),
        *((people.band == band, share / 8) for band, share in zip(Band, (1, 2, 4, 1), strict=True)),
    ]
    for found, share in shares:
        assert abs(found.mean() - share) < 4 * np.sqrt(share * (1 - share) / count)
    flags = [people.denial, people.internet_only, people.cse, people.motivated, people.consents]
    together = np.corrcoef(np.array(flags, float)) - np.eye(len(flags))
    assert np.abs(together).max() < 0.06  # independent of one another


def test_each_sentence_fixes_what_it_fixes() -> None:
    people = population(MEN).people
    fixed = people.sentence == Sentence.DETERMINATE
    inside = people.release_day - people.enters_day
    whole = people.supervision_end_day - people.enters_day
    assert np.allclose(whole[fixed], 2 * inside[fixed], atol=1e-6)
    assert np.isinf(people.hearing_day[fixed]).all()
    extended = people.sentence == Sentence.EXTENDED
    assert np.allclose(inside[extended], 2000)
    assert np.allclose((people.hearing_day - people.enters_day)[extended], 1200)
    assert (people.licence_days[extended] == 700).all()
    life = people.sentence == Sentence.INDETERMINATE
    assert np.isinf(people.release_day[life]).all()
    assert np.allclose((people.tariff_day - people.enters_day)[life], 1500)
    assert np.isinf(people.tariff_day[~life]).all()


# -- the backlog ----------------------------------------------------------------------------------


def with_backlog(**backlog: Any) -> People:
    stream = {**MEN, "arrivals_per_year": None, "backlog": {"people": 4000, **backlog}}
    return population(stream).people


def test_the_backlog_is_there_on_day_0_with_part_of_its_time_behind_it() -> None:
    """Served time is even over the time inside, so on average half is left."""
    people = with_backlog()
    assert (people.enters_day == 0).all()
    extended = people.sentence == Sentence.EXTENDED
    served = people.before_days[extended]
    assert stats.kstest(served / 2000, "uniform").pvalue > 0.001
    assert np.allclose(people.release_day[extended], 2000 - served)
    assert np.allclose(people.hearing_day[extended], 1200 - served)
    assert (people.release_day > 0).all()


def test_the_backlog_may_have_its_own_sentences_bands_and_completions() -> None:
    life = {
        "kind": "indeterminate",
        "tariff_days": 1000,
        "served_days": {"kind": "uniform", "low": 500, "high": 2500},
    }
    people = with_backlog(sentences=[life], bands={"high": 1}, completed_share=0.3)
    assert (people.band == Band.HIGH).all()
    assert (people.sentence == Sentence.INDETERMINATE).all()
    assert abs(people.completed_before.mean() - 0.3) < 0.03
    assert abs((people.tariff_day < 0).mean() - 0.75) < 0.03  # past tariff on day 0
    assert np.allclose(people.tariff_day, 1000 - people.before_days)


def test_nobody_of_the_backlog_has_been_released_before_the_run() -> None:
    """However long the file says they have served."""
    fixed = {"kind": "determinate", "length_days": 300, "served_share": 1.0, "served_days": 1e5}
    people = with_backlog(sentences=[fixed])
    assert (people.release_day > 0).all()


def test_people_under_an_order_on_day_0_have_part_of_it_behind_them() -> None:
    order: Tree = {
        "id": "orders",
        "kind": "community",
        "sites": "north",
        "order_days": 600,
        "backlog": {"people": 2000},
    }
    people = population(order).people
    assert stats.kstest(people.before_days / 600, "uniform").pvalue > 0.001
    assert np.allclose(people.supervision_end_day, 600 - people.before_days)
    assert (people.sentence == Sentence.COMMUNITY_ORDER).all()
    assert (people.home == people.site).all()


def test_a_backlog_that_waited_joined_before_day_0() -> None:
    waited: Tree = {
        "id": "queue",
        "kind": "list",
        "sites": "hull",
        "backlog": {"people": 5, "waited_days": 30},
    }
    people = population(waited).people
    assert people.assessed_day.tolist() == [-30.0] * 5
    assert people.before_days.tolist() == [30.0] * 5


@pytest.mark.parametrize("count", [0, 1])
def test_hardly_anybody_is_a_population_too(count: int) -> None:
    stream = {**MEN, "arrivals_per_year": None, "backlog": {"people": count}}
    assert len(population(stream)) == count
