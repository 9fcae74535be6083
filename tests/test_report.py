"""The report over made-up results: complete, the same every time, and safe to open."""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from reports.answer import answer
from reports.comparison import comparison
from reports.evidence import Evidence
from reports.figure import Absent, Figure
from reports.island import spec_of
from reports.made_up import emptied, made_up, nothing_happened
from reports.past_tariff import figures_past_tariff
from reports.reading import Reading
from reports.report import render, write_report
from sim.experiments.results import Results
from sim.log.history import Book
from tests.pages import Page, evidence

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
CHARTS = [
    "waiting",
    "waiting-by-band",
    "start-incidence",
    "worst-lists",
    "missed",
    "missed-differences",
    "winners",
    "facilitators",
    "circles",
    "past-tariff",
    "past-tariff-days",
    "past-tariff-because",
    "reoffending",
    "regret",
]


@cache
def items(policies: int) -> dict[str, Figure | Absent]:
    """Return the figures of a comparison of so many policies, by key."""
    found = evidence(made_up(policies, 2)).sections()
    return {item.key: item for section in found for item in section.figures}


def page_of(results: Results) -> Page:
    return Page(render(results))


@pytest.fixture(scope="session")
def page() -> str:
    return render(made_up(2, 2))


@cache
def specs(policies: int) -> dict[str, str]:
    """Return the specs of those figures as text."""
    return {
        key: json.dumps(spec_of(item.chart), allow_nan=False)
        for key, item in items(policies).items()
        if isinstance(item, Figure)
    }


def test_every_chart_is_there_states_its_finding_and_is_a_valid_spec() -> None:
    found = items(5)
    assert list(found) == CHARTS
    assert list(specs(5)) == CHARTS
    for figure in found.values():
        assert isinstance(figure, Figure)
        assert re.search(r"\d", figure.title), figure.title
        assert figure.title in figure.alt
        assert "2035" in figure.subtitle


def test_every_table_has_rows_and_no_number_that_is_none() -> None:
    for item in items(5).values():
        assert isinstance(item, Figure)
        for table in item.tables:
            assert len(table.shown)
            assert table.shown.null_count().sum_horizontal().item() == 0
            assert not any("nan" in str(cell).split() for row in table.shown.rows() for cell in row)


def test_no_panel_asks_a_reader_to_tell_more_than_four_lines_apart() -> None:
    dashes = [
        json.loads(found)["scale"]["domain"]
        for text in specs(5).values()
        for found in re.findall(r'"strokeDash": ({.*?}), "tooltip"', text)
    ]
    assert dashes
    assert max(map(len, dashes)) <= 4


def test_the_same_results_give_the_same_bytes(page: str, tmp_path: Path) -> None:
    out = tmp_path / "new" / "report.html"
    assert write_report(made_up(2, 2), out) == out
    assert out.read_text(encoding="utf-8") == page
    assert page.endswith("</html>\n")


def test_the_first_screen_answers_warns_and_says_it_decides_nothing(page: str) -> None:
    text = Page(page).text
    answer, table = text.index("The answer"), text.index("Policies against outcomes")
    first = text[answer:table]
    assert "Clearly better than the baseline" in first
    assert "The people are synthetic" in first
    assert "Ranges show run-to-run luck only" in first
    assert "This software decides nothing about any real person." in first


def test_verdicts_are_words_beside_their_colours(page: str) -> None:
    assert re.search(r'class="verdict better">Better<', page)
    assert re.search(r'class="verdict worse">Worse<', page)
    assert re.search(r'class="verdict no-difference">No difference<', page)


