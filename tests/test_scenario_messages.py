"""Every mistake in a scenario at once, each with its place, what was found and what was meant."""

import pytest

from sim.scenario.loading import load_bytes
from sim.scenario.problems import ScenarioError

MISTAKES = """\
placesim: 1
titel: A region
question: 2026
start_date: 1.4.2026
horizon_years: ten
seed: -4
results: {from: later}
primary_outcome: 3
sites:
  - id: Whatton Prison
    kind: prizon
    facilitators: [{from: soon, value: -1}, {form: 0, value: 2}]
    programmes: horizon
  - id: east
    kind: probation
    circles: {places: {value: 3, sorce: x}}
  - id: north
    facilitators: {value: 3, label: guess}
  - id: west
    kind: prison
    programmes: [horizn]
programmes:
  - id: horizon
    capactiy: 4
    setting: prison
    bands: [medium, vhigh]
    group: {minimum: 8, maximum: 4}
    facilitators: "2"
    duration_days: {kind: exponental, mean: 2}
  - id: kaizen
    setting: prison
    bands: []
    group: {minimum: 0, maxmum: 4}
    facilitators:
    denial: {value: accepted, low: 3}
    duration_days: {mean: 30}
population:
  streams:
    - {id: s, kind: list, sites: {east: -1}, bands: {lo: 1}}
    - {id: t, kind: list, sites: 3, arrivals_per_year: fast}
    - {id: u, kind: custody, sites: west, arrivals_per_year: 1, arrivals_per_day: 2}
policies: [frist_come, {id: x, order: lotery, circles: yes}]
beliefs:
  - {id: harm, completed: {lo: 1, high: -1}}
  - {id: none, completed: x, dropped_out: -3}
  - {id: none}
transfers: 30
figures: {a: 1}
"""

