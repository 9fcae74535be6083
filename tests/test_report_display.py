"""What a page draws and tables agrees with its own titles, and goes nowhere nobody can be."""

import json

import polars as pl
import pytest

from reports.charts.dots import levels
from reports.charts.incidence import STATES, start_incidence
from reports.island import spec_of
from reports.made_up import made_up
from reports.reading import Reading
from reports.summaries import levels_of

RESULTS = made_up(2, 2)
READING = Reading(RESULTS.book, RESULTS.policies, RESULTS.replications)


@pytest.mark.parametrize(("last", "says"), [(1, "Within 1 month of"), (5, "Within 5 months of")])
def test_the_month_of_the_title_stands_in_the_table(last: int, says: str) -> None:
    """Though the people of other programmes can be followed for longer."""
    rows = pl.concat(
        [
            RESULTS.band("start_incidence", ["provision", "month"], state).with_columns(
                state=pl.lit(state)
            )
            for state in STATES
        ]
    )
    first = READING.programmes[0]
    rows = rows.filter((pl.col("provision") != first) | (pl.col("month") <= last))
    found = start_incidence(rows, READING, RESULTS.policies)

    assert found.title.startswith(says)
    shown = found.tables[0].shown.filter(Programme=READING.provision[first])
    assert shown["Months"].to_list()[-1] == str(last)


def test_no_interval_of_people_is_drawn_below_nobody() -> None:
    [waiting] = [each for each in RESULTS.known if each.name == "waiting_mean_people"]
    wide = levels_of(RESULTS, [waiting]).with_columns(low=pl.lit(-5.0))
    found = levels(wide, READING, [waiting], key="waiting", caption="Waiting")

    drawn = json.dumps(spec_of(found.chart))
    assert "-5" not in drawn
    assert '"low": 0' in drawn
    assert set(found.tables[0].download["low"]) == {-5.0}
