"""`placesim assumptions`: nothing that a scenario stands on is left out; the weakest is first."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.assumptions import assumptions
from sim.cli import app
from sim.scenario.loading import load, load_bytes
from sim.scenario.standing import NO_STANDING, WEAKEST_FIRST, standings

SCENARIOS = Path(__file__).parent.parent / "scenarios"
SMALL = """
title: Small
horizon_days: 900
sites: [{id: one, kind: prison, programmes: [horizon], facilitators: {value: 2, low: 2, high: 6}}]
programmes:
  - id: horizon
    group: {minimum: 4, maximum: 8}
    facilitators: 2
    bands: [medium]
    setting: prison
    duration_days: {value: 180, low: 90, high: 270, label: published, source: a report}
    drop_out_share: {value: 0.1, low: 0.1, high: 0.1, label: unverified}
population:
  streams:
    - {id: men, kind: custody, sites: one, arrivals_per_year: 90,
       sentences: [{kind: determinate, length_days: 1200}]}
"""


def test_a_number_that_says_nothing_of_itself_is_weaker_than_an_assumption() -> None:
    found = standings(load_bytes(SMALL.encode()))
    labels = [each.label for each in found]

    assert labels == sorted(labels, key=WEAKEST_FIRST.index)
    assert labels[0] == NO_STANDING
    assert {path for each in found for path in each.paths} >= {
        "sites[one].facilitators",
        "programmes[horizon].duration_days",
        "population.streams[men].arrivals_per_year",
    }


def test_among_equals_the_widest_range_comes_first() -> None:
    found = standings(load(SCENARIOS / "national.yaml"))
    widths = [each.relative_range for each in found if each.label == "assumption"]

    assert len(widths) > 100
    assert widths == sorted(widths, reverse=True)


def test_every_number_of_the_national_scenario_has_a_source_or_owns_to_be_an_assumption() -> None:
    found = standings(load(SCENARIOS / "national.yaml"))

    assert [each.paths for each in found if each.label == NO_STANDING] == []
    assert [each.paths for each in found if each.label != "assumption" and not each.source] == []
    assert [
        each.paths
        for each in found
        if each.label == "assumption" and (each.low is None or each.high is None)
    ] == []


def test_more_facilitators_leave_fewer_men_without_a_start(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")

    (effect,) = assumptions(path, [], 1)["effects"]

    assert effect["paths"] == ["sites[one].facilitators"]
    assert effect["at_low"] == effect["as_it_is"] > effect["at_high"]


def test_a_number_that_cannot_be_moved_by_itself_says_why(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    text = SMALL.replace("facilitators: 2\n", "facilitators: {value: 2, low: 1.5, high: 2}\n")
    path.write_text(text, encoding="utf-8")

    effects = assumptions(path, [], 2)["effects"]
    (effect,) = [each for each in effects if "programmes" in each["paths"][0]]

    assert effect["at_low"] is None
    assert "whole number" in effect["why_not"]


@pytest.mark.parametrize("as_json", [True, False])
def test_the_command_prints_the_counts_and_every_path(tmp_path: Path, *, as_json: bool) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")

    result = CliRunner().invoke(app, ["assumptions", str(path), *(["--json"] if as_json else [])])

    assert result.exit_code == 0
    assert "programmes[horizon].duration_days" in result.stdout
    if as_json:
        assert json.loads(result.stdout)["labels"]["published"] == 1
