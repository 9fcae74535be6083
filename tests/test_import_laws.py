"""Laws of the import: people written with anybody's codes come back as the same people."""

import csv
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.extract.complaints import ExtractRefused
from sim.extract.mapping import EMPTY_WORDS, SEPARATORS, folded
from sim.words.bands import BAND_NAMES, NEED_NAMES
from tests.extracts import imported, mapped, people

TAKEN_ON = date(2026, 1, 1)
FORMATS = {
    "DD/MM/YYYY": "%d/%m/%Y",
    "MM/DD/YYYY": "%m/%d/%Y",
    "YYYY-MM-DD": "%Y-%m-%d",
    "DD Mon YYYY": "%d %b %Y",
    "YYYYMMDD": "%Y%m%d",
}
WORDS = {
    "site": ("oak", "ash", "elm"),
    "band": BAND_NAMES,
    "need": NEED_NAMES,
    "denial": ("yes", "no"),
    "needs_alcohol": ("yes", "no"),
    "wing": ("a", "b"),
}
DATES = ("join_date", "release_date", "tariff_date")
PLAIN = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
TEXT = st.text(PLAIN | st.just(" "), min_size=1, max_size=8).map(str.strip)
GOOD = b"No,Referred\n1,2025-01-01\n"
NAMES = st.text("qxzé!αβ;,\"'|", min_size=1, max_size=9)


@dataclass(frozen=True)
class Story:
    """People, and how an analyst might have written them down."""

    people: list[dict[str, str]]
    names: dict[str, str]
    codes: dict[str, dict[str, str]]
    order: list[str]
    form: str
    separator: str
    encoding: str

    def cell(self, target: str, person: dict[str, str]) -> str:
        said = person[target]
        if target in DATES:
            day = TAKEN_ON + timedelta(days=int(said)) if said else None
            return day.strftime(FORMATS[self.form]) if day else ""
        return self.codes[target][said] if target in self.codes and said else said

    def rows(self) -> list[list[str]]:
        head = [self.names[target] for target in self.order]
        return [head, *([self.cell(each, who) for each in self.order] for who in self.people)]

    def mapping(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            target: {"from": self.names[target], "codes": {v: k for k, v in codes.items()}}
            for target, codes in self.codes.items()
        }
        dates = {each: {"from": self.names[each], "dates": [self.form]} for each in DATES}
        return mapped(
            kind="custody",
            site=None,
            columns={
                "id": {"from": self.names["id"], "anonymous": True},
                **dates,
                **{each: told[each] for each in told if each != "wing"},
            },
            attributes={"wing": told["wing"]},
            read={"separator": self.separator, "encoding": self.encoding},
        )


def codes_for(words: tuple[str, ...]) -> st.SearchStrategy[dict[str, str]]:
    """Draw a code for each word: no two alike, none that says nothing."""
    plain = TEXT.filter(lambda each: folded(each) not in EMPTY_WORDS)
    codes = st.lists(plain, min_size=len(words), max_size=len(words), unique_by=folded)
    return codes.map(lambda drawn: dict(zip(words, drawn, strict=True)))


@st.composite
def stories(draw: st.DrawFn) -> Story:
    targets = ["id", *DATES, *WORDS]
    names = draw(st.lists(NAMES, min_size=len(targets), max_size=len(targets), unique_by=folded))
    days = {"join_date": (-9000, 0), "release_date": (0, 9000), "tariff_date": (-3000, 9000)}
    person = st.fixed_dictionaries(
        {
            **{each: st.integers(*days[each]).map(str) for each in DATES},
            **{each: st.sampled_from(words) for each, words in WORDS.items()},
            "release_date": st.just("") | st.integers(0, 9000).map(str),
            "need": st.sampled_from(("", *NEED_NAMES)),
        }
    )
    drawn = draw(st.lists(person, min_size=1, max_size=8))
    return Story(
        people=[{"id": f"p{number}", **each} for number, each in enumerate(drawn)],
        names=dict(zip(targets, names, strict=True)),
        codes={each: draw(codes_for(words)) for each, words in WORDS.items()},
        order=draw(st.permutations(targets)),
        form=draw(st.sampled_from(sorted(FORMATS))),
        separator=draw(st.sampled_from(sorted(SEPARATORS))),
        encoding=draw(st.sampled_from(["utf-8", "utf-16"])),
    )


def written(story: Story) -> list[dict[str, str]]:
    """Return the people as `placesim import` should write them."""
    return [
        {(each.replace("_date", "_day")): said for each, said in who.items()}
        for who in story.people
    ]


def read_back(story: Story, suffix: str) -> list[dict[str, str]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / f"extract{suffix}"
        rows = story.rows()
        if suffix == ".parquet":
            columns = dict(zip(rows[0], zip(*rows[1:], strict=True), strict=True))
            pl.DataFrame({each: list(cells) for each, cells in columns.items()}).write_parquet(path)
        else:
            with path.open("w", encoding=story.encoding, newline="") as file:
                csv.writer(file, delimiter=SEPARATORS[story.separator]).writerows(rows)
        return people(imported(folder, path, story.mapping()))


@given(story=stories(), suffix=st.sampled_from([".csv", ".parquet"]))
def test_people_written_with_any_codes_come_back_as_the_same_people(
    story: Story, suffix: str
) -> None:
    assert read_back(story, suffix) == written(story)


@given(story=stories(), drawn=st.data())
def test_a_row_more_changes_nobody_elses_row(story: Story, drawn: st.DataObject) -> None:
    if len(story.people) > 1:
        gone = drawn.draw(st.integers(0, len(story.people) - 1))
        rest = [each for row, each in enumerate(story.people) if row != gone]
        fewer = Story(**{**vars(story), "people": rest})
        everybody = read_back(story, ".csv")
        assert read_back(fewer, ".csv") == everybody[:gone] + everybody[gone + 1 :]


@given(
    data=st.binary(max_size=400)
    | st.text('12,-/0\n"x=é ', max_size=60).map(lambda more: GOOD + more.encode())
)
@settings(max_examples=100)
def test_whatever_the_bytes_the_import_ends_in_people_or_in_words(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            done = imported(folder, data, mapped(drop_others=True), leave_out_refused=True)
        except ExtractRefused:
            assert not (folder / "out").exists()
        else:
            assert len(people(done)) == len(done.taken.lines) > 0


@given(
    cells=st.lists(
        st.tuples(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12)), min_size=1
    )
)
def test_every_row_of_a_hostile_extract_is_taken_or_accounted_for(
    cells: list[tuple[str, str, str]],
) -> None:
    codes = {"site": {"from": "Est", "codes": {"x": "oak"}}}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "extract.parquet"
        rows = [*cells, ("last", "2025-01-01", "x")]
        frame = pl.DataFrame(rows, schema=["No", "Referred", "Est"], orient="row")
        frame.write_parquet(path)
        mapping = mapped(columns=codes, repeated="keep_first")
        try:
            done = imported(folder, path, mapping, leave_out_refused=True)
        except ExtractRefused:
            return
        taken = done.taken
        parts = (taken.left_out, taken.repeated, taken.refused, taken.empty_rows)
        assert len(people(done)) + sum(parts) == len(rows)
        assert "last" in [row["id"] for row in people(done)]
