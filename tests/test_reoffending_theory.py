"""Causes, spells at liberty and effects against closed forms, on 200,000 releases and more."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.projections.incidence import aalen_johansen
from sim.rules.effects import Catalogue
from sim.rules.received import Absences, Later, Received
from sim.rules.reoffending import Lucks, first_reoffence_days, first_reoffences
from sim.scenario.beliefs import Belief
from sim.scenario.reoffending import Reoffending
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Cause
from sim.words.luck import Floats, Luck

MANY = 200_000
RELEASED_DAY = 100.0
NEVER = np.full(MANY, np.inf)
BAND = np.full(MANY, 2, np.int8)
NOTHING = Belief(id="none")


def draws(question: str) -> Floats:
    return Luck(seed=43, replication=0).block("men", question, 0, MANY)[:, 0]


def received(**columns: Any) -> Received:
    """Return men released on day 100 who received nothing but what is named."""
    plain: dict[str, Any] = {
        "exposed_day": np.full(MANY, RELEASED_DAY),
        "completed_day": NEVER,
        "dropped_day": NEVER,
        "mixed": np.zeros(MANY, bool),
        "circle_day": NEVER,
    }
    return Received(**(plain | columns))


def after(**parts: Any) -> Reoffending:
    return Reoffending.model_validate(parts)


def years_since_release(days: Floats) -> Floats:
    return (days - RELEASED_DAY) / DAYS_PER_YEAR


def near(found: float, expected: float) -> bool:
    """Tell whether a share of `MANY` is within four binomial errors of what theory says."""
    return abs(found - expected) < 4 * math.sqrt(expected * (1 - expected) / MANY)


@pytest.mark.parametrize("ratio", [0.4, 1.0, 2.5])
@pytest.mark.parametrize(
    ("decline", "power"), [({"kind": "weibull", "shape": 0.6}, 0.6), ({"kind": "constant"}, 1.0)]
)
def test_causes_death_and_recall_compete_as_their_hazards_say(
    decline: dict[str, Any], power: float, ratio: float
) -> None:
    """All hazards go with the same power of time, so each takes its part of the sum of them.

    Incidence of contact, image, death and recall by 1, 5 and 9 years, by Aalen-Johansen with
    recall as an exit and people lost at ten years, within four binomial errors.
    """
    causes = {
        "contact": {"within_5_years_share": {"high": 0.2}},
        "image": {"within_5_years_share": {"high": 0.1}},
    }
    reoffending = after(causes=causes, decline=decline)
    belief = Belief(id="any", completed=ratio)
    days, cause = first_reoffences(
        reoffending,
        belief,
        BAND,
        {"contact": draws("contact"), "image": draws("image")},
        received(completed_day=np.full(MANY, 50.0)),
    )
    rates = {
        "contact": -ratio * math.log1p(-0.2) / 5**power,
        "image": -ratio * math.log1p(-0.1) / 5**power,
        "died": 0.03,
        "recalled": 0.08,
    }
    died, recalled = (
        (-np.log1p(-draws(name)) / rates[name]) ** (1 / power) for name in ("died", "recalled")
    )
    exits = np.stack([years_since_release(days), died, recalled, np.full(MANY, 10.0)])
    first = exits.argmin(axis=0)
    which = np.select(
        [(first == 0) & (cause == Cause.CONTACT), first == 0, first == 1, first == 2], [1, 2, 3, 4]
    )
    at = np.array([1.0, 5.0, 9.0])
    found = aalen_johansen(
        entry=np.zeros(MANY), exit_=exits.min(axis=0), cause=which, causes=4, at=at
    )
    total = sum(rates.values())
    for row, rate in zip(found.gone, rates.values(), strict=True):
        for share, years in zip(row.tolist(), at.tolist(), strict=True):
            assert near(share, rate / total * -math.expm1(-total * years**power))


@pytest.mark.parametrize("ratio", [0.5, 1.0, 3.0])
def test_a_hazard_in_steps_gives_the_incidence_of_its_steps(ratio: float) -> None:
    """Rates 3, 1 and 0 to 2, 6 and beyond; a constant hazard of death competes."""
    steps = [
        {"from_years": 0, "rate": 3},
        {"from_years": 2, "rate": 1},
        {"from_years": 6, "rate": 0},
    ]
    reoffending = after(
        within_5_years_share={"high": 0.3}, decline={"kind": "steps", "steps": steps}
    )
    belief = Belief(id="any", completed=ratio)
    got = received(completed_day=np.full(MANY, RELEASED_DAY))
    years = years_since_release(
        first_reoffence_days(reoffending, belief, BAND, draws("reoffends"), got)
    )
    dies = -np.log1p(-draws("died")) / 0.05
    unit = -math.log1p(-0.3) / (2 * 3 + 3 * 1)
    rates, ends = (3 * unit * ratio, unit * ratio), (2.0, 6.0)
    expected, alive = [], 1.0
    for rate, begin, end in zip(rates, (0.0, 2.0), ends, strict=True):
        both = rate + 0.05
        expected.append(alive * rate / both * -math.expm1(-both * (end - begin)))
        alive *= math.exp(-both * (end - begin))
    counted = (years < dies) & (years <= 10)
    assert near(float((counted & (years <= 2)).mean()), expected[0])
    assert near(float(counted.mean()), sum(expected))


def in_and_out(*spells: tuple[float, float]) -> Absences:
    """Return absences of everybody, each from and to so many years after release."""
    person = np.repeat(np.arange(MANY), len(spells))
    bounds = RELEASED_DAY + DAYS_PER_YEAR * np.array(spells * MANY).reshape(-1, 2)
    return Absences(person, bounds[:, 0], bounds[:, 1])


def test_the_hazard_stands_still_in_prison_and_exposure_adds_up() -> None:
    """Out for 1 year, in for 2, out for 1, in for 1, out: nobody reoffends inside.

    The share who have reoffended by year 6 is that of three years at liberty; the days at liberty
    of everybody until he reoffends or year 6 ends are those of the uninterrupted men until then.
    """
    reoffending = after(within_5_years_share={"high": 0.4})
    luck = draws("reoffends")
    away = in_and_out((1.0, 3.0), (4.0, 5.0))
    plain = years_since_release(first_reoffence_days(reoffending, NOTHING, BAND, luck, received()))
    years = years_since_release(
        first_reoffence_days(reoffending, NOTHING, BAND, luck, received(absences=away))
    )
    inside = ((years > 1 + 1e-9) & (years < 3)) | ((years > 4 + 1e-9) & (years < 5))
    assert not inside.any()
    assert ((years <= 6) == (plain <= 3)).all()
    until = np.minimum(years, 6.0) * DAYS_PER_YEAR + RELEASED_DAY
    at_liberty = (until - RELEASED_DAY - away.days_before(until)) / DAYS_PER_YEAR
    assert at_liberty == pytest.approx(np.minimum(plain, 3.0), abs=1e-9)


def test_a_recall_that_never_ends_leaves_nobody_to_reoffend_after_it() -> None:
    reoffending = after(within_5_years_share={"high": 0.4})
    away = replace(in_and_out((2.0, 3.0)), until_day=np.full(MANY, np.inf))
    luck = draws("reoffends")
    plain = first_reoffence_days(reoffending, NOTHING, BAND, luck, received())
    days = first_reoffence_days(reoffending, NOTHING, BAND, luck, received(absences=away))
    early = years_since_release(plain) <= 2
    assert (days[early] == plain[early]).all()
    assert np.isinf(days[~early]).all()


def test_a_programme_done_in_prison_again_counts_from_the_next_release() -> None:
    """No immortal time: until then every man's life is, bit for bit, what it was."""
    reoffending = after(within_5_years_share={"high": 0.5})
    away, luck = in_and_out((1.0, 2.0)), draws("reoffends")
    belief = Belief(id="benefit", completed=0.3)
    got = received(absences=away, completed_day=np.full(MANY, RELEASED_DAY + 1.5 * DAYS_PER_YEAR))
    plain = first_reoffence_days(reoffending, belief, BAND, luck, received(absences=away))
    days = first_reoffence_days(reoffending, belief, BAND, luck, got)
    early = years_since_release(plain) <= 1
    assert 0.1 < early.mean() < 0.5
    assert (days[early] == plain[early]).all()
    assert (days[~early & np.isfinite(days)] > plain[~early & np.isfinite(days)]).all()


