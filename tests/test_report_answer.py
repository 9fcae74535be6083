"""The report's first screen: what a better share is made of, what is certain, what was changed."""

from dataclasses import replace
from typing import Any

import polars as pl

from reports.annex import annex
from reports.comparison import comparison
from reports.made_up import made_up
from reports.places import places
from reports.report import render
from sim.experiments.results import Results
from tests.pages import Page, evidence

PRIMARY = "released_without_starting_share"
MOSTLY = "is men who are still waiting at the end, and not men who started."


def with_places(
    *, unserved: tuple[float, float], waiting: tuple[int, int], band: str = "high", **book: Any
) -> Results:
    """Return results with so many unserved and waiting, baseline and better policy."""
    results = made_up(2, 2)
    first = pl.col("policy") == results.policies[0]
    mine = pl.col("outcome") == PRIMARY
    outcomes = results.tables["outcomes"].with_columns(
        numerator=pl.when(mine & first)
        .then(unserved[0])
        .when(mine)
        .then(unserved[1])
        .otherwise("numerator")
    )
    at_end = pl.col("day") == pl.col("day").max()
    only = (pl.col("provision") == "horizon") & (pl.col("band") == band) & at_end
    people = pl.when(only & first).then(waiting[0]).when(only).then(waiting[1]).otherwise(0)
    lists = results.tables["waiting"].with_columns(waiting=people)
    tables = {**results.tables, "outcomes": outcomes, "waiting": lists}
    return replace(results, tables=tables, book=replace(results.book, **book))


def said_of(results: Results) -> str:
    found = evidence(results)
    return " ".join(places(found.verdicts, found.reading))


def test_starts_and_the_still_waiting_stand_beside_a_better_share() -> None:
    said = said_of(with_places(unserved=(500, 400), waiting=(1490, 1500)))
    assert "the people still waiting at the end were 1,490 against 1,500" in said
    assert said.endswith("an order gives out places, it does not make them.")
    assert said in Page(render(with_places(unserved=(500, 400), waiting=(1490, 1500)))).text


def test_a_fall_matched_by_the_still_waiting_is_called_so_from_one_half() -> None:
    assert MOSTLY in said_of(with_places(unserved=(500, 400), waiting=(100, 150)))
    assert MOSTLY not in said_of(with_places(unserved=(500, 400), waiting=(100, 149)))
    assert MOSTLY not in said_of(with_places(unserved=(400, 400), waiting=(100, 150)))


def test_a_list_that_was_as_long_when_the_results_begin_has_gained_nobody() -> None:
    results = with_places(unserved=(500, 400), waiting=(100, 190))
    always = results.tables["waiting"].with_columns(
        pl.col("waiting").max().over("policy", "provision", "band")
    )
    assert MOSTLY in said_of(results)
    assert MOSTLY not in said_of(replace(results, tables={**results.tables, "waiting": always}))


def test_men_whom_only_a_policy_admits_match_nobody_released_unserved() -> None:
    provisions = tuple(
        replace(note, bands=("medium", "very_high")) for note in made_up(2, 2).book.provisions
    )
    admitted = with_places(
        unserved=(500, 400), waiting=(0, 900), band="high", provisions=provisions
    )
    assert "were 0 against 900" in said_of(admitted)
    assert MOSTLY not in said_of(admitted)


def test_of_another_measure_or_without_a_clear_difference_nothing_is_said_of_places() -> None:
    results = with_places(unserved=(500, 400), waiting=(100, 150))
    other = replace(results.book, primary_outcome="waiting_mean_people")
    assert said_of(replace(results, book=other)) == ""
    assert said_of(made_up(2, 1)) == ""
    assert said_of(made_up(1, 2)) == ""


def test_the_meaning_of_not_certain_counts_the_comparisons() -> None:
    found = evidence(made_up(2, 2)).verdicts
    number = len(found.known) - 1
    assert (
        f"allowing for the {number} comparisons of all outcomes, in both tables"
        in dict(found.meanings())["Not certain"]
    )


def test_what_was_changed_from_the_file_stands_under_the_title_as_text() -> None:
    changed = {"scenario": "a.yaml", "overrides": "seed=3, title=<b>x</b>"}
    results = replace(made_up(2, 2), provenance=changed)
    assert "Changed from a.yaml: seed=3, title=<b>x</b>" in Page(render(results)).text
    as_it_is = replace(results, provenance={"scenario": "a.yaml", "overrides": "none"})
    assert "Changed from" not in Page(render(as_it_is)).text


def test_outcomes_of_what_a_scenario_does_not_have_are_named_but_not_in_the_tables() -> None:
    results = made_up(2, 2)
    of_them = pl.col("outcome").str.contains("^(circle|past_tariff)_")
    outcomes = results.tables["outcomes"].with_columns(
        value=pl.when(of_them).then(0.0).otherwise("value")
    )
    nobody = results.tables["past_tariff"].with_columns(people=0)
    none = replace(results, tables={**results.tables, "outcomes": outcomes, "past_tariff": nobody})

    def titles(found: Results) -> set[str]:
        made = evidence(found)
        table = comparison(made.verdicts, made.reading)
        assert not {line.title for line in table.key} & set(table.unmeasured)
        return {line.title for line in (*table.key, *table.rest)}

    assert {"Circles started", "Men held past tariff"} <= titles(results)
    assert "Men held past tariff" not in titles(none)
    assert "Circles started" in titles(none)
    programmes = tuple(note for note in none.book.provisions if note.kind != "circle")
    without = replace(none, book=replace(none.book, provisions=programmes))
    assert "Circles started" not in titles(without)


def test_the_method_note_gives_the_days_of_the_run_whole() -> None:
    method = " ".join(text for _, text in annex(evidence(made_up(2, 2)).reading, {}).method)
    assert "Terminating simulation of 3,652 days" in method
    assert "digests below" in method
