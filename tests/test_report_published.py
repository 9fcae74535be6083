"""The report's section on published figures: both kinds apart, misses in words, tables complete."""

from dataclasses import replace

import polars as pl

from reports.made_up import made_up
from reports.published import Published
from reports.reading import Reading
from reports.report import render
from sim.experiments.results import Results
from sim.log.targets import TargetNote
from tests.pages import Page, evidence

PLAIN = TargetNote(
    id="inside",
    name="Men in prison",
    measure="inside_people",
    unit="people",
    since_day=0.0,
    until_day=9.0,
    value=100.0,
    low=90.0,
    high=110.0,
    label="published",
    source="a table",
    use="calibration",
)
TARGETS = (
    PLAIN,
    replace(
        PLAIN, id="posts", name="Posts <b>vacant</b>", unit="share", value=0.2, low=0.1, high=0.3
    ),
    replace(PLAIN, id="watched", name="Attrition", use="seen", label="assumption"),
    replace(PLAIN, id="far", name="Recalls", use="held_back", note="of all offences"),
    replace(PLAIN, id="none", name="Waits", unit="days", use="held_back"),
)
VALUES = {"inside": 100.0, "posts": 0.1, "watched": 300.0, "far": 700.0, "none": None}


def results(replications: int = 3) -> Results:
    """Return made-up results of two policies with four figures to be held against."""
    plain = made_up(2, replications)
    rows = [
        (policy, run, name, None if value is None else value * (1 + 0.01 * run), None, None)
        for policy in plain.policies
        for run in range(replications)
        for name, value in VALUES.items()
    ]
    table = pl.DataFrame(rows, schema=plain.tables["backcast"].schema, orient="row")
    book = replace(plain.book, targets=TARGETS)
    return replace(plain, book=book, tables={**plain.tables, "backcast": table})


def figures(of: Results) -> dict[str, object]:
    reading = Reading(of.book, of.policies, of.replications)
    (section,) = Published(of, reading).sections()
    return {each.key: each for each in section.figures}


def test_figures_tuned_to_seen_and_held_back_are_in_charts_of_their_own() -> None:
    found = figures(results())
    assert list(found) == ["published-calibration", "published-seen", "published-held-back"]
    tuned, seen, kept = (each.tables[0].download["target"].to_list() for each in found.values())  # type: ignore[attr-defined]
    assert tuned == ["posts", "inside"]
    assert seen == ["watched"]
    assert kept == ["far", "none"]


def test_what_is_missed_is_said_in_the_title_and_to_who_cannot_see_the_chart() -> None:
    kept = figures(results())["published-held-back"]
    assert kept.title == (  # type: ignore[attr-defined]
        "Figures held back: 1 of 2 outside their range, 0 inside; nothing can be said of 1"
    )
    assert "Recalls: 707 people, published 100 people." in kept.alt  # type: ignore[attr-defined]


def test_figures_published_and_assumed_are_counted_apart() -> None:
    found = figures(results())
    assert "Of 1 assumed or unverified, 1 outside." in found["published-seen"].note  # type: ignore[attr-defined]
    assert "Of 2 published, 1 outside." in found["published-held-back"].note  # type: ignore[attr-defined]


def test_what_is_far_off_is_drawn_at_the_edge_and_stands_in_the_table() -> None:
    kept = figures(results())["published-held-back"]
    table = kept.tables[0]  # type: ignore[attr-defined]
    assert table.download["simulated"].to_list()[0] > 700
    assert "of all offences" in table.shown["Note"][0]
    assert "nothing to measure" in table.shown["Note"][1]


def test_one_run_has_no_verdict() -> None:
    for each in figures(results(1)).values():
        shown = each.tables[0].shown  # type: ignore[attr-defined]
        assert set(shown["Verdict"]) == {"cannot say"}


def test_a_scenario_without_figures_has_no_such_section() -> None:
    keys = [section.key for section in evidence(made_up(2, 2)).sections()]
    assert "published" not in keys
    assert "published" in [section.key for section in evidence(results()).sections()]


def test_the_page_shows_names_as_text_and_a_run_of_before_still_renders() -> None:
    page = Page(render(results()))
    assert "Posts <b>vacant</b>" in page.text
    old = results()
    tables = {name: table for name, table in old.tables.items() if name != "backcast"}
    assert "there was nothing to measure" in Page(render(replace(old, tables=tables))).text