def test_one_man_by_himself_gets_the_day_that_he_gets_among_all() -> None:
    """The route for one man in the run gives what the pass over everybody gives."""
    reoffending = after(
        causes={
            "contact": {"within_5_years_share": {"high": 0.5}},
            "other": {"within_5_years_share": {"high": 0.6}, "decline": {"kind": "constant"}},
        },
        age={"ratio_per_decade": 0.8},
    )
    belief = Belief.model_validate(
        {"id": "b", "completed": 0.5, "circle": 0.4, "by_cause": {"other": {"completed": 0.9}}}
    )
    lucks: Lucks = {"contact": draws("contact"), "other": draws("other")}
    age = 20 + 50 * draws("age")
    circle = RELEASED_DAY + 900 * draws("circle")
    many = received(
        absences=in_and_out((0.5, 1.0)),
        circle_day=circle,
        completed_day=np.full(MANY, 20.0),
        age_at_exposure_years=age,
    )
    days, causes = first_reoffences(reoffending, belief, BAND, lucks, many)
    for man in range(200):
        alone = Received.of_one(
            exposed_day=RELEASED_DAY,
            completed_day=20.0,
            circle_day=float(circle[man]),
            absences=[(RELEASED_DAY + DAYS_PER_YEAR / 2, RELEASED_DAY + DAYS_PER_YEAR)],
            age_years=float(age[man]),
        )
        mine: Lucks = {name: luck[[man]] for name, luck in lucks.items()}
        day, cause = first_reoffences(reoffending, belief, BAND[[man]], mine, alone)
        assert day[0] == pytest.approx(days[man], abs=1e-6)
        assert cause[0] == causes[man]


