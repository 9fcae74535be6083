"""Orders that mean no good: each is refused in words, or changes nothing that it must not."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.policies.candidates import Candidates
from sim.policies.orders import Keys, NotInOrder
from tests.stories import prison, programme, steps, told, world

PEOPLE = """
id,join_day
ann,0
bob,0.25
cat,0.5
dan,0.75
"""


class Hostile:
    """An order whose answer is whatever a test wants it to do."""

    name, version, says = "hostile", "1", "means no good"

    def __init__(self, answer: Callable[[Candidates], object], *, uses_clock: bool) -> None:
        self.answer, self.uses_clock = answer, uses_clock

    def keys(self, candidates: Candidates) -> Keys:
        return self.answer(candidates)  # type: ignore[return-value]  # a stranger's answer


def started(answer: Callable[[Candidates], object], folder: Path, *, uses_clock: bool) -> list[str]:
    tree = world([prison(posts=steps((0, 0), (1, 1)))], [programme()], days=60)
    order = Hostile(answer, uses_clock=uses_clock)
    facts = told(tree, PEOPLE, folder, kind="list", order=order)
    return [fact.split()[0] for _, fact in facts if " started " in fact]


def _raises(_: Candidates) -> object:
    raise ValueError("no order today")


def _exits(_: Candidates) -> object:
    sys.exit(0)


@pytest.mark.parametrize("uses_clock", [True, False])
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (_raises, "the order `hostile` failed: ValueError: no order today"),
        (_exits, "the order `hostile` failed: SystemExit: 0"),
        (lambda _: ([[1], [2, 3]],), "the order `hostile` failed: ValueError"),
    ],
)
def test_an_order_that_fails_is_refused_in_words(
    answer: Callable[[Candidates], object],
    words: str,
    uses_clock: bool,  # noqa: FBT001 -- a parameter of the test
    tmp_path: Path,
) -> None:
    with pytest.raises(NotInOrder, match=words):
        started(answer, tmp_path, uses_clock=uses_clock)


def _spoils(candidates: Candidates) -> object:
    joined = candidates.joined_day
    joined.setflags(write=True)
    joined *= -1
    return ()


@pytest.mark.parametrize("uses_clock", [True, False])
def test_an_order_that_spoils_what_it_is_shown_does_not_move_the_ties(
    uses_clock: bool,  # noqa: FBT001 -- a parameter of the test
    tmp_path: Path,
) -> None:
    """Nobody has a key, so the longest wait decides, whatever was done to the columns."""
    assert started(_spoils, tmp_path, uses_clock=uses_clock) == ["ann", "bob", "cat", "dan"]
