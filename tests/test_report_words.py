"""What every chart and table of a report goes through: colours, numbers, names, harmless data."""

import json

import altair as alt
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.amounts import MISSING, bare, estimate, people, rounded, signed
from reports.island import UnsafeChart, csv_of, inline, json_island, packed, refuse_unsafe, spec_of
from reports.reading import labels
from reports.theme import BACKGROUND, DASHES, DUO, MOST_LINES, PALETTE, contrast


def test_every_colour_can_be_told_from_white_and_from_its_neighbours() -> None:
    for colour, following in zip(PALETTE, PALETTE[1:] + PALETTE[:1], strict=True):
        assert contrast(colour, BACKGROUND) >= 3
        assert contrast(colour, following) >= 3
    assert contrast(*DUO) >= 3


def test_every_colour_has_a_dash_of_its_own() -> None:
    assert len(set(DASHES)) == len(PALETTE) >= MOST_LINES


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)


@given(st.floats(min_value=-1e12, max_value=1e12))
def test_a_number_never_shows_more_than_three_figures(value: float) -> None:
    digits = rounded(value).replace(",", "").replace(".", "").strip("\N{MINUS SIGN}0")
    assert len(digits) <= 3


def test_what_cannot_be_counted_says_so() -> None:
    assert bare(None, "share") == MISSING
    assert estimate(None, 0.1, 0.2, "share") == MISSING
    assert rounded(float("nan")) == MISSING


def test_an_interval_of_a_share_never_leaves_0_to_100_per_cent() -> None:
    assert estimate(0.99, 0.97, 1.02, "share") == "99% (97% to 100%)"
    assert estimate(0.01, -0.02, 0.03, "share") == "1% (0% to 3%)"
    assert estimate(1.0, -2.0, 4.0, "days") == "1 (0 to 4)"


def test_differences_carry_their_sign_and_nothing_has_none() -> None:
    assert signed(0.0782, "share") == "+7.82"
    assert signed(-0.0782, "share") == "\N{MINUS SIGN}7.82"
    assert signed(0.0, "days") == "0"
    assert people(914.3) == "914"


def test_long_names_are_cut_and_stay_apart() -> None:
    long = "x" * 200
    found = labels([("a", long), ("b", long)])
    assert len(set(found.values())) == 2
    assert all(len(name) < 70 for name in found.values())


@given(st.text())
def test_no_text_can_close_the_island_it_stands_in(text: str) -> None:
    island = json_island({"name": text})
    assert not set("<>&\u2028\u2029") & set(island)
    assert json.loads(island) == {"name": text}


@given(st.text())
def test_no_text_becomes_a_formula_in_a_spreadsheet(text: str) -> None:
    written = csv_of(pl.DataFrame({"name": [f"={text}"]}))
    assert written.removeprefix("name\n").lstrip('"').startswith("'=")


def test_numbers_below_zero_stay_numbers_in_a_spreadsheet() -> None:
    assert csv_of(pl.DataFrame({"mean": [-1.5], "name": ["-x"]})) == "mean,name\n-1.5,'-x\n"


@pytest.mark.parametrize(
    "part",
    [
        {"mark": {"type": "image"}, "encoding": {"url": {"field": "x"}}},
        {"encoding": {"href": {"field": "x"}}},
        {"transform": [{"calculate": "1"}]},
        {"title": {"text": {"expr": "1"}}},
        {"params": [{"name": "p", "value": 1}]},
        {"data": {"url": "there"}},
    ],
)
def test_a_chart_that_fetches_links_or_evaluates_is_refused(part: dict[str, object]) -> None:
    with pytest.raises(UnsafeChart):
        refuse_unsafe({"layer": [part]})


def test_a_spec_is_the_same_whatever_was_drawn_before() -> None:
    frame = pl.DataFrame({"x": [1.0, None], "name": ["a", "b"]})

    def drawn() -> dict[str, object]:
        return spec_of(alt.Chart(inline(frame)).mark_point().encode(x="x:Q", color="name:N"))

    assert drawn() == drawn()
    assert "$schema" not in drawn()
    (dataset,) = packed(drawn())["datasets"].values()
    assert dataset == {"x": [1.0, None], "name": {"words": ["a", "b"], "at": [0, 1]}}
