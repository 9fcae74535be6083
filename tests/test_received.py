"""What each man received, read from logs written by hand: spells, courses, and who sat with him."""

from pathlib import Path

import numpy as np
import pytest

from sim.engine.received import received_by
from sim.engine.terms import terms_of
from sim.log.columns import COLUMNS
from sim.population.create import create_population
from sim.population.people import People
from sim.rules.received import Received
from sim.scenario.schema import Scenario
from sim.words.bands import Band
from sim.words.kinds import Kind
from tests.stories import Tree, programme, region, world

NEVER = np.inf
ONE, TWO = 0, 1
Row = tuple[float, Kind, int, int, int]
"""Day, kind, person, provision (-1 for none), group (-1 for none)."""


def people(*bands: Band, ordered: bool = False) -> tuple[Scenario, People]:
    """Return so many people of these bands, who enter on day 0: in prison, or under an order."""
    tree: Tree = world(
        [region(programmes=("one", "two"))],
        [programme("one", setting="community"), programme("two", setting="community")],
    )
    stream: Tree = {"id": "men", "sites": "north", "backlog": {"people": len(bands)}}
    kind = {"kind": "community", "order_days": 900} if ordered else {"kind": "custody"}
    if not ordered:
        tree["sites"].append({"id": "jail", "kind": "prison"})
        stream |= {
            "sites": "jail",
            "sentences": [{"kind": "determinate", "length_days": 9000}],
        }
    tree["population"] = {"streams": [stream | kind]}
    scenario = Scenario.model_validate(tree)
    found = create_population(scenario, 0, Path()).people
    found.true_band = np.array(bands, np.int8)
    return scenario, found


def read(scenario: Scenario, found: People, *rows: Row) -> Received:
    columns = {name: np.zeros(len(rows), dtype) for name, dtype in COLUMNS.items()}
    for place, name in enumerate(("time", "kind", "person", "provision", "group")):
        columns[name][:] = [row[place] for row in rows]
    return received_by(found, terms_of(scenario), columns)


def out(day: float, man: int = 0) -> Row:
    return day, Kind.RELEASED, man, -1, -1


def back(day: float, man: int = 0, kind: Kind = Kind.RECALLED) -> Row:
    return day, kind, man, -1, -1


def sat(day: float, kind: Kind, man: int, group: int = 0, provision: int = ONE) -> Row:
    return day, kind, man, provision, group


def test_with_one_release_there_is_no_absence() -> None:
    got = read(*people(Band.HIGH), out(10))
    assert got.exposed_day.tolist() == [10.0]
    assert got.absences is None


def test_a_man_is_away_from_each_return_to_the_release_that_follows() -> None:
    """Two men out, back, out and back for good; sentenced while inside is not going in twice."""
    rows = [
        out(10, 0), out(12, 1), back(20, 0), back(25, 1), back(27, 1, Kind.RECONVICTED),
        out(30, 0), out(40, 1), back(50, 0, Kind.RECONVICTED),
    ]  # fmt: skip
    got = read(*people(Band.HIGH, Band.HIGH), *rows)
    assert got.absences is not None
    assert got.exposed_day.tolist() == [10.0, 12.0]
    assert got.absences.person.tolist() == [0, 0, 1]
    assert got.absences.from_day.tolist() == [20.0, 50.0, 25.0]
    assert got.absences.until_day.tolist() == [30.0, NEVER, 40.0]
    assert got.absences.days_before(np.array([60.0, 26.0])).tolist() == [20.0, 1.0]
    assert got.absences.day_after(np.array([25.0, 25.0])).tolist() == [35.0, 25.0]
    assert got.absences.next_release(np.array([22.0, 41.0])).tolist() == [30.0, 41.0]


def test_a_man_on_an_order_is_at_liberty_from_its_start_until_he_is_sentenced() -> None:
    got = read(*people(Band.HIGH, ordered=True), back(20, 0, Kind.RECONVICTED), out(30))
    assert got.exposed_day.tolist() == [0.0]
    assert got.absences is not None
    assert got.absences.from_day.tolist() == [20.0]
    assert got.absences.until_day.tolist() == [30.0]


def test_the_first_end_of_a_course_and_its_programme_are_what_counts_and_later_ones_follow() -> (
    None
):
    got = read(
        *people(Band.HIGH),
        sat(1, Kind.STARTED, 0, 0, TWO), sat(2, Kind.DROPPED_OUT, 0, 0, TWO),
        sat(3, Kind.STARTED, 0, 1, ONE), sat(4, Kind.COMPLETED, 0, 1, ONE),
        sat(5, Kind.STARTED, 0, 2, TWO), sat(6, Kind.COMPLETED, 0, 2, TWO),
    )  # fmt: skip
    assert (got.dropped_day[0], got.completed_day[0]) == (2.0, 4.0)
    assert got.dropped_programme is not None
    assert got.completed_programme is not None
    assert (got.dropped_programme[0], got.completed_programme[0]) == (TWO, ONE)
    [later] = got.later
    assert (later.day.tolist(), later.programme.tolist()) == ([6.0], [TWO])


LOW_SITS: tuple[Row, ...] = (sat(1, Kind.STARTED, 0), sat(9, Kind.COMPLETED, 0))


@pytest.mark.parametrize(
    ("others", "mixed"),
    [
        ([sat(1, Kind.STARTED, 1)], True),
        ([sat(5, Kind.STARTED, 1), sat(6, Kind.DROPPED_OUT, 1)], True),
        ([sat(0, Kind.STARTED, 1), sat(0.5, Kind.DROPPED_OUT, 1)], False),
        ([sat(9.5, Kind.STARTED, 1)], False),
        ([sat(1, Kind.STARTED, 1, group=1)], False),
        ([sat(1, Kind.STARTED, 2)], False),
    ],
)
def test_a_low_risk_man_is_mixed_by_who_sat_there_while_he_did(
    others: list[Row], *, mixed: bool
) -> None:
    """Not by who had left the group before he came, who came after he had done, or another low."""
    rows = sorted([*LOW_SITS, *others], key=lambda row: row[0])
    got = read(*people(Band.LOW, Band.HIGH, Band.LOW), *rows)
    assert got.mixed.tolist() == [mixed, False, False]


def test_a_later_mixed_group_works_on_no_earlier_completion() -> None:
    rows = [*LOW_SITS, sat(20, Kind.STARTED, 0, 1, TWO), sat(20, Kind.STARTED, 1, 1, TWO)]
    got = read(*people(Band.LOW, Band.HIGH), *rows)
    assert not got.mixed.any()
