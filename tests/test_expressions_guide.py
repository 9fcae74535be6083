"""The guide to rules of one's own: its tables are those of the code, and its examples work."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.policies.expressions import CANDIDATE_FACTS, facts_of, parsed
from sim.policies.facts import CLOCK, LASTING, OF_LISTS
from sim.policies.library import order_for_list, order_from
from sim.policies.sharing import sharing_from
from sim.policies.syntax import FUNCTIONS, LONGEST
from sim.scenario.policy import Policy
from tests.candidates import NEVER, people, sequence

GUIDE = (Path(__file__).parent.parent / "docs" / "expressions.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(
    r"```yaml\n(?P<rule>.*?)```\n+(?P<answer>(First to last|Holds for): [^.]*\.)?", re.DOTALL
)
EXAMPLES = [(each["rule"], each["answer"] or "") for each in EXAMPLE.finditer(GUIDE)]


def men() -> dict[str, dict[str, Any]]:
    """Return the men of the guide's table, by name, as facts of a candidate."""
    rows = re.findall(r"^\| (.+) \|$", GUIDE.split("## Ten rules")[1], re.MULTILINE)
    cells = [row.split(" | ") for row in rows]
    return {
        name: {
            "band": band,
            "age_years": float(age),
            "joined_day": -float(waited),
            "release_day": NEVER if left == "-" else float(left),
            "tariff_day": NEVER if tariff == "-" else float(tariff),
            "sentence": sentence,
            "denial": denial == "yes",
        }
        for name, band, age, waited, left, tariff, sentence, denial in cells[1:9]
    }


@pytest.mark.parametrize(("rule", "answer"), EXAMPLES, ids=range(1, len(EXAMPLES) + 1))
def test_every_rule_of_the_guide_works_and_does_what_the_guide_says(rule: str, answer: str) -> None:
    named = men()
    shown = people(*named.values())
    policy = Policy.model_validate({"id": "own", "order": "first_come", **yaml.safe_load(rule)})
    data = policy.model_dump()
    if answer.startswith("First"):
        found = [list(named)[row] for row in sequence(order_from(data["order"]), shown)]
        assert answer == f"First to last: {', '.join(found)}."
    if answer.startswith("Holds"):
        who = data["deprioritise"]["who"] if data["deprioritise"] else data["reserve"][0]["who"]
        holds = parsed(who, CANDIDATE_FACTS).holds(facts_of(shown))
        found = [name for name, held in zip(named, holds, strict=True) if held]
        assert answer == f"Holds for: {', '.join(found)}."
    assert sharing_from(data["staff"]).says


def test_the_guide_works_out_ten_rules() -> None:
    assert len(EXAMPLES) == 11
    assert [bool(answer) for _, answer in EXAMPLES].count(True) == 9
    assert re.findall(r"^\*\*(\d+)\.", GUIDE, re.MULTILINE) == [
        str(number) for number in range(1, 11)
    ]


def test_the_matching_of_the_guide_fills_groups_of_two() -> None:
    """Gus (120 days left) and Eli (150) can make this group and the next and no more.

    Six places: four for the men of high and very high risk, and two for those of the three with
    medium risk who have waited longest. The later groups take the men who have waited least.
    """
    named = men()
    (rule,) = [yaml.safe_load(rule) for rule, _ in EXAMPLES if "matching" in rule]
    order = order_for_list(order_from(rule["order"]), places=2, minimum_days_left=0.0)
    shown = people(*named.values())
    groups = order.keys(shown)[0].tolist()
    assert "Adam and Dan now, Bob and Eli in 90 days, Carl and Fred in 180; Gus and Hal" in GUIDE
    assert dict(zip(named, groups, strict=True)) == {
        "Adam": 0, "Dan": 0, "Eli": 1, "Bob": 1, "Carl": 2, "Fred": 2, "Gus": 3, "Hal": 3,
    }  # fmt: skip


def test_the_tables_of_the_guide_are_those_of_the_code() -> None:
    lasting, clock = (
        [f"| `{fact.name}` | {fact.says} |" for fact in part] for part in (LASTING, CLOCK)
    )
    lists = [f"| `{name}` | {says} |" for name, says in OF_LISTS.items()]
    for rows in (lasting, clock, lists):
        assert "\n".join(rows) in GUIDE
    assert all(f"`{name}`" in GUIDE for name in FUNCTIONS)
    assert f"at most {LONGEST} characters" in GUIDE
