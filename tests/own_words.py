"""What a question asks in its own file: its tree without what it only says of itself."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

ONLY_SAID = frozenset({"title", "question", "description", "covers", "extends", "says", "name"})
"""Keys of prose, wherever they stand: nothing is asked by saying that it is."""

Asks = Callable[[str], bool]


def own_words(path: Path) -> str:
    """Return what the file itself sets, changes and claims, a line each: where it stands, and what.

    What it extends is not in it, nor any prose.
    """
    return "\n".join(_lines(yaml.safe_load(path.read_text(encoding="utf-8")), ""))


def _lines(node: Any, where: str) -> Iterator[str]:
    if isinstance(node, dict):
        for key, each in node.items():
            if key not in ONLY_SAID:
                yield from _lines(each, f"{where}.{key}")
        return
    if isinstance(node, list) and any(isinstance(each, dict) for each in node):
        for each in node:
            yield from _lines(each, where)
        return
    yield f"{where} = {json.dumps(node, default=str)}"


def asks(pattern: str) -> Asks:
    """Tell whether a policy, a change or a finding of the file is about something called so."""
    asked = re.compile(
        rf"^\.(policies|changes|finding|primary_outcome)\b.*({pattern})", re.MULTILINE
    )
    return lambda words: asked.search(words) is not None


def brings(pattern: str) -> Asks:
    """Tell whether the file brings something of its own that is called so."""
    return lambda words: re.search(pattern, words) is not None


def sites_changed(words: str) -> set[str]:
    """Return the sites that a change of the file sets something at."""
    return set(re.findall(r"^\.changes\.set\.sites\[(\w+)\]", words, re.MULTILINE))


ASKS: dict[int, Asks] = {
    1: asks(r"set\.assessment\."),
    2: asks(r"horizon|building_choices_moderate|band == medium"),
    3: asks(r"\[kaizen\]"),
    4: asks(r"low_risk|beyond_bands"),
    5: asks(r"circle"),
    6: asks(r"denial = |cohort = \"denial\""),
    7: asks(r"_community\]\.(group|dose|delivery)"),
    8: asks(r"cohort = \"learning_disability\""),
    9: asks(r"therapeutic_community"),
    10: brings(r"\.delivery = \"one_to_one\""),
    11: asks(r"composition"),
    12: asks(r"cohort = \"young"),
    13: asks(r"\]\.window"),
    14: asks(r"set\.transfers"),
    15: asks(r"\.staff\b"),
    16: asks(r"tariff|indeterminate"),
    17: asks(r"recall|mappa"),
    18: asks(r"reoffended"),
    19: asks(r"reoffended_people\.harm"),
    20: asks(r"fair_supervision"),
    21: asks(r"upstream"),
    22: asks(r"\.staff\.peer_supporter"),
    23: asks(r"\]\.voluntary"),
    24: asks(r"\.cohort = "),
    25: lambda words: len(sites_changed(words)) > 1,
    26: asks(r"\.costs\.restrictions"),
}
"""What a question must ask in its own file to be about this part of the system, by its number."""
