"""What is well-formed but cannot work is found before anything runs, with its place."""

import math
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from sim.scenario.headcount import mean_of
from sim.scenario.loading import load, load_bytes
from sim.scenario.numbers import Distribution
from sim.scenario.problems import ScenarioError, render

BASE = """\
title: A region
horizon_days: 365
results: {from: 0}
transfers: {delay_days: 30}
parole: {}
reoffending: {within_5_years_share: {medium: 0.1}}
circles: {length_days: 365}
beliefs: [{id: none}]
policies: [first_come, {id: open, order: first_come, circles: open_to_all}]
sites:
  - {id: oak, kind: prison, facilitators: 4, programmes: [horizon]}
  - {id: east, kind: probation, facilitators: 2, programmes: [later], circles: {places: 3}}
programmes:
  - id: horizon
    setting: prison
    bands: [medium]
    group: {minimum: 2, maximum: 8}
    facilitators: 2
    duration_days: 90
  - id: later
    setting: community
    bands: [medium]
    group: {minimum: 2, maximum: 8}
    facilitators: 2
    duration_days: 90
population:
  streams:
    - id: men
      kind: custody
      sites: oak
      released_to: east
      arrivals_per_year: 100
      sentences: [{kind: determinate, length_days: 1000}]
    - {id: orders, kind: community, sites: east, arrivals_per_year: 100, order_days: 700}
"""

WIDE_OAK = "\uff2f\uff21\uff2b"
"""OAK in full-width letters, as somebody would write who wants to mislead."""


def findings(overrides: tuple[str, ...], text: str = BASE) -> tuple[str, str]:
    """Return what is said of the region with these overrides: errors and warnings."""
    try:
        loaded = load_bytes(text.encode(), overrides, name="a.yaml")
    except ScenarioError as refused:
        return str(refused), ""
    return "", render(loaded.warnings)


def changed(old: str, new: str) -> tuple[str, str]:
    """Return what is said of the region when its text is changed."""
    assert old in BASE
    return findings((), BASE.replace(old, new))


def test_nothing_is_said_of_a_region_that_can_work() -> None:
    assert findings(()) == ("", "")


WINDOWS = {
    "results.from=400": "results.from: day 400 is outside the run, which is days 0 to 365",
    "results.from=2025-12-31": "results.from: day -1 is outside the run, which is days 0 to 365",
    "results.to=366": "results.to: day 366 is outside the run, which is days 0 to 365",
    "results.to=0": "results.to: the window is empty: it ends on day 0 and starts on day 0",
    "start_date=9999-06-01": (
        "start_date: the run ends after the year 9999, the last that has dates"
    ),
}


@pytest.mark.parametrize(("override", "words"), WINDOWS.items())
def test_results_are_read_over_a_part_of_the_run(override: str, words: str) -> None:
    assert findings((override,)) == (f"--set {override}: {words}", "")


NAMES = {
    "sites.oak.programmes=[horizont]": (
        "sites[oak].programmes[0]: no programme is called `horizont`; did you mean `horizon`?"
    ),
    "population.streams.men.sites=ouk": (
        "population.streams[men].sites: no site is called `ouk`; did you mean `oak`?"
    ),
    "population.streams.men.sites={oak: 1, elm: 1}": (
        "population.streams[men].sites.elm: no site is called `elm`; allowed: oak, east"
    ),
    "population.streams.men.released_to=weast": (
        "population.streams[men].released_to: no site is called `weast`; did you mean `east`?"
    ),
    "population.streams.men.waits_for=circle": (
        "population.streams[men].waits_for: no programme is called `circle`; "
        "allowed: horizon, later"
    ),
    "population.streams.men.released_to=oak": (
        "population.streams[men].released_to: `oak` is a prison site; "
        "people are released to a probation site"
    ),
    "population.streams.men.sites=east": (
        "population.streams[men].sites: `east` is a probation site, and people of a custody "
        "stream are received at a prison site"
    ),
    "population.streams.orders.sites={east: 0, oak: 1}": (
        "population.streams[orders].sites.oak: `oak` is a prison site, and people of a community "
        "stream are received at a probation site"
    ),
    "sites.oak.programmes=[horizon, later]": (
        "sites[oak].programmes[1]: `later` is a community programme, and this is a prison site"
    ),
    "primary_outcome=reoffended_people.non": (
        "primary_outcome: no outcome is called `reoffended_people.non`; "
        "did you mean `reoffended_people.none`?"
    ),
    f"sites.east.name={WIDE_OAK}": (
        f"sites[east].name: the name `{WIDE_OAK}` cannot be told from that of `oak`"
    ),
    "programmes.later.name=horizon": (
        "programmes[later].name: the name `horizon` cannot be told from that of `horizon`"
    ),
}


@pytest.mark.parametrize(("override", "words"), NAMES.items())
def test_every_name_is_the_name_of_something_of_the_right_kind(override: str, words: str) -> None:
    assert findings((override,)) == (f"--set {override}: {words}", "")


def test_ids_of_a_listed_population_must_be_known_too(tmp_path: Path) -> None:
    (tmp_path / "men.csv").write_text("id,join_day\n")
    (tmp_path / "a.yaml").write_text(
        BASE + "  listed: {file: men.csv, site: ok, released_to: oak, waits_for: horizn}\n"
    )
    with pytest.raises(ScenarioError) as refused:
        load(tmp_path / "a.yaml")
    assert [each.path + ": " + each.message for each in refused.value.problems] == [
        "population.listed.site: no site is called `ok`; did you mean `oak`?",
        (
            "population.listed.released_to: `oak` is a prison site; "
            "people are released to a probation site"
        ),
        "population.listed.waits_for: no programme is called `horizn`; did you mean `horizon`?",
    ]


