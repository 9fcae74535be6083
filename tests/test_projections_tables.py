"""Golden tables, read as text, of one small story told by hand."""

from textwrap import dedent
from typing import Any

import polars as pl
import pytest

from sim.log.history import History
from sim.projections.handwritten import (
    HORIZON,
    HULL,
    NORTH,
    OUTSIDE,
    event,
    history,
)
from sim.projections.tables import project
from sim.words.bands import Band, Sentence
from sim.words.kinds import Cause, Kind

ANN, BOB, CAT, DAN, EVE = range(5)
IPP = {"sentence": int(Sentence.INDETERMINATE), "band": int(Band.HIGH)}
ORDER = {"sentence": int(Sentence.COMMUNITY_ORDER)}


def story() -> History:
    """Ann and Bob share a group, Cat leaves unserved, Dan is held past tariff, Eve is outside.

    The run is 100 days, the results are read from day 10 to day 90.
    """
    people = [{}, {"band": int(Band.LOW)}, {}, IPP, ORDER]
    inside: dict[str, Any] = {"provision": HORIZON}
    outside: dict[str, Any] = {"provision": OUTSIDE, "site": NORTH}
    rows = [
        event(0, Kind.CAPACITY_SET, value=2),
        event(0, Kind.CAPACITY_SET, site=NORTH, value=3),
        *(event(0, Kind.RECEIVED, man, cause=Cause.BACKLOG, value=50) for man in (ANN, DAN)),
        event(0, Kind.TARIFF_EXPIRED, DAN, value=30),
        event(0, Kind.JOINED, ANN, **inside, cause=Cause.BACKLOG, value=20),
        *(event(5, Kind.RECEIVED, man, cause=Cause.NEW, value=0) for man in (BOB, CAT)),
        event(6, Kind.JOINED, BOB, **inside, cause=Cause.NEW, value=0),
        event(7, Kind.JOINED, CAT, **inside, cause=Cause.NEW, value=0),
        event(8, Kind.RECEIVED, EVE, site=NORTH, cause=Cause.ORDER, value=0),
        event(9, Kind.JOINED, EVE, **outside, cause=Cause.NEW, value=0),
        event(20, Kind.GROUP_STARTED, **inside, group=0, value=3),
        event(20, Kind.STARTED, ANN, **inside, group=0),
        event(20, Kind.STARTED, BOB, **inside, group=0),
        event(30, Kind.JOINED, DAN, **inside, cause=Cause.NEW, value=0),
        event(35, Kind.DROPPED_OUT, BOB, **inside, group=0, cause=Cause.CHOSE_TO_LEAVE),
        event(40, Kind.LEFT, CAT, **inside, cause=Cause.RELEASED),
        event(40, Kind.RELEASED, CAT, cause=Cause.SENTENCE_SERVED),
        event(50, Kind.COMPLETED, ANN, **inside, group=0),
        event(60, Kind.RELEASED, ANN, cause=Cause.SENTENCE_SERVED),
        event(60, Kind.GROUP_FINISHED, **inside, group=0),
        event(70, Kind.RELEASED, BOB, cause=Cause.SENTENCE_SERVED),
        event(80, Kind.REOFFENDED, CAT, value=0),
        event(85, Kind.LEFT, EVE, **outside, cause=Cause.SUPERVISION_ENDED),
        event(85, Kind.SUPERVISION_ENDED, EVE, site=NORTH),
    ]
    return history(rows, people, window_from_day=10.0, window_to_day=90.0)


def as_text(table: pl.DataFrame) -> str:
    return "\n" + table.write_csv(float_precision=4)


def golden(text: str) -> str:
    return dedent(text)


def test_the_outcomes_of_the_story() -> None:
    assert as_text(project(story())["outcomes"]) == golden("""
        outcome,value,numerator,denominator
        released_without_starting_share,0.3333,1.0000,3.0000
        released_without_completing_share,0.6667,2.0000,3.0000
        supervision_ended_without_starting_share,1.0000,1.0000,1.0000
        left_without_starting_share,0.5000,2.0000,4.0000
        wait_to_start_mean_days,27.0000,54.0000,2.0000
        wait_to_start_p90_days,37.4000,,2.0000
        wait_of_unserved_mean_days,54.5000,109.0000,2.0000
        wait_so_far_mean_days,60.0000,60.0000,1.0000
        waiting_mean_people,2.3125,185.0000,80.0000
        started_people,2.0000,2.0000,
        started_beyond_bands_people,0.0000,0.0000,
        completed_people,1.0000,1.0000,
        dropped_out_share,0.5000,1.0000,2.0000
        facilitators_in_use_share,0.2000,80.0000,400.0000
        in_custody_mean_people,2.7500,220.0000,80.0000
        past_tariff_mean_people,1.0000,80.0000,80.0000
        past_tariff_mean_days,120.0000,120.0000,1.0000
        past_tariff_programme_outstanding_share,0.7500,60.0000,80.0000
        circle_started_people,0.0000,0.0000,
        circle_wait_to_start_mean_days,,0.0000,0.0000
        circle_left_without_starting_share,,0.0000,0.0000
        circle_waiting_mean_people,0.0000,0.0000,80.0000
        circle_in_use_share,,0.0000,0.0000
        circle_to_men_outside_criteria_share,,0.0000,0.0000
        circle_displaced_people,0.0000,0.0000,
        waiting_for_staff_share,0.2703,50.0000,185.0000
        waiting_to_fill_share,0.3243,60.0000,185.0000
        sessions_cancelled_share,,,
        groups_paused_days,,,
        passed_over_by_composition_people,,,
        deprioritised_people,,,
        reoffended_within_5_years_share.none,,,3.0000
        reoffended_people.none,1.0000,1.0000,
        """)


