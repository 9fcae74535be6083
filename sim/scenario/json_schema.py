"""The JSON Schema of scenario files, for editors: completion, hints and a first check while typing.

It says less than loading checks (nothing across settings) and never more: what loads, validates.
A file that `extends` another may leave out what the other says, so of its parts nothing but ids is
required; each definition is therefore there twice, whole and as a part.
"""

from collections.abc import Callable
from typing import Any

from sim.policies.orders import order_names
from sim.scenario.schema import Scenario
from sim.words.outcome_table import BELIEF, EVERYTHING
from sim.words.outcomes import outcomes_of

DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"
DEFINITIONS = "#/$defs/"
WHOLE = ("Figure", "Step")
"""Definitions that replace what they are laid over, so that there are no parts of them."""

NAME_AN_ORDER = (("Policy", "order"), ("Where", "order"), ("Ageing", "then"))

EXTENDS = {
    "description": "the files that this one is laid over, named relative to it",
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
}
OF_A_BELIEF = r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_-]*$"
"""Outcomes that there are for each belief, such as `reoffended_people.none`."""

REMOVE = {"description": "takes the item of this id away", "const": True}

Json = dict[str, Any]


def schema_json(*, draft7: bool = False) -> Json:
    """Return the JSON Schema of a scenario file, as draft 2020-12 or as draft 7."""
    root = Scenario.model_json_schema()
    definitions: Json = {**root.pop("$defs"), "Scenario": root}
    root["properties"].pop("figures")
    _offer_names(definitions)
    figure = definitions.pop("Figure")
    definitions = {name: _nullable(_walked(each, _or_figure)) for name, each in definitions.items()}
    parts = {f"Part{name}": _part(each) for name, each in definitions.items() if name not in WHOLE}
    parts["PartScenario"]["properties"]["extends"] = EXTENDS
    schema = {
        "$schema": DRAFT_7 if draft7 else DRAFT_2020,
        "title": "placesim scenario",
        "description": root["description"],
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"{DEFINITIONS}PartScenario"},
        "else": {"$ref": f"{DEFINITIONS}Scenario"},
        "$defs": {**definitions, "Figure": figure, **parts},
    }
    tidy: Json = _walked(schema, _tidied)
    return _walked(tidy, _as_draft_7) if draft7 else tidy


def _offer_names(definitions: Json) -> None:
    """Offer the names that only code can check: orders and outcomes."""
    orders = list(order_names())
    for name, key in NAME_AN_ORDER:
        _as_enum(definitions[name]["properties"][key], orders)
    of_scenario = definitions["Scenario"]["properties"]
    of_scenario["policies"]["items"] = {
        "anyOf": [{"enum": orders}, {"$ref": f"{DEFINITIONS}Policy"}]
    }
    of_scenario["primary_outcome"].pop("type")
    of_scenario["primary_outcome"]["anyOf"] = [
        {"enum": [each.name for each in outcomes_of(EVERYTHING) if BELIEF not in each.name]},
        {"type": "string", "pattern": OF_A_BELIEF},
    ]


def _as_enum(node: Json, names: list[str]) -> None:
    """Turn the text that may stand here, alone or beside a rule, into certain names."""
    for branch in (node, *node.get("anyOf", ())):
        if branch.get("type") == "string":
            branch["enum"] = names


def _part(whole: Json) -> Json:
    """Return a definition as it may stand in a file that extends another."""
    part: Json = _walked({key: each for key, each in whole.items() if key != "required"}, _lenient)
    properties = part.get("properties", {})
    if "id" in properties:
        part["required"] = ["id"]
        properties["remove"] = REMOVE
    return _nullable(part)


def _nullable(definition: Json) -> Json:
    """Let a key that is not required be followed by nothing."""
    required = definition.get("required", [])
    properties = {
        key: each if key in required else _or_nothing(each)
        for key, each in definition.get("properties", {}).items()
    }
    return {**definition, "properties": properties}


def _or_nothing(node: Json) -> Json:
    if {"type": "null"} in node.get("anyOf", []):
        return node
    return _alternatives(node, {"type": "null"})


def _or_figure(node: Json) -> Json:
    """Let a number also be written with its source."""
    if node.get("type") in ("number", "integer"):
        return _alternatives(node, {"$ref": f"{DEFINITIONS}Figure"})
    return node


def _alternatives(node: Json, other: Json) -> Json:
    about: Json = {key: node[key] for key in ("title", "description", "default") if key in node}
    inner = {key: each for key, each in node.items() if key not in about}
    return {"anyOf": [*inner.pop("anyOf", []), *([inner] if inner else []), other], **about}


def _lenient(node: Json) -> Json:
    """Point from a part to parts, of which any may fit: what tells them apart may be left out."""
    node = {"anyOf" if key == "oneOf" else key: each for key, each in node.items()}
    name = str(node.get("$ref", "")).removeprefix(DEFINITIONS)
    if name and name not in WHOLE:
        node["$ref"] = f"{DEFINITIONS}Part{name}"
    return node


def _tidied(node: Json) -> Json:
    """Drop what editors have no use for, and give every setting the description it has inside."""
    if isinstance(node.get("discriminator"), dict):
        node = {key: each for key, each in node.items() if key != "discriminator"}
    if isinstance(node.get("title"), str) and "$schema" not in node:
        node = {key: each for key, each in node.items() if key != "title"}
    for branch in node.get("anyOf", []) if "description" not in node else []:
        if "description" in branch:
            return {**node, "description": branch["description"]}
    return node


def _as_draft_7(node: Json) -> Json:
    """Rename what draft 7 calls otherwise; beside a reference it reads nothing else."""
    if isinstance(node.get("$ref"), str):
        reference = {"$ref": node["$ref"].replace(DEFINITIONS, "#/definitions/")}
        beside = {key: each for key, each in node.items() if key != "$ref"}
        return {"allOf": [reference], **beside} if beside else reference
    return {"definitions" if key == "$defs" else key: each for key, each in node.items()}


def _walked(node: Any, change: Callable[[Json], Json]) -> Any:
    """Return a schema with every object in it changed, the inner ones first."""
    if isinstance(node, list):
        return [_walked(each, change) for each in node]
    if not isinstance(node, dict):
        return node
    return change({key: _walked(each, change) for key, each in node.items()})
