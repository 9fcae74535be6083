"""Voluntary attendance as it is counted, told of one man, and shown in a report."""

from pathlib import Path

import polars as pl
import pytest

from reports.figure import Absent, Figure
from reports.programmes import takes
from reports.reading import Reading
from reports.voluntary import VoluntaryAttendance
from sim.log.history import History
from sim.projections.biography import biography
from sim.projections.facts import Facts
from sim.projections.tables import project
from sim.projections.voluntary import seats, voluntary, waits
from sim.scenario.loading import load
from sim.testing import simulate_history
from sim.words.freely import FREELY
from tests.pathways import PATHWAY, items_of, results_of
from tests.stories import lived, programme, region, steps, world

DAYS = 100


def story(tmp_path: Path) -> History:
    """Ann sits on from day 30 to 50; cid waits on from 32, starts on 35; bob goes on day 30."""
    care = programme(
        "care",
        setting="community",
        delivery="rolling",
        size=(1, 2),
        days=60,
        voluntary={"share": 0.5, "stay_days": 20},
    )
    tree = world([region(posts=steps((0, 1)), programmes=("care",))], [care], days=DAYS)
    people = "id,join_day,licence_end_day\nann,0,30\nbob,0,35\ncid,1,32\n"
    turns = {"voluntary attendance": {"ann": [0.1], "bob": [0.9], "cid": [0.1]}}
    return lived(tree, people, tmp_path, kind="community", turns=turns)


def test_a_stay_is_free_from_the_end_of_the_order_or_from_its_start(tmp_path: Path) -> None:
    history = story(tmp_path)
    columns = ("person", "since", "free_since", "until", "goes_on")
    assert seats(Facts(history)).select(columns).rows() == [
        (0, 0.0, 30.0, 50.0, True),
        (1, 0.0, None, 35.0, False),
        (2, 35.0, 35.0, 55.0, False),
    ]
    assert waits(Facts(history)).select(columns).rows() == [
        (0, 0.0, None, 0.0, False),
        (1, 0.0, None, 0.0, False),
        (2, 1.0, 32.0, 35.0, True),
    ]


def test_what_is_counted_of_it_is_what_can_be_counted_by_hand(tmp_path: Path) -> None:
    """Of 100 days: 20 of ann's and 20 of cid's free, 30 and 35 before that; 3 of waiting."""
    history = story(tmp_path)
    outcomes = dict(project(history)["outcomes"].select("outcome", "value").iter_rows())
    assert [outcomes[each.name] for each in FREELY] == [
        pytest.approx(0.4),
        2.0,
        pytest.approx(40 / 105),
        pytest.approx(0.03),
    ]
    assert voluntary(Facts(history)).rows() == [
        ("care", 2, 1, 1, 1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 20.0, *map(pytest.approx, (0.4, 0.65)))
    ]


def test_people_over_time_are_everybody_and_of_them_those_whom_nobody_obliges(
    tmp_path: Path,
) -> None:
    table = project(story(tmp_path))["attending"]
    freely = table.filter(pl.col("part") == "freely")["people"].to_list()
    everybody = table.filter(pl.col("part") == "everybody")["people"].to_list()
    assert (everybody, freely) == ([2, 0, 0], [0, 0, 0])  # on days 0, 91.3 and 100


def test_who_waits_on_had_started_nothing_when_his_order_ended_and_has_not_left_the_list(
    tmp_path: Path,
) -> None:
    """Both are true of cid: his order ended without a start, and his wait did not."""
    history = story(tmp_path)
    rows = project(history)["outcomes"].rows_by_key("outcome", named=True, unique=True)
    unstarted = rows["supervision_ended_without_starting_share"]
    assert (unstarted["numerator"], unstarted["denominator"]) == (1.0, 3.0)
    assert rows["left_without_starting_share"]["value"] == 0.0


def test_a_world_without_it_has_no_such_outcome_and_empty_tables() -> None:
    tables = project(simulate_history(load(PATHWAY / "upstream.yaml").scenario))
    assert tables["voluntary"].is_empty()
    assert tables["attending"].is_empty()
    assert not [name for name in tables["outcomes"]["outcome"] if name.startswith("voluntary")]


def test_a_mans_journey_says_that_he_came_of_his_own_accord(tmp_path: Path) -> None:
    history = story(tmp_path)
    told = biography(history, history.book.policies[0], 0)
    assert [each["says"] for each in told["events"]][-2:] == [
        "comes to the end of supervision",
        "leaves group 0 of care before its end (of his own accord: nobody obliges him any more)",
    ]


# -- the report ------------------------------------------------------------------------------------


def test_a_report_tells_of_it_only_where_something_may_be_attended_freely() -> None:
    assert items_of("upstream", VoluntaryAttendance) == {}
    items = items_of("after_care", VoluntaryAttendance)
    assert set(items) == {"voluntary-levels", "voluntary-over-time", "voluntary-flows"}
    assert not [key for key, item in items.items() if isinstance(item, Absent)]


def test_every_figure_has_words_for_who_cannot_see_it_and_a_table_behind_it() -> None:
    for item in items_of("after_care", VoluntaryAttendance).values():
        assert not isinstance(item, Absent)
        assert item.title
        if isinstance(item, Figure):
            assert item.alt
        for table in getattr(item, "tables", ()):
            assert table.shown.height > 0
            assert table.shown.null_count().sum_horizontal().item() == 0


def test_the_words_of_a_programme_say_that_it_is_open_after_the_order() -> None:
    results = results_of("after_care")
    reading = Reading(results.book, results.policies, results.replications)
    [care] = [note for note in results.book.provisions if note.id == "after_care"]
    says = "after their order or licence open to the 60% of them who wish to come"
    assert takes(care, reading).replace("\N{NO-BREAK SPACE}", " ").endswith(says)