def ratio_between(
    belief: Belief, got: Received, *, cause: Any = None, catalogue: Catalogue | None = None
) -> float:
    """Return the hazard ratio that a belief comes to for men who have all they get by release."""
    shares = {"within_5_years_share": {"high": 0.5}}
    reoffending = after(
        decline={"kind": "constant"}, **({"causes": {cause: shares}} if cause else shares)
    )
    known = catalogue or Catalogue()

    def summed(each: Belief) -> float:
        days = first_reoffence_days(
            reoffending, each, BAND, np.full(MANY, 0.4), got, cause=cause, catalogue=known
        )
        return float(days[0] - RELEASED_DAY)

    return summed(NOTHING) / summed(belief)


def test_an_effect_fades_by_half_its_logarithm_in_the_years_before_release() -> None:
    belief = Belief(id="fades", completed=0.25, fades_halving_years=4.0)
    year = DAYS_PER_YEAR
    long_ago = received(completed_day=np.full(MANY, RELEASED_DAY - 8 * year))
    just_now = received(completed_day=np.full(MANY, RELEASED_DAY))
    assert ratio_between(belief, long_ago) == pytest.approx(0.25 ** (1 / 4))
    assert ratio_between(belief, just_now) == pytest.approx(0.25)


def test_a_programme_may_have_an_effect_of_its_own_and_a_later_one_takes_its_place() -> None:
    catalogue = Catalogue(("booster", "long"), ({}, {"high": 0.5}))
    belief = Belief.model_validate(
        {"id": "b", "completed": 0.8, "programmes": {"long": {"completed": 0.36}}}
    )
    done = np.full(MANY, 50.0)
    code = np.zeros(MANY, np.int16)
    short, long = (
        received(completed_day=done, completed_programme=code + place) for place in (0, 1)
    )
    everybody = np.arange(MANY)
    both = replace(short, later=(Later(everybody, np.full(MANY, 80.0), code + 1),))
    again = replace(long, later=(Later(everybody, np.full(MANY, 80.0), code),))
    in_doses = belief.model_copy(update={"by_dose": True})
    for got, believed, expected in (
        (short, belief, 0.8),
        (long, belief, 0.36),
        (both, belief, 0.36),
        (again, belief, 0.36),
        (long, in_doses, 0.6),
    ):
        assert ratio_between(believed, got, catalogue=catalogue) == pytest.approx(expected)


def test_a_belief_about_sexual_reoffending_leaves_other_reoffending_alone() -> None:
    belief = Belief.model_validate(
        {"id": "b", "completed": 0.5, "by_cause": {"image": {"completed": 0.9}}}
    )
    got = received(completed_day=np.full(MANY, 50.0))
    assert ratio_between(belief, got, cause="contact") == pytest.approx(0.5)
    assert ratio_between(belief, got, cause="image") == pytest.approx(0.9)
    assert ratio_between(belief, got, cause="other") == 1.0
    general = belief.model_copy(update={"by_cause": {"other": belief.by_cause["image"]}})
    assert ratio_between(general, got, cause="other") == pytest.approx(0.9)


def test_ten_years_of_age_change_the_hazard_by_the_ratio_of_a_decade() -> None:
    reoffending = after(
        within_5_years_share={"high": 0.3},
        decline={"kind": "constant"},
        age={"ratio_per_decade": 0.7, "at_years": 40},
    )
    luck = np.full(MANY, 0.5)
    days = [
        first_reoffence_days(
            reoffending, NOTHING, BAND, luck, received(age_at_exposure_years=np.full(MANY, age))
        )[0]
        - RELEASED_DAY
        for age in (40.0, 50.0, 20.0)
    ]
    assert days[0] / days[1] == pytest.approx(0.7)
    assert days[0] / days[2] == pytest.approx(0.7**-2)
