"""What is said of prices that cannot be right: near-misses, prices of nothing, unpaid shares."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.scenario.loading import load
from sim.scenario.problems import ScenarioError

PLAIN: dict[str, Any] = {
    "placesim": 1,
    "title": "Prices",
    "horizon_years": 5,
    "sites": [
        {"id": "oak", "kind": "prison", "staff": {"officer": 4}, "programmes": ["course"]},
        {"id": "north", "kind": "probation"},
    ],
    "staff": {"grades": [{"id": "officer"}]},
    "programmes": [
        {
            "id": "course",
            "setting": "prison",
            "bands": ["medium", "high"],
            "group": {"minimum": 4, "maximum": 8},
            "facilitators": 2,
            "duration_days": 100,
        }
    ],
    "population": {
        "streams": [
            {
                "id": "men",
                "kind": "custody",
                "sites": "oak",
                "arrivals_per_year": 60,
                "bands": {"medium": 0.5, "high": 0.5},
                "sentences": [{"kind": "determinate", "length_days": 1000}],
            }
        ]
    },
}


def said_of(folder: Path, costs: dict[str, Any]) -> list[str]:
    """Return what is said of a scenario with these costs: its mistakes, or else its warnings."""
    path = folder / "prices.yaml"
    path.write_text(yaml.safe_dump({**PLAIN, "costs": {"price_year": 2025, **costs}}), "utf-8")
    try:
        return [f"{each.path}: {each.message}" for each in load(path).warnings]
    except ScenarioError as refused:
        return [f"{each.path}: {each.message}" for each in refused.problems]


@pytest.mark.parametrize(
    ("costs", "said"),
    [
        (
            {"prices": {"prison_yr": 1}},
            "costs.prices.prison_yr: unknown setting; did you mean `prison_year`?",
        ),
        (
            {"prices": {"facilitator_year": {"oficer": 1}}},
            (
                "costs.prices.facilitator_year.oficer: no grade is called `oficer`; "
                "did you mean `officer`?"
            ),
        ),
        (
            {"prices": {"place_year": {"course": 1}}},
            (
                "costs.prices.place_year.course: no programme with `delivery: places` is called "
                "`course`; this scenario has no programme with `delivery: places`"
            ),
        ),
        (
            {"prices": {"prison_year": {"north": 1}}},
            "costs.prices.prison_year.north: no prison is called `north`; allowed: oak",
        ),
        (
            {"prices": {"prison_year": 1}, "payers": {"prison_year": {"prison": 0.5}}},
            "costs.payers: the shares of the payers add up to 0.5, not to 1",
        ),
        (
            {"restrictions": [{"id": "ban", "cost_per_year": 1, "who": "bnd == high"}]},
            (
                "costs.restrictions[ban].who: got `bnd == high`; `bnd` at column 1 is not a fact; "
                "did you mean `band`?"
            ),
        ),
        (
            {"restrictions": [{"id": "ban", "cost_per_year": 1, "who": "needs_gang"}]},
            (
                "costs.restrictions[ban].who: no stream and no programme names the need `gang`, so "
                "`needs_gang` is a fact of nobody"
            ),
        ),
        (
            {"prices": {"circle_year": 1}},
            "costs.prices.circle_year: prices nothing: this scenario has no `circles`",
        ),
        (
            {"payers": {"hearing": "prison"}},
            "costs.payers.hearing: changes nothing: `hearing` has no price",
        ),
    ],
)
def test_each_mistake_is_named_with_what_was_meant(
    costs: dict[str, Any], said: str, tmp_path: Path
) -> None:
    assert said_of(tmp_path, costs) == [said]


def test_sound_prices_are_taken_without_a_word(tmp_path: Path) -> None:
    costs = {
        "prices": {"facilitator_year": {"officer": 39_000}, "prison_year": 50_000},
        "payers": {"prison_year": {"prison": 0.9, "health": 0.1}},
        "restrictions": [{"id": "register", "cost_per_year": 700, "who": "band >= high"}],
    }
    assert said_of(tmp_path, costs) == []


def test_a_cost_may_be_the_primary_outcome_only_where_there_are_prices(tmp_path: Path) -> None:
    path = tmp_path / "costly.yaml"
    tree = {**PLAIN, "primary_outcome": "cost_per_start"}
    path.write_text(yaml.safe_dump({**tree, "costs": {"price_year": 2025}}), "utf-8")
    assert load(path).scenario.primary_outcome == "cost_per_start"
    path.write_text(yaml.safe_dump(tree), "utf-8")
    with pytest.raises(ScenarioError, match="no outcome is called `cost_per_start`"):
        load(path)