def test_circle_is_the_name_of_circles() -> None:
    errors, _ = changed("id: later", "id: circle")
    assert "programmes[circle].id: `circle` is the name of circles; call the" in errors


def test_a_group_needs_no_more_staff_than_its_site_will_ever_have() -> None:
    words = (
        "a.yaml:11:59: sites[oak].programmes[0]: a group of `horizon` needs 2 facilitators, "
        "and this site never has more than {} to spare"
    )
    steps = "facilitators: [{from: 0, value: 1}, {from: 365, value: 8}]"
    errors, _ = changed("facilitators: 4", steps)
    assert errors == words.format(1).replace(":59:", ":102:")
    assert changed("facilitators: 4", steps.replace("365", "364")) == ("", "")
    assert changed("facilitators: 4", "facilitators: 1, groups_per_facilitator: 2") == ("", "")
    errors, _ = changed("facilitators: 4", "facilitators: 0.5, groups_per_facilitator: 3")
    assert "never has more than 1.5 to spare" in errors


def test_a_list_that_no_programme_serves_is_an_error() -> None:
    waits = "population.streams.men.waits_for=horizon"
    errors, _ = findings((waits, "sites.oak.programmes=[]"))
    assert errors == (
        f"--set {waits}: population.streams[men].waits_for: "
        "a list that no programme serves: no site delivers `horizon`"
    )
    moved = BASE.replace("sites: oak", "sites: {oak: 1, elm: 1}").replace(
        "  - {id: oak,", "  - {id: elm, kind: prison}\n  - {id: oak,"
    )
    assert findings((waits,), moved) == ("", "")
    errors, _ = findings((waits, "transfers=null"), moved)
    assert errors == (
        f"--set {waits}: population.streams[men].waits_for: a list that no programme serves: "
        "`elm` does not deliver `horizon`, and without `transfers` nobody moves"
    )


def test_steps_follow_each_other_in_time() -> None:
    errors, _ = changed(
        "arrivals_per_year: 100\n",
        "arrivals_per_year: [{from: 0, value: 1}, {from: 2026-03-01, value: 2}, "
        "{from: 59, value: 3}, {from: 2, value: 3}]\n",
    )
    assert errors.splitlines() == [
        (
            "a.yaml:32:85: population.streams[men].arrivals_per_year[2].from: this step starts at "
            "the same time as the one above it; put steps in order of time"
        ),
        (
            "a.yaml:32:107: population.streams[men].arrivals_per_year[3].from: this step starts "
            "before the one above it; put steps in order of time"
        ),
    ]
    errors, _ = changed(
        "places: 3", "volunteers: [{from: 1, value: 1}, {from: 0, value: 2}], coordinators: 1"
    )
    assert "sites[east].circles.volunteers[1].from: this step starts before" in errors


def test_a_population_has_people_in_it() -> None:
    nobody = BASE[: BASE.index("population:")]
    assert findings((), nobody + "population: {}\n")[0] == (
        "a.yaml:26:1: population: a population without people; give `streams` or `listed`"
    )
    stream = "population: {streams: [{id: men, kind: list, sites: oak%s}]}\n"
    assert findings((), nobody + stream % "")[0] == (
        "a.yaml:26:14: population.streams: "
        "a population without people: no stream has arrivals or a backlog"
    )
    errors, warnings = findings((), nobody + stream % ", arrivals_per_year: 0")
    assert errors == ""
    assert (
        "a.yaml:26:14: population.streams: "
        "a population without people: all arrivals and backlogs are 0"
    ) in warnings


def test_a_stream_without_people_beside_others_is_a_warning() -> None:
    text = BASE + "    - {id: none, kind: list, sites: oak}\n"
    assert findings((), text) == (
        "",
        (
            "a.yaml:35:7: population.streams[none]: "
            "a stream without people: it has no arrivals and no backlog"
        ),
    )


def test_more_people_than_can_be_simulated_are_an_error() -> None:
    over = "population.streams.men.arrivals_per_year=6e6"
    errors, _ = findings((over,))
    assert errors == (
        "a.yaml:28:7: population.streams[men]: 5,995,893 people are expected over the run; "
        "at most 5,000,000 in all can be simulated; is a rate a day meant a year?"
    )
    errors, _ = changed("arrivals_per_year: 100\n", "interarrival_days: 0\n")
    assert "endlessly many people are expected over the run" in errors


def test_beliefs_need_reoffending_and_circle_places_need_circles() -> None:
    assert findings(("reoffending=null",))[0] == (
        "a.yaml:8:1: beliefs: beliefs are about reoffending, and the scenario has no `reoffending`"
    )
    assert findings(("circles=null",))[0] == (
        "a.yaml:12:71: sites[east].circles: "
        "circle places, and the scenario has no `circles` to say how long one lasts"
    )


def test_a_number_lies_in_its_range_and_a_published_one_says_where() -> None:
    errors, _ = changed(
        "duration_days: 90\n  - id: later",
        "duration_days: {value: 90, low: 95, high: 80, label: published}\n  - id: later",
    )
    assert errors.splitlines() == [
        "a.yaml:19:37: programmes[horizon].duration_days.low: low (95) is above the value (90)",
        "a.yaml:19:47: programmes[horizon].duration_days.high: high (80) is below the value (90)",
        (
            "a.yaml:19:58: programmes[horizon].duration_days.label: "
            "a published number needs its `source`"
        ),
    ]


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
