"""The findings of one question are judged together: directions are corrected as one family."""

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from sim.answer import in_words
from sim.experiments.claims import Worlds, all_measured, measured
from sim.experiments.results import Results
from sim.log.claims import ClaimNote
from sim.testing.asked import asked
from tests.commands import small_world, write

if TYPE_CHECKING:
    from pathlib import Path

WIDE = [0.4, 1.0, 1.6, 0.6]
STRONG = [1.0, 1.01, 0.99, 1.0]
"""Differences by replication: of p = 0.04, and of hardly any."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Results:
    path: Path = tmp_path_factory.mktemp("together") / "small.yaml"
    return asked(write(small_world(), path), 1)[None]


def worlds_of(base: Results, differences: list[list[float]]) -> tuple[list[ClaimNote], Worlds]:
    """Return claims on as many outcomes as there are lists, and worlds that differ by these."""
    names = [each.name for each in base.known[: len(differences)]]
    rows = [
        (policy, place, name, value if policy == "soonest_release" else 0.0)
        for name, values in zip(names, differences, strict=True)
        for place, value in enumerate(values)
        for policy in ("first_come", "soonest_release")
    ]
    table = pl.DataFrame(rows, ["policy", "replication", "outcome", "value"], orient="row")
    worlds = {None: replace(base, tables={"outcomes": table}, replications=len(WIDE))}
    pair = ("soonest_release", None), ("first_come", None)
    return [ClaimNote(name, name, *pair, 0.0, 9.0) for name in names], worlds


def test_a_direction_that_holds_by_itself_may_be_lost_among_others(
    base: Results,
) -> None:
    claims, worlds = worlds_of(base, [WIDE, WIDE, STRONG])
    alone = [measured(each, worlds) for each in claims]
    together = all_measured(claims, worlds)
    assert [each.said for each in alone if each] == ["holds"] * 3
    assert [each.said for each in together if each] == ["cannot say", "cannot say", "holds"]
    assert [each.lost_among_others for each in together if each] == [True, True, False]


def test_what_holds_in_some_worlds_of_a_question_holds_in_all(base: Results) -> None:
    claims, worlds = worlds_of(base, [WIDE, WIDE])
    elsewhere = replace(claims[1], ours=("soonest_release", "more"))
    (some, _), (whole, _) = (
        all_measured([claims[0], other], worlds) for other in (elsewhere, claims[1])
    )
    assert some is not None
    assert whole is not None
    assert some.adjusted_p is not None
    assert whole.adjusted_p is not None
    assert some.adjusted_p >= whole.adjusted_p


def test_a_claim_that_nothing_differs_is_in_no_family(base: Results) -> None:
    claims, worlds = worlds_of(base, [WIDE, STRONG])
    none = replace(claims[1], low=-3.0, high=3.0)
    first, second = all_measured([claims[0], none], worlds)
    assert first is not None
    assert second is not None
    assert (first.said, second.said, second.adjusted_p) == ("holds", "holds", None)


@pytest.mark.parametrize(
    ("claimed", "found", "lost", "why"),
    [
        ((0.0, 0.1), (0.02, -0.01, 0.05), 0, "the interval holds 0"),
        ((0.0, 0.1), (0.02, 0.01, 0.03), 1, "it would hold by itself, but not as one of sev"),
        ((0.0, 0.1), (0.12, 0.08, 0.16), 0, "the mean lies outside what is claimed"),
        ((-0.1, 0.1), (0.08, 0.04, 0.12), 0, "the interval reaches beyond what is claimed"),
    ],
)
def test_what_cannot_be_said_has_its_reason(
    claimed: tuple[float, float], found: tuple[float, float, float], lost: int, why: str
) -> None:
    each = {
        "said": "cannot say",
        "claimed": dict(zip(("low", "high"), claimed, strict=True)),
        "difference": dict(zip(("mean", "low", "high"), found, strict=True)),
        "lost_among_others": bool(lost),
    }
    assert in_words(each).startswith(f"CANNOT SAY: {why}")