WORDS = """\
bad.yaml:2:1: titel: unknown setting; did you mean `title`?
bad.yaml:3:11: question: got 2026; allowed: text of 1 to 2,000 characters; put it in quotes to \
make it text
bad.yaml:4:13: start_date: got `1.4.2026`; allowed: a date as YYYY-MM-DD
bad.yaml:5:16: horizon_years: got `ten`; allowed: a number above 0 and at most 100
bad.yaml:6:7: seed: got -4; allowed: a whole number, 0 or more
bad.yaml:7:17: results.from: got `later`; allowed: a date as YYYY-MM-DD, or a number of days from \
start_date
bad.yaml:8:18: primary_outcome: got 3; allowed: the name of an outcome
bad.yaml:10:9: sites[0].id: got `Whatton Prison`; allowed: a short name of a-z, 0-9, _ and -, \
starting with a letter; did you mean `whatton_prison`?
bad.yaml:11:11: sites[0].kind: `prizon` is not known here; did you mean `prison`?
bad.yaml:12:27: sites[0].facilitators[0].from: got `soon`; allowed: a date as YYYY-MM-DD, or a \
number of days from start_date
bad.yaml:12:40: sites[0].facilitators[0].value: got -1; allowed: a number from 0 to 1,000,000,000
bad.yaml:12:46: sites[0].facilitators[1].form: unknown setting; did you mean `from`?
bad.yaml:13:17: sites[0].programmes: got `horizon`; allowed: a list, each item of it a short name \
of a-z, 0-9, _ and -, starting with a letter; did you mean `[horizon]`?
bad.yaml:16:34: sites[east].circles.places.sorce: not a part of a number with its source; did you \
mean `source`?
bad.yaml:17:5: sites[north].kind: required, and not given; allowed: prison, probation
bad.yaml:18:37: sites[north].facilitators.label: `guess` is not known here; allowed: published, \
source document, unverified, assumption
bad.yaml:21:18: sites[west].programmes[0]: no programme is called `horizn`; did you mean `horizon`?
bad.yaml:24:5: programmes[horizon].capactiy: unknown setting; allowed: id, name, setting, \
delivery, from, until, bands, need, needs, eligible, after, window, low_risk_may_join, denial, \
learning_disability, internet_only, upstream, group, facilitators, load, leads, \
when_staff_short, calendar, one_to_one, dose_share, duration_days, sessions, sessions_per_week, \
cancelled_share, reports_days, ...
bad.yaml:26:21: programmes[horizon].bands[1]: `vhigh` is not known here; did you mean `high`?
bad.yaml:27:5: programmes[horizon].group: minimum 8 is above maximum 4
bad.yaml:28:19: programmes[horizon].facilitators: got the number 2 in quotes, which make it text; \
allowed: a whole number from 0 to 1,000
bad.yaml:29:27: programmes[horizon].duration_days.kind: `exponental` is not a kind that may stand \
here; did you mean `exponential`?
bad.yaml:32:5: programmes[kaizen].bands: is empty; give at least 1
bad.yaml:33:22: programmes[kaizen].group.minimum: got 0; allowed: a whole number from 1 to 1,000
bad.yaml:33:25: programmes[kaizen].group.maxmum: unknown setting; did you mean `maximum`?
bad.yaml:34:18: programmes[kaizen].facilitators: required, and not given; allowed: a whole number \
from 0 to 1,000
bad.yaml:35:21: programmes[kaizen].denial.value: got `accepted`; allowed: a number
bad.yaml:36:20: programmes[kaizen].duration_days.kind: required, and not given; allowed: fixed, \
exponential, uniform, triangular, lognormal, gamma, weibull, empirical
bad.yaml:39:41: population.streams[s].sites.east: got -1; allowed: a number from 0 to 1,000,000,000
bad.yaml:39:54: population.streams[s].bands.lo: `lo` is not known here; did you mean `low`?
bad.yaml:40:34: population.streams[t].sites: got 3; allowed: the id of a site, or shares of sites \
such as {one: 0.6, other: 0.4}
bad.yaml:40:56: population.streams[t].arrivals_per_year: got `fast`; allowed: a number, 0 or more, \
or a list of steps such as {from: 2027-01-01, value: 4}
bad.yaml:41:7: population.streams[u]: give one of arrivals_per_year, arrivals_per_day, \
interarrival_days, arrival_days, not arrivals_per_year and arrivals_per_day
bad.yaml:42:12: policies[0]: no order is called `frist_come`; did you mean `first_come`?
bad.yaml:42:39: policies[x].order: no order is called `lotery`; did you mean `lottery`?
bad.yaml:42:56: policies[x].circles: `yes` is not known here; allowed: needs_led, open_to_all
bad.yaml:44:28: beliefs[harm].completed.lo: `lo` is not known here; did you mean `low`?
bad.yaml:44:41: beliefs[harm].completed.high: got -1; allowed: a number above 0 and at most 100
bad.yaml:45:27: beliefs[none].completed: got `x`; allowed: a hazard ratio above 0 and at most 100, \
or one a band such as {low: 1.1, high: 0.8}
bad.yaml:45:43: beliefs[none].dropped_out: got -3; allowed: a hazard ratio above 0 and at most \
100, or one a band such as {low: 1.1, high: 0.8}
bad.yaml:46:5: beliefs[none]: this id is used twice; first on line 45
bad.yaml:47:12: transfers: got 30; allowed: a mapping with `delay_days`
bad.yaml:48:1: figures: unknown setting"""


def refusal(text: str) -> str:
    with pytest.raises(ScenarioError) as refused:
        load_bytes(text.encode(), name="bad.yaml")
    return str(refused.value)


def test_every_mistake_is_reported_at_once_in_plain_words() -> None:
    assert refusal(MISTAKES).splitlines() == WORDS.splitlines()


def test_no_message_speaks_the_language_of_the_validator() -> None:
    for word in ("Input should", "dictionary", "Value error", "instance", "None", "Field required"):
        assert word not in refusal(MISTAKES)