def test_a_page_is_marked_up_for_everybody(page: str) -> None:
    parsed = Page(page)
    assert ("html", {"lang": "en-GB"}) in parsed.tags
    assert parsed.count("h1") == 1
    assert parsed.count("main") == 1
    assert parsed.count("caption") == parsed.count("table")
    assert all(attrs.get("scope") for tag, attrs in parsed.tags if tag == "th")
    ids = [attrs["id"] for _, attrs in parsed.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    jumps = [attrs["href"] or "" for tag, attrs in parsed.tags if tag == "a"]
    assert {jump[1:] for jump in jumps if jump.startswith("#")} <= set(ids)


def test_without_scripts_every_table_stands_open(page: str) -> None:
    opened = [attrs for tag, attrs in Page(page).tags if tag == "details"]
    assert opened
    assert all("open" in attrs for attrs in opened)


def test_a_page_fetches_nothing_and_runs_only_what_its_policy_names(page: str) -> None:
    parsed = Page(page)
    policy = next(
        attrs["content"] or ""
        for tag, attrs in parsed.tags
        if "http-equiv" in attrs and tag == "meta"
    )
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    for script in parsed.scripts:
        assert b64encode(sha256(script.encode()).digest()).decode() in policy
    assert len(parsed.scripts) == 2
    for tag, attrs in parsed.tags:
        assert "src" not in attrs
        assert not any(name.startswith("on") for name in attrs)
        if tag not in {"meta", "html"} and "href" in attrs:
            assert re.match(r"#|data:text/csv", attrs["href"] or "")
    ours = page.replace(max(parsed.scripts, key=len), "")
    assert "://" not in ours


def _evil(book: Book) -> Book:
    return replace(
        book,
        title=EVIL,
        question=EVIL,
        sites=tuple(replace(each, name=EVIL) for each in book.sites),
        provisions=tuple(replace(each, name=EVIL) for each in book.provisions),
        policies=tuple(replace(each, name=EVIL, order_says=EVIL) for each in book.policies),
        beliefs=tuple((each, EVIL) for each, _ in book.beliefs),
    )


def test_text_of_a_scenario_is_only_ever_text() -> None:
    results = made_up(2, 2)
    html = render(replace(results, book=_evil(results.book), provenance={EVIL: EVIL}))
    parsed = Page(html)
    assert parsed.count("img") == 0
    assert parsed.count("script") == len(CHARTS) + 2
    assert EVIL in parsed.text


def test_two_policies_of_one_name_stay_two() -> None:
    book = made_up(2, 1).book
    alike = tuple(replace(each, name="Fair") for each in book.policies)
    reading = Reading(replace(book, policies=alike), ("first_come", "soonest_release"), 2)
    assert list(reading.policy.values()) == ["Fair (first_come)", "Fair (soonest_release)"]


def test_one_policy_and_one_replication_are_described_and_compared_with_nothing() -> None:
    results = made_up(1, 1)
    found = evidence(results)
    shown = [item for section in found.sections() for item in section.figures]
    absent = {item.key for item in shown if isinstance(item, Absent)}
    assert absent == {"missed-differences", "winners"}
    assert "Only this policy was run" in " ".join(
        answer(found.verdicts, found.reading, found.order)
    )
    drawn = [item for item in shown if isinstance(item, Figure)]
    assert any("one run, so no interval can be given" in item.subtitle for item in drawn)


def test_one_replication_gives_no_verdict_and_says_why() -> None:
    results = made_up(2, 1)
    found = evidence(results)
    words = " ".join(answer(found.verdicts, found.reading, found.order))
    assert "a difference cannot be told from luck" in words
    assert "Clearly" not in words
    lines = comparison(found.verdicts, found.reading).key
    assert {line.cells[1].verdict for line in lines} == {"Cannot say"}
    missed = found.missed()[0]
    assert isinstance(missed, Figure)
    assert "one run, so no interval can be given" in missed.subtitle
    assert '"type": "rule"' not in json.dumps(spec_of(missed.chart))


ABSENT: dict[str, Callable[[Evidence], Figure | Absent]] = {
    "waiting": Evidence.waiting,
    "start_incidence": Evidence.incidence,
    "lists": Evidence.lists,
    "facilitators": Evidence.facilitators,
    "circles": Evidence.circles,
    "past_tariff": lambda each: figures_past_tariff(each.results, each.reading, each.verdicts)[0],
    "reoffending": Evidence.reoffending,
    "journeys": Evidence.winners,
}


@pytest.mark.parametrize("table", ABSENT)
def test_a_chart_without_data_is_a_sentence(table: str) -> None:
    item = ABSENT[table](evidence(emptied(made_up(2, 2), table)))
    assert isinstance(item, Absent)
    assert item.sentence.endswith(".")


def test_where_nobody_leaves_unserved_no_list_is_called_the_worst() -> None:
    results = made_up(2, 2)
    lists = results.tables["lists"].with_columns(left=0, left_share=0.0)
    item = evidence(replace(results, tables={**results.tables, "lists": lists})).lists()
    assert isinstance(item, Absent)


def test_runs_in_which_nothing_happened_still_give_a_page() -> None:
    text = page_of(nothing_happened()).text
    assert "has nobody to count in this scenario" in text
    assert "NaN" not in text
    assert "None" not in text


def test_the_displaced_are_from_the_first_run_and_no_more_than_twenty() -> None:
    circles = items(5)["circles"]
    assert isinstance(circles, Figure)
    named = circles.tables[1]
    assert len(named.shown) == 20
    assert named.caption.endswith("first run: 20 of 24")
    assert named.shown["Displaced"][0] == "men-900"
    assert named.shown["Circle went to"][0] == "men-100"
    assert re.fullmatch(r"[1-9][0-9]? [A-Z][a-z]+ [0-9]{4}", named.shown["Date"][0])
    assert "--policy lottery --replication 0 --person ID" in named.note


def test_the_ids_of_listed_people_are_not_printed() -> None:
    results = made_up(2, 2)
    book = replace(results.book, people="listed", listed_file="men.csv")
    item = evidence(replace(results, book=book)).circles()
    assert isinstance(item, Figure)
    assert item.tables[1].shown["Displaced"][0] == "person 900"
    assert "not by their id" in item.tables[1].note


def test_a_run_without_a_release_still_shows_its_own_main_measure() -> None:
    results = made_up(2, 2)
    outcomes = results.tables["outcomes"].with_columns(
        value=pl.when(pl.col("outcome").str.starts_with("released")).then(None).otherwise("value")
    )
    book = replace(results.book, primary_outcome="left_without_starting_share")
    changed = replace(results, book=book, tables={**results.tables, "outcomes": outcomes})
    missed = evidence(changed).missed()[0]
    assert isinstance(missed, Figure)
    assert missed.title.startswith("Left a programme list unserved")


def test_a_report_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write_report(nothing_happened(), tmp_path / "report.html")
    broken = replace(made_up(1, 1), tables={})
    with pytest.raises(KeyError):
        write_report(broken, tmp_path / "broken.html")
    assert [each.name for each in tmp_path.rglob("*.html*")] == ["report.html"]
