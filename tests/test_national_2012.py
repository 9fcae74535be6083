"""The Core SOTP years: the size, the programmes, their end in March 2017, and what was written."""

import importlib
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from sim.scenario.loading import load
from sim.scenario.numbers import Distribution, Steps, Uniform
from sim.scenario.people import Backlog, Determinate, Extended, Stream
from sim.scenario.provision import Programme, Site
from sim.scenario.schema import Scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
DAYS_PER_MONTH = 365.25 / 12
OLD = {
    "core_sotp",
    "extended_sotp",
    "rolling_sotp",
    "better_lives_booster",
    "c_sogp",
    "tv_sogp",
    "n_sogp",
    "i_sotp",
}
GROUPWORK = {"c_sogp", "tv_sogp", "n_sogp"}
"""Of which a region has one."""


@cache
def scenario() -> Scenario:
    return load(SCENARIOS / "national-2012.yaml").scenario


def programme(name: str) -> Programme:
    return next(each for each in scenario().programmes if each.id == name)


def custody() -> list[Stream]:
    return [each for each in scenario().population.streams if each.kind == "custody"]


def backlog(stream: Stream) -> Backlog:
    assert stream.backlog is not None
    return stream.backlog


def value_on(steps: Steps | None, when: date) -> float:
    assert steps is not None
    value = 0.0
    for step in steps:
        begins = step.from_ if isinstance(step.from_, date) else date.min
        if begins <= when:
            value = step.value
    return value


def middle(length: Distribution) -> float:
    assert isinstance(length, Uniform)
    return (length.low + length.high) / 2


def delivers(site: Site, when: date) -> bool:
    """Whether a prison offers anything on a day."""
    return any(_opens(site, name) <= when for name in site.programmes)


def _opens(site: Site, name: str) -> date:
    here, everywhere = site.opens.get(name), programme(name).from_
    return max(day for day in (here, everywhere, date.min) if isinstance(day, date))


def test_as_many_men_are_inside_as_between_the_figures_of_2011_and_2014() -> None:
    inside = sum(backlog(stream).people for stream in custody())
    assert 10_125 < inside < 11_150
    assert inside == pytest.approx(10_300, abs=20)


def test_receptions_of_2012_and_2013_are_those_published_with_men_on_ipp_among_them() -> None:
    for year, published in ((2012, 3397), (2013, 3358)):
        received = sum(value_on(each.arrivals_per_year, date(year, 6, 30)) for each in custody())
        assert received == pytest.approx(published, abs=15)


def test_no_sentence_for_public_protection_is_passed_after_its_abolition() -> None:
    streams = [each for each in custody() if each.id.startswith("ipp_")]
    assert len(streams) == 12
    for each in streams:
        assert value_on(each.arrivals_per_year, date(2012, 12, 2)) > 0
        assert value_on(each.arrivals_per_year, date(2012, 12, 3)) == 0


def test_new_sentences_are_as_long_on_average_as_those_of_2013() -> None:
    """59.1 months, sentences without an end left out."""
    stream = next(each for each in custody() if each.id.startswith("custody_"))
    assert stream.sentences is not None
    timed = [each for each in stream.sentences if isinstance(each, Determinate | Extended)]
    days = sum(each.share * middle(each.length_days) for each in timed)
    mean = days / sum(each.share for each in timed) / DAYS_PER_MONTH
    assert mean == pytest.approx(59.1, abs=1)


def test_twenty_five_prisons_deliver_in_2012_and_twenty_eight_by_the_end_of_2014() -> None:
    prisons = [site for site in scenario().sites if site.kind == "prison"]
    assert sum(delivers(site, date(2012, 1, 1)) for site in prisons) == 25
    assert sum(delivers(site, date(2014, 12, 31)) for site in prisons) == 28


def test_core_sotp_takes_nobody_who_denies_is_of_low_risk_or_has_a_learning_disability() -> None:
    for name in ("core_sotp", "extended_sotp", "rolling_sotp"):
        each = programme(name)
        assert "low" not in each.bands
        assert (each.denial, each.learning_disability) == ("excluded", "excluded")
    assert programme("becoming_new_me").learning_disability == "only"
    assert programme("horizon_prison").denial == programme("kaizen").denial == "accepted"


def test_what_belonged_to_core_sotp_ends_with_march_2017_and_horizon_is_there_by_then() -> None:
    assert {each.id for each in scenario().programmes if each.until == date(2017, 4, 1)} == OLD
    for site in scenario().sites:
        if OLD.intersection(site.programmes):
            new = "horizon_prison" if site.kind == "prison" else "horizon_community"
            assert _opens(site, new) < date(2017, 4, 1), site.id
            assert _opens(site, new) >= date(2016, 4, 1), site.id


def test_a_region_runs_one_groupwork_programme_and_one_for_internet_offences() -> None:
    for site in scenario().sites:
        if site.kind == "probation":
            assert len(GROUPWORK.intersection(site.programmes)) == 1, site.id
            assert "i_sotp" in site.programmes


def test_the_evaluation_of_2017_and_that_of_2003_are_both_among_the_beliefs() -> None:
    beliefs = {each.id: each for each in scenario().beliefs}
    assert set(beliefs) == {"harm", "none", "benefit", "evaluation_2003"}
    assert "Mews" in (beliefs["harm"].source or "")
    assert [each.id for each in scenario().policies][:2] == ["first_come", "past_tariff_first"]


def test_the_files_of_these_years_are_what_their_templates_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(SCENARIOS / "data" / "spread"))
    for name, text in importlib.import_module("spread_2012").written().items():
        assert (SCENARIOS / "data" / name).read_text(encoding="utf-8") == text, (
            f"{name}: run python scenarios/data/spread/spread_2012.py"
        )


def test_figures_only_seen_are_told_apart_from_those_that_were_tuned_to() -> None:
    uses = {each.id: each.use for each in scenario().backcast}
    assert uses["inside_2014"] == uses["completions_in_custody"] == "calibration"
    assert uses["inside_2018"] == uses["core_members_low"] == "seen"