def test_the_lists_of_the_story() -> None:
    assert as_text(project(story())["lists"]) == golden("""
        site,provision,joined,started,left,waiting_at_end,wait_mean_days,waiting_mean_people,left_share
        whatton,horizon,1,2,1,1,27.0000,1.3750,0.3333
        north,outside,0,0,1,0,,0.9375,1.0000
        """)


def test_the_journeys_of_the_story_keep_the_man_still_waiting() -> None:
    assert as_text(project(story())["journeys"]) == golden("""
        person,provision,joined_day,ended_day,how,wait_days
        0,horizon,-20.0000,20.0000,started,40.0000
        1,horizon,6.0000,20.0000,started,14.0000
        2,horizon,7.0000,40.0000,left,33.0000
        4,outside,9.0000,85.0000,left,76.0000
        3,horizon,30.0000,,waiting,70.0000
        """)


def test_the_quarterly_counts_of_the_story() -> None:
    tables = project(story())

    waiting = tables["waiting"].filter(pl.col("waiting") > 0)
    assert as_text(waiting) == golden("""
        day,provision,band,waiting
        0.0000,horizon,medium,1
        91.3125,horizon,high,1
        100.0000,horizon,high,1
        """)
    assert tables["waiting"].height == 3 * 3 * 4
    assert as_text(tables["past_tariff"]) == golden("""
        day,people,programme_outstanding
        0.0000,1,0
        91.3125,1,1
        100.0000,1,1
        """)


def test_facilitators_in_post_and_in_use_by_site_and_year() -> None:
    assert as_text(project(story())["facilitators"]) == golden("""
        site,year,in_post,in_use
        whatton,0,2.0000,0.8000
        north,0,3.0000,0.0000
        """)


def test_posts_that_change_count_for_the_days_they_were_there() -> None:
    rows = [
        event(0, Kind.CAPACITY_SET, site=HULL, value=4),
        event(365.25, Kind.CAPACITY_SET, site=HULL, value=2),
        event(365.25 * 1.25, Kind.CAPACITY_SET, site=HULL, value=0),
        event(365.25, Kind.GROUP_STARTED, site=HULL, provision=HORIZON, group=5, value=2),
    ]
    tables = project(history(rows, horizon_days=365.25 * 1.5, window_to_day=365.25))

    assert as_text(tables["facilitators"]) == golden("""
        site,year,in_post,in_use
        hull,0,4.0000,0.0000
        hull,1,1.0000,2.0000
        """)


def test_what_became_of_the_men_who_joined() -> None:
    """By hand: Ann starts at 40 having been seen from 20; Bob at 14; Cat leaves at 33.

    At 14 Bob is one of three at risk (Bob, Cat, Dan), not of four: Ann was not seen before 20.
    """
    table = project(story())["start_incidence"].filter(
        pl.col("provision") == "horizon", pl.col("month") <= 2
    )
    assert as_text(table) == golden("""
        provision,month,started,left,waiting,at_risk
        horizon,0,0.0000,0.0000,1.0000,3
        horizon,1,0.3333,0.0000,0.6667,3
        horizon,2,0.5556,0.2222,0.2222,0
        """)


def test_the_shares_started_left_and_waiting_always_add_up_to_one() -> None:
    table = project(story())["start_incidence"]
    whole = table.select(pl.sum_horizontal("started", "left", "waiting")).to_series()

    assert whole.to_list() == pytest.approx([1.0] * table.height)
    assert table["provision"].unique(maintain_order=True).to_list() == ["horizon", "outside"]
    assert table["month"].max() == 60


def test_reoffending_is_followed_only_as_far_as_the_run_allows() -> None:
    """Cat, released on day 40, reoffends on day 80; nobody can be followed for half a year."""
    assert as_text(project(story())["reoffending"]) == golden("""
        belief,band,cause,years,reoffended,died,at_risk
        none,all,sexual,0.0000,0.0000,0.0000,3
        none,low,sexual,0.0000,0.0000,0.0000,1
        none,medium,sexual,0.0000,0.0000,0.0000,2
        """)


def test_an_empty_log_gives_empty_tables_with_their_columns() -> None:
    full, empty = project(story()), project(history([]))

    assert set(empty) == set(full)
    for name, table in empty.items():
        assert table.schema == full[name].schema, name
        assert name == "outcomes" or table.is_empty(), name
    assert empty["outcomes"]["outcome"].to_list() == full["outcomes"]["outcome"].to_list()
    assert empty["outcomes"]["value"].fill_null(0.0).to_list() == [0.0] * 33


def test_the_same_history_gives_the_same_tables() -> None:
    first, second = project(story()), project(story())

    for name, table in first.items():
        assert table.equals(second[name]), name


def test_the_window_filters_the_reading_and_never_the_run() -> None:
    """Tables over the whole run do not depend on the window."""
    whole = project(story())
    narrow = story()
    narrow = history(
        narrow.events.iter_rows(),
        narrow.people.iter_rows(named=True),
        window_from_day=30.0,
        window_to_day=31.0,
    )

    for name in ("waiting", "facilitators", "past_tariff", "journeys", "displaced"):
        assert project(narrow)[name].equals(whole[name]), name


def test_a_second_stay_on_the_same_list_is_a_stay_of_its_own() -> None:
    rows = [
        event(0, Kind.JOINED, ANN, provision=HORIZON, value=0),
        event(2, Kind.LEFT, ANN, provision=HORIZON, cause=Cause.GAVE_UP),
        event(5, Kind.JOINED, ANN, provision=HORIZON, value=0),
    ]
    journeys = project(history(rows, [{}]))["journeys"]

    assert journeys.select("how", "wait_days").rows() == [("left", 2.0), ("waiting", 95.0)]
