"""The reference pages of the guide are what the schema and the commands say of themselves.

To accept a change: `REFRESH_GUIDE=1 python -m pytest tests/test_guide_reference.py`, and read
`git diff docs/guide`.
"""

import os
import re
from pathlib import Path

from pydantic import BaseModel

from sim.cli import app
from sim.cli.page import page_of
from sim.scenario.numbers import Id, Share
from sim.scenario.reference import meaning_of, reference, settings, unit_of
from sim.scenario.schema import Scenario
from tests.commands import placesim

GUIDE = Path(__file__).parents[1] / "docs" / "guide"
OF_ANY = {
    each.description
    for each in Id.__metadata__ + Share.__metadata__
    if hasattr(each, "description")
}


def held(page: str, text: str) -> bool:
    """Tell whether a page is this text; write it there first if asked to."""
    path = GUIDE / page
    if os.environ.get("REFRESH_GUIDE"):
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8") == text


def test_the_reference_of_settings_is_what_the_schema_says() -> None:
    assert held("reference.md", reference())


def test_the_reference_of_commands_is_what_the_commands_say() -> None:
    assert held("commands.md", page_of(app))


def test_the_command_prints_the_reference() -> None:
    assert placesim("schema", "--markdown").out == reference()


def test_every_setting_says_what_it_means_and_not_only_what_kind_of_thing_it_is() -> None:
    bare = [
        f"{part.__name__}.{name}"
        for part, name, each in settings()
        if name != "id" and (not (said := meaning_of(each)) or said in OF_ANY)
    ]
    assert bare == [], "give these a description= in their Field"


def test_every_part_says_what_it_is() -> None:
    assert [part.__name__ for part, _, _ in settings() if not part.__doc__] == []


def test_the_reference_leaves_out_no_part_of_the_schema() -> None:
    """Whatever the JSON Schema has a definition of has a section, with a row a setting."""
    schema = Scenario.model_json_schema()
    page = reference()
    sections = re.split(r"^### ", page, flags=re.MULTILINE)[1:]
    rows = [re.findall(r"^\| `(\w+)` \|", each, flags=re.MULTILINE) for each in sections]
    parts = {**schema["$defs"], "Scenario": schema}
    wanted = [
        sorted(set(each.get("properties", {})) - ({"figures"} if name == "Scenario" else set()))
        for name, each in parts.items()
    ]
    assert sorted(map(sorted, rows)) == sorted(wanted)


def test_every_link_of_the_reference_leads_to_a_section_of_it() -> None:
    page = reference()
    assert set(re.findall(r"\]\(#([\w-]+)\)", page)) <= set(re.findall(r'<a id="([\w-]+)">', page))


def test_a_setting_is_required_in_the_reference_where_a_scenario_without_it_is_refused() -> None:
    page = reference()
    for part, name, each in settings():
        row = next(
            line
            for line in page.partition(f"</a>{_title(part)}\n")[2].splitlines()
            if line.startswith(f"| `{name}` |")
        )
        assert ("**required**" in row) == each.is_required(), row


def test_what_ends_in_a_unit_is_said_in_that_unit() -> None:
    assert [unit_of(name) for name in ("wait_days", "a_share", "minimum_days_left", "kind")] == [
        "days",
        "share",
        "days",
        "",
    ]


def test_every_command_and_option_stands_in_the_page_of_commands() -> None:
    page = page_of(app)
    for command in app.registered_commands:
        name = command.name or command.callback.__name__
        section = page.partition(f"## {name}\n")[2].partition("\n## ")[0]
        helped = placesim(name, "--help").out
        for option in set(re.findall(r"(?<!\w)--[a-z][a-z0-9-]+", helped)) - {"--help"}:
            assert re.search(rf"`(--[a-z-]+, )?{option}[`,]", section), option


def _title(part: type[BaseModel]) -> str:
    words = re.findall(r"[A-Z][a-z]*", part.__name__)
    return " ".join([words[0], *map(str.lower, words[1:])])
