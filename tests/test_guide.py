"""What the guide and the front page say of names is what the code knows."""

import re
from dataclasses import fields
from pathlib import Path

from sim.population.assumed import AGE_YEARS, BAND, LICENCE_DAYS, TRUE_FLAGS
from sim.population.create import create_population
from sim.population.sheet import FLAGS, KNOWN
from sim.scenario.loading import load
from sim.scenario.schema import Scenario
from sim.words.bands import BAND_NAMES
from sim.words.outcome_table import EVERYTHING, guide_with_table
from sim.words.outcomes import Scope

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "scenarios" / "README.md"


def test_the_guide_lists_every_outcome_as_the_code_defines_it() -> None:
    text = GUIDE.read_text(encoding="utf-8")

    assert text == guide_with_table(text), (
        "write guide_with_table() of sim.words.outcome_table to scenarios/README.md"
    )


def test_the_table_of_outcomes_leaves_out_nothing_that_a_scenario_may_have() -> None:
    assert all(getattr(EVERYTHING, each.name) for each in fields(Scope))


def test_the_guide_says_which_outcome_verdicts_lean_on_where_a_scenario_names_none() -> None:
    default = Scenario.model_fields["primary_outcome"].default
    text = " ".join(GUIDE.read_text(encoding="utf-8").split())

    assert f"Left out it is `{default}`" in text


def test_the_person_of_the_front_page_is_somebody_of_the_scenario_that_it_says_to_copy() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    named = {
        line.split("--person ")[1].split()[0] for line in page.splitlines() if "--person " in line
    }
    scenario = load(ROOT / "scenarios" / "quickstart.yaml").scenario
    population = create_population(scenario, 0, ROOT / "scenarios")

    assert "scenarios/quickstart.yaml" in page
    assert named
    assert named <= set(population.ids())


def test_the_guide_names_every_column_and_what_is_assumed_without_it() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    section = guide.partition("### People by name")[2].partition("\n## ")[0]
    rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row[0])}
    assert named == {*KNOWN, "needs_NAME"}
    without = {row[0].split("`")[1]: row[-1].rstrip(" |") for row in rows}
    assert without["band"] == BAND_NAMES[BAND]
    assert without["age_years"] == f"{AGE_YEARS:g}"
    assert without["licence_end_day"].startswith(f"{LICENCE_DAYS:g} days after release")
    assert {name for name in FLAGS if without.get(name, "no") == "yes"} == TRUE_FLAGS


def test_the_guide_names_everything_that_a_scenario_can_say() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    schema = Scenario.model_json_schema()
    parts = {**schema["$defs"], "Scenario": schema}
    names = {name for part in parts.values() for name in part.get("properties", {})}
    assert not {name for name in names if not re.search(rf"\b{name}\b", guide)}


def test_the_guide_names_the_small_scenario_of_every_part_of_the_pathway() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    shipped = {path.name for path in (GUIDE.parent / "pathway").glob("*.yaml")}
    assert not {name for name in shipped if name not in guide}
