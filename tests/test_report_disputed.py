"""What a report says of effects under dispute: each part where the scenario has it, only there."""

from pathlib import Path

import pytest

from reports.disputed import Disputed
from reports.figure import Figure, Sheet
from reports.island import spec_of
from reports.made_up import made_up
from reports.reading import Reading
from sim.engine.frame import book_of
from sim.experiments.results import Results
from sim.projections.tables import project
from sim.scenario.loading import load
from sim.scenario.schema import Scenario
from sim.testing import simulate_history
from sim.testing.histories import as_tree

PATHWAY = Path(__file__).parents[1] / "scenarios" / "pathway"


def results_of(scenario: Scenario) -> Results:
    """Return two runs of a scenario under its first two policies."""
    policies = scenario.policies[:2]
    projected = {
        (policy.id, replication): project(simulate_history(scenario, policy, replication))
        for policy in policies
        for replication in range(2)
    }
    return Results.gather(book_of(scenario, policies), projected, {})


def shipped(name: str, years: int) -> Scenario:
    """Return a small scenario of the pathway, cut short."""
    return load(PATHWAY / f"{name}.yaml", [f"horizon_years={years}"]).scenario


def items_of(results: Results) -> dict[str, Figure | Sheet]:
    reading = Reading(results.book, results.policies, results.replications)
    sections = list(Disputed(results, reading).sections())
    return {
        item.key: item
        for section in sections
        for item in section.figures
        if isinstance(item, (Figure, Sheet))
    }


def test_causes_and_the_official_measure_are_shown_where_they_are_told_apart() -> None:
    items = items_of(results_of(shipped("reoffending_by_cause", 4)))
    assert list(items)[:2] == ["reoffending-by-cause", "proven-reoffending"]
    causes, proven = items["reoffending-by-cause"], items["proven-reoffending"]
    assert isinstance(causes, Figure)
    assert "a contact sexual reoffence" in causes.title
    assert "a reoffence that is not sexual" in causes.title
    assert causes.title in causes.alt
    assert spec_of(causes.chart)
    assert proven.tables[0].shown.shape == (2, 3)


def test_regret_and_the_mean_under_weights_are_shown_for_beliefs_with_weights() -> None:
    items = items_of(results_of(shipped("beliefs", 6)))
    assert list(items) == ["regret"]
    regret, weighted = items["regret"].tables
    assert regret.shown.columns[0] == "Policy"
    assert regret.shown.columns[-1] == "Worst"
    assert "judgements, not findings: 16.7% to “Courses harm”" in weighted.note
    chances = [float(cell.removesuffix("%")) for cell in weighted.shown["Chance of being the best"]]
    assert sum(chances) == pytest.approx(100, abs=0.2)


def test_what_came_first_is_shown_where_men_are_recalled() -> None:
    followed = as_tree(shipped("reoffending_by_cause", 5))
    laid = {part: followed[part] for part in ("reoffending", "beliefs")}
    recalled = as_tree(shipped("recall", 9)) | laid
    first = items_of(results_of(Scenario.model_validate(recalled)))["first-after-release"]
    assert isinstance(first, Figure)
    assert "are back in prison before anything else happens" in first.title
    assert "A return to prison" in first.tables[0].shown["What"].to_list()
    assert spec_of(first.chart)


def test_a_scenario_that_tells_nothing_apart_has_regret_alone_and_one_policy_has_none() -> None:
    assert list(items_of(made_up(3, 2))) == ["regret"]
    assert not items_of(made_up(1, 2))
