"""The timetable of the boards: every errand once, on its day, in the order of asking."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sim.engine.timetable import DAYS_A_DRAWER, Timetable

HORIZON = 100.0
DAYS = st.one_of(
    st.floats(0.0, 120.0),
    st.integers(0, 8).map(lambda drawer: drawer * DAYS_A_DRAWER),  # on the edge of a drawer
)


def gone_through(timetable: Timetable) -> None:
    """Do all that is noted, instant by instant."""
    while True:
        while timetable.today:
            errand, what = timetable.today.popleft()
            errand(what)
        if timetable.heap[0][0] >= HORIZON:
            return
        timetable.move_on()


def begun() -> Timetable:
    timetable = Timetable()
    timetable.begin(HORIZON)
    return timetable


def test_what_is_noted_for_today_comes_after_all_that_was_noted_before() -> None:
    timetable = begun()
    done: list[Any] = []
    timetable.note(5.0, lambda _: timetable.note(5.0, done.append, "last"), None)
    timetable.note(5.0, done.append, "first")
    gone_through(timetable)

    assert done == ["first", "last"]


def test_nothing_happens_at_the_horizon() -> None:
    timetable = begun()
    done: list[Any] = []
    timetable.note(HORIZON, done.append, "late")
    timetable.note(99.5, done.append, "in time")
    gone_through(timetable)

    assert done == ["in time"]


@given(st.lists(DAYS, max_size=40))
def test_errands_come_by_day_and_within_a_day_as_they_were_asked_for(days: list[float]) -> None:
    timetable = begun()
    done: list[Any] = []
    for number, day in enumerate(days):
        timetable.note(day, lambda each: done.append((timetable.now, each)), (day, number))
    gone_through(timetable)

    assert [each for _, each in done] == sorted(
        (day, number) for number, day in enumerate(days) if day < HORIZON
    )
    assert all(now == day for now, (day, _) in done)


@given(st.lists(st.tuples(DAYS, DAYS), max_size=20))
def test_an_errand_may_ask_for_another_at_any_later_day(pairs: list[tuple[float, float]]) -> None:
    timetable = begun()
    done: list[Any] = []

    def ask(more: float) -> None:
        timetable.note(timetable.now + more, done.append, None)

    for day, more in pairs:
        timetable.note(day, ask, more)
    gone_through(timetable)

    assert len(done) == sum(day < HORIZON and day + more < HORIZON for day, more in pairs)
