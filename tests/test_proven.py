"""Causes that compete, the official measure, and what comes first, on stories told by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from sim.projections.biography import biography
from sim.projections.handwritten import Row, event, history
from sim.projections.tables import project
from sim.words.days import DAYS_PER_YEAR as YEAR
from sim.words.kinds import Cause, Kind

RUN = {"horizon_days": 6 * YEAR, "window_to_day": 6 * YEAR}
TOLD = ("contact", "other", "proven")
TAKES_DAYS = 100.0


def tables(
    rows: Iterable[Row], takes_days: Sequence[float], **changes: Any
) -> dict[str, pl.DataFrame]:
    """Return the tables of a story of men whose convictions take so many days."""
    told = history(sorted(rows), [{}] * len(takes_days), **(RUN | changes))
    people = told.people.with_columns(conviction_days=pl.Series(takes_days, dtype=pl.Float64))
    return project(replace(told, people=people))


def outcomes(rows: Iterable[Row], takes_days: Sequence[float], **changes: Any) -> Any:
    found = tables(rows, takes_days, **changes)["outcomes"]
    return dict(found.select("outcome", "value").iter_rows())


def released(men: int) -> list[Row]:
    return [
        *(event(0, Kind.RECEIVED, man, cause=Cause.NEW, value=0) for man in range(men)),
        *(event(0, Kind.RELEASED, man) for man in range(men)),
    ]


def reoffended(man: int, years: float, cause: Cause = Cause.CONTACT) -> Row:
    return event(years * YEAR, Kind.REOFFENDED, man, cause=cause, value=0)


def test_the_official_measure_wants_the_offence_in_a_year_and_the_conviction_soon_after() -> None:
    """One in time, one convicted too late, one after a year, one never, one released too late."""
    rows = [
        *released(4),
        event(0, Kind.RECEIVED, 4, cause=Cause.NEW, value=0),
        event(5 * YEAR, Kind.RELEASED, 4),
        reoffended(0, 0.9, Cause.OTHER),
        reoffended(1, 0.9),
        reoffended(2, 1.1),
        reoffended(4, 5.1),
    ]
    takes_days = [TAKES_DAYS, 0.7 * YEAR, *[TAKES_DAYS] * 3]
    found = outcomes(rows, takes_days, reoffences=TOLD)
    assert found["proven_reoffending_share.none"] == 1 / 4


def test_a_first_reoffence_of_another_kind_competes_with_the_sexual_one() -> None:
    rows = [*released(4), reoffended(0, 1.0), reoffended(1, 2.0, Cause.OTHER)]
    found = outcomes(rows, [TAKES_DAYS] * 4, reoffences=TOLD)
    assert found["reoffended_within_5_years_share.none"] == pytest.approx(1 / 4)
    assert found["reoffended_contact_within_5_years_share.none"] == pytest.approx(1 / 4)
    assert found["reoffended_other_within_5_years_share.none"] == pytest.approx(1 / 4)
    assert found["reoffended_people.none"] == 1


def test_a_scenario_that_tells_nothing_apart_has_no_outcome_of_causes() -> None:
    rows = [*released(2), reoffended(0, 1.0, Cause.NONE)]
    found = outcomes(rows, [TAKES_DAYS] * 2)
    assert found["reoffended_within_5_years_share.none"] == 1 / 2
    assert not [name for name in found if "contact" in name or "proven" in name]


def test_what_came_first_is_told_only_where_somebody_went_back_to_prison() -> None:
    """Of four: one recalled in year 1 who reoffends in year 3, one who reoffends, one who dies."""
    rows = [
        *released(4),
        event(1 * YEAR, Kind.RECALLED, 0, cause=Cause.BREACH),
        event(2 * YEAR, Kind.RELEASED, 0),
        reoffended(0, 3.0, Cause.NONE),
        reoffended(1, 2.0, Cause.NONE),
        event(4 * YEAR, Kind.DIED, 2),
    ]
    found = tables(rows, [TAKES_DAYS] * 4)
    at_five = found["first_after_release"].filter(pl.col("years") == 5.0)
    shares = dict(at_five.select("event", "share").iter_rows())
    assert shares == pytest.approx(
        {"sexual": 1 / 4, "returned to prison": 1 / 4, "died": 1 / 4, "none of these": 1 / 4}
    )
    whole = found["reoffending"].filter(pl.col("band") == "all", pl.col("years") == 5.0)
    assert whole["reoffended"].to_list() == pytest.approx([1 / 2])
    quiet = [row for row in rows if row[1] != Kind.RECALLED]
    assert tables(quiet, [TAKES_DAYS] * 4)["first_after_release"].is_empty()


def test_a_journey_says_what_the_first_reoffence_was() -> None:
    rows = [*released(2), reoffended(0, 1.0, Cause.IMAGE), reoffended(1, 1.0, Cause.NONE)]
    told = history(sorted(rows), [{}] * 2, **RUN)
    said = [biography(told, told.book.policies[0], man)["events"][-1]["says"] for man in (0, 1)]
    assert said == [
        "first reoffends, an offence by indecent images, if the belief `none` is true",
        "first reoffends sexually, if the belief `none` is true",
    ]
