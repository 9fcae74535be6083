"""The shipped scenarios load, say where every number comes from, and cite rows that exist."""

import csv
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sim.population.create import create_population
from sim.scenario.figures import is_figure
from sim.scenario.loading import Loaded, load
from tests.stories import history_of

SCENARIOS = Path(__file__).parents[1] / "scenarios"
EVIDENCE = SCENARIOS / "evidence"
SHIPPED = sorted(
    path.relative_to(SCENARIOS)
    for folder in (".", "textbook", "provision", "pathway", "questions")
    for path in (SCENARIOS / folder).glob("*.yaml")
)
CITATION = re.compile(r"\[([a-z_]+\.csv) > ([^\]]+?) > ([^\]]*?)\]")
NO_PEDIGREE = ("placesim", "covers", "seed", "replications")
FENCE = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


@cache
def national(name: str = "national.yaml") -> Loaded:
    return load(SCENARIOS / name)


@pytest.fixture(params=["national.yaml", "national-2012.yaml"])
def whole_country(request: pytest.FixtureRequest) -> Loaded:
    return national(request.param)


@cache
def evidence() -> dict[tuple[str, str, str], dict[str, str]]:
    rows = {}
    for path in EVIDENCE.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows[path.name, row["item"], row["attribute"]] = row
    return rows


def numbers(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every number of a scenario with its path: a figure if it has one, else as it is."""
    if is_figure(node):
        yield path, node
    elif isinstance(node, dict):
        for key, child in node.items():
            if path or key not in NO_PEDIGREE:
                yield from numbers(child, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for place, child in enumerate(node):
            yield from numbers(child, f"{path}[{place}]")
    elif isinstance(node, (int, float)) and not isinstance(node, bool):
        yield path, node


def cited(text: str) -> set[tuple[str, str, str]]:
    return {(file, item.strip(), row.strip()) for file, item, row in CITATION.findall(text)}


def every_citation() -> set[tuple[str, str, str]]:
    documents = (SCENARIOS.parent / "docs" / "evidence.md", *SCENARIOS.rglob("*.yaml"))
    return {each for path in documents for each in cited(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", SHIPPED, ids=str)
def test_a_shipped_scenario_loads_without_mistakes(name: Path) -> None:
    loaded = load(SCENARIOS / name)
    # Two textbook ones have no programme on purpose, and are rightly told so.
    assert loaded.warnings == [] or not loaded.scenario.programmes


def test_every_number_of_a_national_scenario_says_where_it_comes_from(
    whole_country: Loaded,
) -> None:
    bare = [
        path for path, number in numbers(whole_country.resolved) if not isinstance(number, dict)
    ]
    unsourced = [
        path
        for path, number in numbers(whole_country.resolved)
        if isinstance(number, dict) and not (number.get("label") and number.get("source"))
    ]
    assert (bare, unsourced) == ([], [])


def test_every_assumption_has_a_range_and_lies_in_it(whole_country: Loaded) -> None:
    wrong = [
        path
        for path, number in numbers(whole_country.resolved)
        if isinstance(number, dict)
        and number["label"] in {"assumption", "unverified"}
        and not number.get("low", float("inf")) <= number["value"] <= number.get("high", 0)
    ]
    assert wrong == []


def test_every_citation_names_a_row_of_evidence() -> None:
    assert every_citation() - evidence().keys() == set()


def test_evidence_holds_no_row_that_nothing_cites() -> None:
    assert evidence().keys() - every_citation() == set()


def test_a_share_that_cites_a_row_lies_in_the_range_of_that_row(whole_country: Loaded) -> None:
    wrong = []
    for path, number in numbers(whole_country.resolved):
        if not isinstance(number, dict) or not path.endswith("share"):
            continue
        for key in cited(number["source"]):
            row = evidence()[key]
            if (
                row["unit"] == "proportion"
                and row["low"]
                and not (
                    float(row["low"]) <= number["value"] <= float(row["high"])
                    or float(row["low"]) <= 1 - number["value"] <= float(row["high"])
                )
            ):
                wrong.append((path, number["value"], key))
    assert wrong == []


def test_a_number_is_no_surer_than_the_row_it_cites(whole_country: Loaded) -> None:
    rank = ["assumption", "unverified", "source document", "published"]
    wrong = [
        path
        for path, number in numbers(whole_country.resolved)
        if isinstance(number, dict)
        for key in cited(number["source"])
        if rank.index(number["label"]) > rank.index(evidence()[key]["label"])
    ]
    assert wrong == []


def test_sentence_mixes_add_up_to_one(whole_country: Loaded) -> None:
    for stream in whole_country.scenario.population.streams:
        mixes = [stream.sentences, stream.backlog.sentences if stream.backlog else None]
        for mix in filter(None, mixes):
            assert sum(sentence.share for sentence in mix) == pytest.approx(1, abs=0.01)


def test_the_national_scenario_has_the_size_of_england_and_wales() -> None:
    scenario = national().scenario
    prisons = [site for site in scenario.sites if site.kind == "prison"]
    regions = [site for site in scenario.sites if site.kind == "probation"]
    custody = [each for each in scenario.population.streams if each.kind == "custody"]
    assert 25 <= sum(bool(site.programmes) for site in prisons) <= 30
    assert len(regions) == len(custody) == 12
    assert sum(each.backlog.people for each in custody if each.backlog) == pytest.approx(
        14_300, abs=12
    )
    yearly = sum(each.arrivals_per_year[0].value for each in custody if each.arrivals_per_year)
    assert yearly == pytest.approx(4_400, abs=12)
    assert scenario.staff is not None
    posts = sum((site.staff or {})["probation_facilitator"][-1].value for site in regions)
    assert posts * (1 - scenario.staff.vacant_share) == pytest.approx(193, abs=3)


def test_the_national_scenario_compares_eight_policies_under_three_beliefs() -> None:
    scenario = national().scenario
    first, *others = scenario.policies
    assert (first.id, first.order) == ("first_come", "first_come")
    assert len(others) == 7
    assert {"harm", "none", "benefit"} == set(scenario.belief_ids)
    assert scenario.horizon >= 20 * 365


def spread() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "spread", SCENARIOS / "data" / "spread" / "spread.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_of_the_regions_are_what_their_templates_say() -> None:
    for name, text in spread().written().items():
        assert (SCENARIOS / "data" / name).read_text(encoding="utf-8") == text, (
            f"{name}: run python scenarios/data/spread/spread.py"
        )


def blocks(kind: str) -> list[str]:
    text = (SCENARIOS / "README.md").read_text(encoding="utf-8")
    return [body for language, body in FENCE.findall(text) if language == kind]


@pytest.mark.parametrize("number", range(len(blocks("yaml"))))
def test_every_example_of_the_guide_loads_and_runs_by_the_laws(number: int, tmp_path: Path) -> None:
    example = blocks("yaml")[number]
    (tmp_path / "oak.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    (tmp_path / "people.csv").write_text(blocks("csv")[0], encoding="utf-8")
    whole = "placesim:" in example or "extends:" in example
    text = example if whole else f"extends: oak.yaml\n{example}"
    (tmp_path / "example.yaml").write_text(text, encoding="utf-8")
    loaded = load(tmp_path / "example.yaml")
    population = create_population(loaded.scenario, 0, loaded.root)
    for policy in loaded.scenario.policies:
        history_of(loaded.scenario.model_copy(update={"policies": [policy]}), population)
