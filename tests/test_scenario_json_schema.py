"""The JSON Schema that editors use accepts what loads and describes every setting."""

from pathlib import Path
from typing import Any

import pytest

from sim.scenario.json_schema import schema_json
from sim.scenario.loading import load, load_bytes
from sim.scenario.tree import Fields, as_data
from sim.scenario.yaml_reader import read_yaml
from tests.regions import REGION
from tests.test_scenario_rules import with_sources

jsonschema = pytest.importorskip("jsonschema", reason="comes with altair")

SCENARIOS = Path(__file__).parent.parent / "scenarios"
PARTS = {SCENARIOS / each for each in ("data", "calibration", "import/waiting_list")}
NO_SCENARIO = SCENARIOS / "import" / "mapping.yaml"
SHIPPED = [
    path
    for path in sorted(SCENARIOS.rglob("*.yaml"))
    if PARTS.isdisjoint(path.parents) and path != NO_SCENARIO
]
VALIDATORS = {
    "2020-12": jsonschema.Draft202012Validator(schema_json()),
    "7": jsonschema.Draft7Validator(schema_json(draft7=True)),
}


def complaints(draft: str, data: Any) -> list[str]:
    return [error.message[:200] for error in VALIDATORS[draft].iter_errors(data)]


@pytest.mark.parametrize("draft", VALIDATORS)
def test_the_schema_is_a_schema(draft: str) -> None:
    validator = VALIDATORS[draft]
    validator.check_schema(validator.schema)
    assert (
        f"draft{'/2020-12' if draft == '2020-12' else '-07'}/schema" in validator.schema["$schema"]
    )


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(SCENARIOS)))
@pytest.mark.parametrize("draft", VALIDATORS)
def test_every_shipped_scenario_validates_as_written_and_as_resolved(
    path: Path, draft: str
) -> None:
    tree = read_yaml(path.read_bytes(), path.name).tree
    assert isinstance(tree, Fields)
    assert complaints(draft, as_data(tree)) == []
    assert complaints(draft, load(path).resolved) == []


@pytest.mark.parametrize("draft", VALIDATORS)
def test_every_setting_has_a_description(draft: str) -> None:
    schema = schema_json(draft7=draft == "7")
    definitions = schema["$defs" if draft == "2020-12" else "definitions"]
    assert "description" in schema
    for name, definition in definitions.items():
        assert "description" in definition, name
        for setting, about in definition.get("properties", {}).items():
            assert "description" in about, f"{name}.{setting}"


def test_draft_7_has_nothing_that_it_does_not_know() -> None:
    def walk(node: Any) -> None:
        if isinstance(node, dict):
            assert not {"$defs", "prefixItems", "discriminator"} & node.keys()
            if isinstance(node.get("$ref"), str):
                assert node.keys() == {"$ref"}
                assert node["$ref"].startswith("#/definitions/")
            for each in node.values():
                walk(each)
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(schema_json(draft7=True))


SMALL: dict[str, Any] = {
    "title": "x",
    "horizon_days": 10,
    "sites": [{"id": "oak", "kind": "prison"}],
    "population": {"streams": []},
}


@pytest.mark.parametrize("draft", VALIDATORS)
def test_a_number_may_be_written_with_its_source_and_a_name_only_as_text(draft: str) -> None:
    figure = {"value": 5, "low": 2, "label": "assumption", "source": "a guess"}
    assert complaints(draft, {**SMALL, "horizon_days": figure}) == []
    site = {"id": "oak", "kind": "prison", "facilitators": figure, "programmes": None}
    assert complaints(draft, {**SMALL, "sites": [site]}) == []
    assert complaints(draft, {**SMALL, "title": figure}) != []
    assert complaints(draft, {**SMALL, "horizon_days": {**figure, "label": "rumour"}}) != []


@pytest.mark.parametrize("draft", VALIDATORS)
def test_names_that_only_code_knows_are_offered(draft: str) -> None:
    assert (
        complaints(draft, {**SMALL, "policies": ["lottery", {"id": "x", "order": "lottery"}]}) == []
    )
    assert complaints(draft, {**SMALL, "policies": ["lotery"]}) != []
    assert complaints(draft, {**SMALL, "primary_outcome": "started_people"}) == []
    assert complaints(draft, {**SMALL, "primary_outcome": "reoffended_people.harm"}) == []
    assert complaints(draft, {**SMALL, "primary_outcome": "started_peeple"}) != []


@pytest.mark.parametrize("draft", VALIDATORS)
def test_everything_that_may_be_said_of_provision_validates_with_and_without_sources(
    draft: str,
) -> None:
    region = load_bytes(REGION.encode()).resolved
    assert complaints(draft, region) == []
    assert complaints(draft, with_sources(region)) == []


RULES: dict[str, tuple[Any, bool]] = {
    "a name": ("highest_risk", True),
    "a score": ({"kind": "score", "of": "2 ** band"}, True),
    "a weighted sum": ({"kind": "weighted", "weights": {"band": 2, "denial": {"value": 1}}}, True),
    "ageing": ({"kind": "ageing", "then": "lottery", "after_days": 365}, True),
    "a matching": ({"kind": "matching"}, True),
    "a name mistyped": ("higest_risk", False),
    "a kind mistyped": ({"kind": "scor", "of": "band"}, False),
    "a rule without its score": ({"kind": "score"}, False),
    "ageing over nothing known": ({"kind": "ageing", "then": "lotery", "after_days": 9}, False),
}


@pytest.mark.parametrize("draft", VALIDATORS)
@pytest.mark.parametrize("rule", RULES)
def test_an_order_is_a_name_or_a_rule(draft: str, rule: str) -> None:
    order, is_sound = RULES[rule]
    mine = {"id": "mine", "order": order}
    assert (complaints(draft, {**SMALL, "policies": [mine]}) == []) == is_sound
    somewhere = {"id": "mine", "order": "lottery", "where": [{"site": "oak", "order": order}]}
    assert (complaints(draft, {**SMALL, "policies": [somewhere]}) == []) == is_sound


@pytest.mark.parametrize("draft", VALIDATORS)
def test_a_file_that_extends_another_may_leave_the_rest_to_it(draft: str) -> None:
    part: dict[str, Any] = {
        "extends": ["base.yaml"],
        "title": None,
        "sites": [{"id": "oak", "facilitators": 4}, {"id": "elm", "remove": True}],
        "programmes": [{"id": "horizon", "duration_days": {"mean": 30}}],
    }
    assert complaints(draft, part) == []
    assert complaints(draft, {**part, "sites": [{"facilitators": 4}]}) != []
    assert complaints(draft, {**part, "sead": 4}) != []
    assert complaints(draft, {key: part[key] for key in ("title", "sites")}) != []
