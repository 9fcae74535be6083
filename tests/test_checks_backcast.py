"""Mistakes in published figures, each named with what to write instead."""

import json
from typing import Any

import pytest

from sim.scenario.loading import load_bytes
from tests.checked import BASE, findings


def said(text: str) -> str:
    """Return all that is said of a scenario's figures, mistakes and warnings alike."""
    errors, warnings = findings((), text)
    lines = [each for each in (errors + "\n" + warnings).splitlines() if "backcast" in each]
    return "\n".join(lines)


FIGURE = {"value": 100, "low": 80, "high": 120, "label": "published", "source": "a table"}
SHARE = {**FIGURE, "value": 0.4, "low": 0.3, "high": 0.5}


def of(**changes: Any) -> str:
    """Return what is said of a scenario with one published figure."""
    plain = {"id": "a", "measure": "received_per_year", "use": "held_back", "published": FIGURE}
    kept = {key: part for key, part in {**plain, **changes}.items() if part is not None}
    return said(BASE + f"backcast: [{json.dumps(kept)}]\n")


def test_a_sound_figure_is_not_complained_of() -> None:
    assert of() == ""
    assert of(measure="started_people") == ""
    assert of(measure="inside_people", on="2026-02-01", sites=["oak"]) == ""
    assert of(measure="reoffended_within_5_years_share.none", published=SHARE) == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"measure": "received_age_share", "age_from_years": 40, "age_to_years": 20},
            "backcast[a].age_to_years: nobody is 40 or older and younger than 20",
        ),
        (
            {"measure": "started_per_year", "setting": "prison", "programmes": ["later"]},
            "backcast[a].programmes[0]: `later` is delivered in the community, and `setting` is",
        ),
        (
            {"sites": ["east"]},
            "backcast[a].sites[0]: `east` is of kind probation, where there is nothing of this",
        ),
        ({"measure": "orders_per_year", "sites": ["oak"]}, "of kind probation are east"),
        (
            {"measure": "started_per_year", "setting": "community", "sites": ["oak"]},
            "of kind probation are east",
        ),
        (
            {"measure": "attrition_share", "published": {**SHARE, "value": 12, "high": 15}},
            "backcast[a].published.value: 12 of a share is more than all; write 12 % as 0.12",
        ),
        (
            {
                "measure": "reoffended_within_5_years_share.none",
                "published": {**SHARE, "high": 1.2},
            },
            "backcast[a].published.high: 1.2 of a share",
        ),
        (
            {"measure": "core_members_share", "bands": ["low", "medium", "high", "very_high"]},
            "backcast[a].bands: give `bands`, and not all of them",
        ),
    ],
)
def test_a_figure_that_no_run_can_have_is_refused(changes: dict[str, Any], words: str) -> None:
    assert words in of(**{"published": SHARE, **changes})


def test_what_can_come_out_is_not_refused() -> None:
    assert of(measure="completed_per_start_share", published={**SHARE, "high": 1.2}) == ""
    assert of(measure="core_members_share", bands=["low"], published=SHARE) == ""
    ages = {"age_from_years": 20, "age_to_years": 40}
    assert of(measure="received_age_share", published=SHARE, **ages) == ""
    assert of(measure="started_per_year", setting="community", programmes=["later"]) == ""


@pytest.mark.parametrize("number", [".nan", "1e400"])
def test_a_number_that_is_none_is_complained_of_once(number: str) -> None:
    figure = f"{{value: {number}, low: 1, high: 3, label: published, source: s}}"
    item = f"{{id: a, measure: received_per_year, use: held_back, published: {figure}}}"
    (line,) = said(BASE + f"backcast: [{item}]\n").splitlines()
    assert "number" in line
    assert "\0" not in line


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"measure": "recieved_per_year"}, "did you mean `received_per_year`?"),
        ({"measure": "reoffended_within_5_years_share.harm"}, "no measure and no outcome"),
        ({"sites": ["ok"]}, "no site is called `ok`; did you mean `oak`?"),
        ({"measure": "started_per_year", "programmes": ["horizn"]}, "did you mean `horizon`?"),
        ({"regions": ["north"]}, "no region is called `north`; this scenario has no region"),
        ({"setting": "prison"}, "it can be narrowed by sites, regions, sentences, bands"),
        ({"measure": "started_people", "sites": ["oak"]}, "nothing narrows it; leave this out"),
        ({"on": 30}, "is measured over a time: give `from` and `to`"),
        ({"measure": "inside_people", "on": 3, "to": 9}, "a figure is of a day or of a time"),
        ({"from": 30, "to": 30}, "the time is empty"),
        ({"from": -3}, "is before the run"),
        ({"measure": "received_age_share"}, "give `age_from_years` or `age_to_years`"),
        ({"measure": "core_members_share"}, "give `bands`"),
        ({"published": 100}, "says no low and no high and no source"),
        ({"published": {**FIGURE, "low": None}}, "low"),
        ({"published": {**FIGURE, "low": 110}}, "low (110) is above the value (100)"),
        ({"use": "held"}, "did you mean `held_back`?"),
        ({"use": None}, "required"),
        ({"published": {**FIGURE, "value": 0, "low": 0}}, "above 0"),
    ],
)
def test_a_mistake_is_named_with_its_cure(changes: dict[str, Any], words: str) -> None:
    assert words in of(**changes)


def test_a_time_beyond_the_run_is_a_warning_and_is_cut_short() -> None:
    text = (
        BASE + "backcast: [{id: a, measure: received_per_year, to: 400, use: held_back, published: "
    )
    text += json.dumps(FIGURE) + "}]\n"
    loaded = load_bytes(text.encode())
    (warning,) = loaded.warnings
    assert "what comes after is not measured" in warning.message


def test_every_mistake_in_a_list_of_figures_is_named_at_once() -> None:
    items = [
        {"id": "a", "measure": "nothing", "use": "held_back", "published": FIGURE},
        {"id": "b", "measure": "inside_people", "use": "wrong", "published": FIGURE},
        {"id": "c", "measure": "inside_people", "sites": ["elm"], "use": "held_back"},
        {"id": "d", "measure": "inside_people", "use": "held_back", "published": 3},
        {"id": "d", "measure": "inside_people", "use": "held_back", "published": FIGURE},
    ]
    found = said(BASE + f"backcast: {json.dumps(items)}\n")
    for words in (
        "backcast[a]",
        "backcast[b].use",
        "backcast[c]",
        "backcast[d].published",
        "twice",
    ):
        assert words in found
