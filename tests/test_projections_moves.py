"""Men who are moved from list to list: whose wait goes on, and who has left unserved."""

import polars as pl

from sim.log.columns import COLUMNS
from sim.projections.stays import stays_of
from sim.words.kinds import NOBODY, Cause, Kind

NAN = float("nan")


def _events(*rows: tuple[float, Kind, int, Cause, float]) -> pl.DataFrame:
    whole = [
        (time, int(kind), 0, 0, provision, NOBODY, int(cause), value)
        for time, kind, provision, cause, value in rows
    ]
    return pl.DataFrame(whole, schema=list(COLUMNS), orient="row").with_row_index("seq")


def _how(events: pl.DataFrame) -> list[str]:
    return stays_of(events)["how"].to_list()


CLOSED = (10.0, Kind.LEFT, 0, Cause.PROVISION_CLOSED, NAN)
JOINED = (0.0, Kind.JOINED, 0, Cause.NEW, 0.0)


def test_a_man_moved_from_a_list_that_closed_has_not_left_unserved() -> None:
    events = _events(JOINED, CLOSED, (10.0, Kind.JOINED, 1, Cause.MOVED_LIST, 10.0))
    assert _how(events) == ["moved", "waiting"]
    assert stays_of(events)["since_day"].to_list() == [0.0, 0.0]


def test_a_man_whom_nothing_took_after_his_list_closed_has_left_unserved() -> None:
    assert _how(_events(JOINED, CLOSED)) == ["left"]


def test_a_second_move_that_leads_nowhere_does_not_undo_the_first() -> None:
    events = _events(
        JOINED,
        CLOSED,
        (10.0, Kind.JOINED, 1, Cause.MOVED_LIST, 10.0),
        (20.0, Kind.LEFT, 1, Cause.REASSESSED, NAN),
    )
    assert _how(events) == ["moved", "left"]
