"""What is well-formed but cannot work is found before anything runs, with its place."""

from pathlib import Path

import pytest

from sim.scenario.loading import load
from sim.scenario.problems import ScenarioError
from tests.checked import BASE, WIDE_OAK, changed, findings


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
