"""A key that means nothing hides no other mistake: the rest of its section is read on."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from sim.scenario.loading import load_bytes
from sim.scenario.problems import ScenarioError

MISTAKEN: dict[str, Any] = {
    "placesim": 1,
    "title": "t",
    "horizon_years": 3,
    "results": {"from": 9000},
    "sites": [
        {"id": "oak", "kind": "prison", "facilitators": 2, "programmes": ["c", "none"]},
        {"id": "north", "kind": "probation"},
    ],
    "programmes": [
        {
            "id": "c",
            "setting": "prison",
            "bands": ["medium"],
            "group": {"minimum": 2, "maximum": 4},
            "facilitators": 2,
            "duration_days": 20,
            "after": ["nothing"],
        }
    ],
    "licence": {
        "recalled_within_2_years_share": 0.2,
        "mappa": {"hours_per_week": {"level_1": 1}, "officer_hours_per_week": {"nowhere": 900}},
    },
    "population": {
        "streams": [
            {"id": "a", "kind": "list", "sites": "elm", "arrivals_per_year": 20},
            {"id": "b", "kind": "list", "sites": "oak", "waits_for": "q", "arrivals_per_year": 2},
        ],
    },
    "policies": [{"id": "x", "order": "first_come", "deprioritise": {"who": "needs_unheard_of"}}],
    "cohorts": [{"id": "z", "who": "cse", "regions": ["nope"]}],
}
STRAY = "zzqqxx"


def paths_of(tree: dict[str, Any]) -> set[str]:
    """Return where something is wrong, without the lines, which a key more may shift."""
    text = yaml.safe_dump(tree, sort_keys=False)
    with pytest.raises(ScenarioError) as refused:
        load_bytes(text.encode(), name="a.yaml")
    return {f"{each.path}: {each.message}" for each in refused.value.problems}


def mappings(part: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of every mapping in a tree whose keys are settings."""
    children = part.items() if isinstance(part, dict) else enumerate(part)
    if isinstance(part, dict) and path[-1:] not in {
        ("officer_hours_per_week",),
        ("hours_per_week",),
    }:
        yield path
    for key, child in children:
        if isinstance(child, dict | list):
            yield from mappings(child, (*path, key))


def with_stray(part: Any, path: tuple[str | int, ...]) -> Any:
    if not path:
        return {**part, STRAY: 1}
    head, rest = path[0], path[1:]
    if isinstance(part, dict):
        return {**part, head: with_stray(part[head], rest)}
    return [with_stray(each, rest) if place == head else each for place, each in enumerate(part)]


def test_the_scenario_is_wrong_in_as_many_places_as_meant() -> None:
    assert len(paths_of(MISTAKEN)) == 8


@pytest.mark.parametrize(
    "path", list(mappings(MISTAKEN)), ids=lambda path: ".".join(map(str, path))
)
def test_a_key_that_means_nothing_adds_one_complaint_and_hides_none(
    path: tuple[str | int, ...],
) -> None:
    found = paths_of(with_stray(MISTAKEN, path))
    more = found - paths_of(MISTAKEN)
    assert paths_of(MISTAKEN) <= found
    assert len(more) == 1
    assert "unknown setting; allowed:" in more.pop()


def test_a_mistake_between_two_settings_is_told_beside_a_key_that_means_nothing() -> None:
    stream = {"id": "a", "kind": "list", "sites": "oak", "arrivals_per_year": 20, STRAY: 1}
    stream |= {"need": {"low": 1}, "need_score": 0.2}
    tree = {**MISTAKEN, "population": {"streams": [stream]}}
    assert any("give need or need_score, not both" in each for each in paths_of(tree))


def test_a_mistyped_key_is_told_alone_for_what_it_means_is_not_known() -> None:
    """Without its facilitators the site could serve nobody, which only follows from the typo."""
    sound = {key: MISTAKEN[key] for key in ("placesim", "title", "horizon_years", "programmes")}
    course = {**MISTAKEN["programmes"][0], "after": []}
    stream = {"id": "a", "kind": "list", "sites": "oak", "arrivals_per_year": 20}
    site = {"id": "oak", "kind": "prison", "facilitatrs": 2, "programmes": ["c"]}
    tree = {**sound, "programmes": [course], "population": {"streams": [stream]}, "sites": [site]}
    assert paths_of(tree) == {
        "sites[oak].facilitatrs: unknown setting; did you mean `facilitators`?"
    }
