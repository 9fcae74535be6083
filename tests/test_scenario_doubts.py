"""What is legal and hardly can be meant is a warning, with its place."""

import math

import pytest
from pydantic import TypeAdapter

from sim.scenario.headcount import mean_of
from sim.scenario.loading import load_bytes
from sim.scenario.numbers import Distribution
from tests.checked import BASE, changed, findings

WARNINGS = {
    "sites.east.programmes=[]": (
        "a.yaml:12:47: sites[east].facilitators: no programme delivered here needs facilitators",
        "a.yaml:20:9: programmes[later].id: no site delivers `later`",
    ),
    "programmes.horizon.bands=[very_high]": (
        (
            "a.yaml:14:9: programmes[horizon].id: nobody of any stream is eligible for it "
            "(band, setting, need, exclusions, waits_for)"
        ),
    ),
    "programmes.later.duration_days=0": (
        (
            "--set programmes.later.duration_days=0: programmes[later].duration_days: "
            "the programme takes no time: groups end the instant they start"
        ),
    ),
    "population.streams.men.waits_for=later": (
        (
            "a.yaml:14:9: programmes[horizon].id: nobody of any stream is eligible for it "
            "(band, setting, need, exclusions, waits_for)"
        ),
        (
            "--set population.streams.men.waits_for=later: population.streams[men].waits_for: "
            "`later` is a community programme, and this is a custody stream"
        ),
    ),
}


@pytest.mark.parametrize(("override", "words"), WARNINGS.items())
def test_what_hardly_can_be_meant_is_a_warning(override: str, words: tuple[str, ...]) -> None:
    errors, warnings = findings((override,))
    assert errors == ""
    assert tuple(warnings.splitlines()) == words


def test_a_programme_that_excludes_everybody_is_a_warning() -> None:
    deniers = ("population.streams.men.denial_share=1", "programmes.horizon.denial=excluded")
    assert "programmes[horizon].id: nobody of any stream is eligible" in findings(deniers)[1]
    low = (
        "population.streams.men.bands={low: 1}",
        "programmes.horizon.low_risk_may_join=true",
    )
    assert "programmes[horizon].id: nobody of any stream is eligible" in findings(low)[1]
    assert findings((*low, "policies.first_come.low_risk=admitted")) == ("", "")


def test_men_sent_where_nothing_is_delivered_and_nobody_moves_are_a_warning() -> None:
    text = BASE.replace("sites: oak", "sites: {oak: 1, elm: 1}").replace(
        "  - {id: oak,", "  - {id: elm, kind: prison}\n  - {id: oak,"
    )
    assert findings((), text) == ("", "")
    assert findings(("transfers=null",), text) == (
        "",
        (
            "a.yaml:31:28: population.streams[men].sites.elm: `elm` delivers no programme, "
            "and without `transfers` nobody moves"
        ),
    )


def test_indeterminate_sentences_without_a_board_are_a_warning() -> None:
    life = "population.streams.men.sentences=[{kind: indeterminate, tariff_days: 5000}]"
    assert findings((life,)) == ("", "")
    errors, warnings = findings((life, "parole=null"))
    assert errors == ""
    assert warnings.endswith(
        "population.streams[men].sentences: indeterminate sentences, and the scenario has no "
        "`parole`: nobody on them is ever released"
    )


def test_policies_on_circles_where_there_are_none_are_a_warning() -> None:
    text = BASE.replace(", circles: {places: 3}", "").replace("circles: {length_days: 365}\n", "")
    assert findings((), text) == (
        "",
        "a.yaml:8:63: policies[open].circles: changes nothing: this scenario has no `circles`",
    )


def test_circles_in_a_prison_are_a_warning() -> None:
    _, warnings = changed("facilitators: 4,", "facilitators: 4, circles: {places: 1},")
    assert "sites[oak].circles: circles run at a probation site, and this is a pri" in warnings


@pytest.mark.parametrize(
    ("written", "mean"),
    [
        (3, 3),
        ({"kind": "exponential", "mean": 4}, 4),
        ({"kind": "uniform", "low": 2, "high": 4}, 3),
        ({"kind": "triangular", "low": 0, "mode": 1, "high": 5}, 2),
        ({"kind": "lognormal", "mean": 7, "sd": 2}, 7),
        ({"kind": "lognormal", "median": 1, "sigma": 1}, math.exp(0.5)),
        ({"kind": "gamma", "mean": 7, "sd": 2}, 7),
        ({"kind": "gamma", "shape": 2, "scale": 3}, 6),
        ({"kind": "weibull", "shape": 1, "scale": 5}, 5),
        ({"kind": "weibull", "shape": 2, "mean": 5}, 5),
        ({"kind": "empirical", "values": [1, 3]}, 2),
        ({"kind": "empirical", "values": [1, 3], "weights": [3, 1]}, 1.5),
    ],
)
def test_the_mean_of_a_distribution_is_its_mean(written: object, mean: float) -> None:
    distribution = TypeAdapter[Distribution](Distribution).validate_python(written)
    assert mean_of(distribution) == pytest.approx(mean)


def test_a_facilitator_whom_no_group_can_use_is_a_warning() -> None:
    """Groups of two facilitators: the fifth post changes nothing, and the analyst must know."""
    (warning,) = load_bytes(WITH_FIVE_POSTS).warnings
    assert str(warning) == (
        "scenario.yaml:5:43: sites[oak].facilitators: groups here need 2 facilitators, so at most "
        "4 of the 5 that posts and groups_per_facilitator allow are ever in use"
    )


WITH_FIVE_POSTS = b"""\
placesim: 1
title: Five posts
horizon_days: 1000
sites:
  - {id: oak, kind: prison, facilitators: 5, programmes: [one]}
programmes:
  - id: one
    setting: prison
    bands: [medium]
    group: {minimum: 1, maximum: 1}
    facilitators: 2
    duration_days: 10
population:
  streams: [{id: men, kind: list, sites: oak, arrivals_per_year: 10}]
"""