def test_an_empty_mapping_lacks_what_every_scenario_needs() -> None:
    assert refusal("{}").splitlines() == [
        (
            "bad.yaml:1:1: population: required, and not given; "
            "allowed: a mapping with `streams`, `listed`, `need_from`"
        ),
        (
            "bad.yaml:1:1: sites: required, and not given; "
            "allowed: a list, each item of it a mapping with `id`, `kind`"
        ),
        "bad.yaml:1:1: title: required, and not given; allowed: text of 1 to 2,000 characters",
    ]


def test_a_run_has_one_length() -> None:
    text = """\
title: x
horizon_days: 3
horizon_years: 4
sites: [{id: oak, kind: prison}]
population:
  streams: [{id: men, kind: list, sites: oke, arrivals_per_year: 1}]
"""
    assert refusal(text).splitlines() == [
        "bad.yaml:1:1: give horizon_days or horizon_years, one of them",
        (
            "bad.yaml:6:42: population.streams[men].sites: no site is called `oke`; "
            "did you mean `oak`?"
        ),
    ]


def test_a_mistyped_key_is_not_also_reported_as_missing() -> None:
    text = """\
title: x
horizon_days: 3
sites: [{id: oak, knd: prison}]
population:
  streams: [{id: men, kind: list, sites: oak, arrivals_per_year: 1}]
"""
    assert refusal(text) == "bad.yaml:3:19: sites[oak].knd: unknown setting; did you mean `kind`?"


def test_a_broken_part_does_not_hide_what_is_wrong_with_the_others() -> None:
    text = """\
title: x
horizon_days: many
results: {from: 5, to: 3}
primary_outcome: started_peeple
sites:
  - {id: oak, kind: prison, facilitators: some}
  - {id: elm, kind: prison, programmes: [horizn]}
  - {id: ash, kind: probation, facilitators: [{from: 5, value: 1}, {from: 3, value: 2}]}
programmes:
  - {id: horizon, bands: [medium]}
population:
  streams:
    - {id: men, kind: custody, sites: {oak: 1, ash: 1}, sentences: [{kind: life}]}
    - {id: others, kind: community, sites: elm, order_days: 700, arrivals_per_year: 3}
"""
    assert refusal(text).splitlines() == [
        "bad.yaml:2:15: horizon_days: got `many`; allowed: a number above 0 and at most 36,525",
        (
            "bad.yaml:4:18: primary_outcome: no outcome is called `started_peeple`; "
            "did you mean `started_people`?"
        ),
        (
            "bad.yaml:6:43: sites[oak].facilitators: got `some`; allowed: a number, 0 or more, "
            "or a list of steps such as {from: 2027-01-01, value: 4}"
        ),
        (
            "bad.yaml:7:42: sites[elm].programmes[0]: no programme is called `horizn`; "
            "did you mean `horizon`?"
        ),
        (
            "bad.yaml:8:75: sites[ash].facilitators[1].from: this step starts before the one above "
            "it; put steps in order of time"
        ),
        (
            "bad.yaml:10:5: programmes[horizon].facilitators: required, and not given; "
            "allowed: a whole number from 0 to 1,000"
        ),
        (
            "bad.yaml:10:5: programmes[horizon].group: required, and not given; "
            "allowed: a mapping with `minimum`, `maximum`"
        ),
        (
            "bad.yaml:10:5: programmes[horizon].setting: required, and not given; "
            "allowed: prison, community"
        ),
        (
            "bad.yaml:13:76: population.streams[men].sentences[0].kind: `life` is not a kind that "
            "may stand here; allowed: determinate, extended, indeterminate"
        ),
        (
            "bad.yaml:14:44: population.streams[others].sites: `elm` is a prison site, and people "
            "of a community stream are received at a probation site"
        ),
    ]


def test_thousands_of_mistakes_do_not_drown_the_first_ones() -> None:
    text = "title: x\n" + "".join(f"key{each}: 1\n" for each in range(2_000))
    lines = refusal(text).splitlines()
    assert len(lines) == 501
    assert lines[0] == "bad.yaml:1:1: 1,502 more mistakes, which are not listed"
