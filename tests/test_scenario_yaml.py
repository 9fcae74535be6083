"""Any bytes end in a scenario or in plain words about what is wrong with them, and where."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.scenario.loading import load, load_bytes
from sim.scenario.problems import ScenarioError
from sim.scenario.yaml_reader import MOST_BYTES, read_yaml

SOUND = """\
title: One prison
horizon_days: 100
sites:
  - {id: oak, kind: prison, facilitators: 2, programmes: [horizon]}
programmes:
  - id: horizon
    setting: prison
    bands: [medium]
    group: {minimum: 2, maximum: 8}
    facilitators: 2
    duration_days: {kind: exponential, mean: 30}
population:
  streams:
    - {id: men, kind: list, sites: oak, waits_for: horizon, arrivals_per_year: 50}
"""


def refusal(text: str | bytes) -> str:
    """Return the whole text of what a scenario is refused with."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    with pytest.raises(ScenarioError) as refused:
        load_bytes(data, name="bad.yaml")
    return str(refused.value)


def test_a_sound_scenario_loads_without_a_word() -> None:
    loaded = load_bytes(SOUND.encode())
    assert loaded.scenario.programmes[0].facilitators == 2
    assert loaded.warnings == []
    assert loaded.sources == {"scenario.yaml": SOUND}


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_a_file_from_another_system_reads_the_same(ends: str) -> None:
    data = b"\xef\xbb\xbf" + SOUND.replace("\n", ends).encode()
    assert load_bytes(data).scenario == load_bytes(SOUND.encode()).scenario


HOSTILE = {
    "": "bad.yaml:1:1: the file is empty",
    "# nothing\n": "bad.yaml:1:1: the file is empty",
    "- a\n": "bad.yaml:1:1: got a list of 1; a scenario is a mapping of settings to values",
    "just text": ("bad.yaml:1:1: got `just text`; a scenario is a mapping of settings to values"),
    "a: [1, 2\nb: 3\n": (
        "bad.yaml:2:2: the list that starts with `[` is not closed by `]` (opened on line 1)"
    ),
    "a: {b: 1\nc: 2\n": (
        "bad.yaml:2:2: the mapping that starts with `{` is not closed by `}` (opened on line 1)"
    ),
    "a:\n\t- b\n": "bad.yaml:2:1: a tab; indent with spaces",
    "a: @b\n": ("bad.yaml:1:4: no value may start with this character; put the text in quotes"),
    "a: b: c\n": (
        "bad.yaml:1:5: a second `:` in one value, or a line that is indented too far; "
        "text that holds `: ` needs quotes"
    ),
    "a: 'it's'\n": (
        "bad.yaml:1:8: a `key: value` was expected here; check the indentation and quotes"
    ),
    'a: "b\n': (
        "bad.yaml:2:1: the file ends inside a value; is a quote not closed? (opened on line 1)"
    ),
    "a: 1\n---\nb: 2\n": ("bad.yaml:2:1: a second document starts here; a file holds one scenario"),
    "? [a]\n: 1\n": "bad.yaml:1:3: a key must be plain text, not a list or a mapping",
    "a: b\u202ec\n": (
        "bad.yaml:1:5: the invisible character U+202E (right-to-left override) is not allowed"
    ),
    "a: b\0c\n": (
        "bad.yaml:1:5: the invisible character U+0000 (a control character) is not allowed"
    ),
    "a: \ufffe\n": "bad.yaml:1:4: this character is not allowed in YAML",
    "[" * 3_000: "bad.yaml:1:41: " + "[0]" * 40 + ": nested more than 40 deep",
    "a: " + "x" * 100_001: "bad.yaml:1:4: a: a value of more than 100,000 characters",
    "a: [" + "1," * 200_000 + "]": (
        "bad.yaml:1:399999: a[199997]: more than 200,000 values; put long lists in a CSV file"
    ),
    "x" * (MOST_BYTES + 1): "bad.yaml:1:1: 2,000,001 bytes are too many; the limit is 2,000,000",
}


@pytest.mark.parametrize(("text", "words"), HOSTILE.items(), ids=range(len(HOSTILE)))
def test_a_file_that_cannot_be_read_says_where_and_why(text: str, words: str) -> None:
    assert refusal(text) == words


def test_a_file_that_is_not_utf_8_says_at_which_byte() -> None:
    assert refusal(b"title: x\nquestion: caf\xe9\n") == (
        "bad.yaml:2:14: not UTF-8 (byte 0xe9); save the file as UTF-8"
    )


def test_what_yaml_could_do_and_scenarios_may_not_is_refused_all_at_once() -> None:
    assert refusal(
        SOUND
        + """\
seed: !!int 3
replications: &many 4
transfers: *many
parole:
  <<: {listing_days: 3}
  review_days: .inf
  release_share: 1e999
  listing_days: .NaN
title: Again
assessment: {delay_days: 1234567890123456789}
question: "\\u202eevil"
"""
    ).splitlines() == [
        ("bad.yaml:15:7: seed: `!!int` is a YAML tag, and tags are not allowed; text needs quotes"),
        (
            "bad.yaml:16:15: replications: `&many` is a YAML anchor, and anchors are not allowed; "
            "text needs quotes"
        ),
        (
            "bad.yaml:17:12: transfers: `*many` is a YAML alias, and aliases are not allowed; "
            "write the value out, or share it by `extends`; text needs quotes"
        ),
        (
            "bad.yaml:19:3: parole: merge keys (`<<`) are not allowed; write the values out, "
            "or use `extends`"
        ),
        "bad.yaml:20:16: parole.review_days: `.inf` is not a finite number",
        "bad.yaml:21:18: parole.release_share: `1e999` is too large a number",
        "bad.yaml:22:17: parole.listing_days: `.NaN` is not a finite number",
        "bad.yaml:23:1: title: given twice; first on line 1",
        "bad.yaml:24:26: assessment.delay_days: a number of more than 18 digits",
        (
            "bad.yaml:25:11: question: the invisible character U+202E (right-to-left override) "
            "is hidden in this text"
        ),
    ]


def test_a_bomb_of_aliases_is_refused_before_anything_is_built() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + step)}: &{chr(98 + step)} [{', '.join([f'*{chr(97 + step)}'] * 9)}]\n"
        for step in range(9)
    )
    assert "`*a` is a YAML alias" in refusal(bomb)


SURPRISES = {
    "010": "`010` has a leading zero, which some programs read as octal; write 10",
    "1_000": "`1_000` has separators between its digits; write 1000",
    "1,000": "`1,000` has separators between its digits; write 1000",
    "12:30:00": (
        "`12:30:00` is a time of day to some programs and text here; write a plain number"
    ),
    "0x1F": "`0x1F` is not a decimal number; write 31",
    "0o17": "`0o17` is not a decimal number; write 15",
    "20%": "`20%` has a percent sign; write a share from 0 to 1, such as 0.25 for 25%",
    "3 days": (
        "`3 days` has words in it; write the number alone, "
        "its unit stands in the name of the setting"
    ),
    "2,5": "`2,5` has a decimal comma; write 2.5",
    "nan": "`nan` is not a finite number",
    "yes": "got `yes` (text in YAML 1.2); allowed: a whole number from 1 to 10,000",
    "'4'": (
        "got the number 4 in quotes, which make it text; allowed: a whole number from 1 to 10,000"
    ),
    "true": "got true; allowed: a whole number from 1 to 10,000",
    "2.5": "got 2.5; allowed: a whole number from 1 to 10,000",
    "0": "got 0; allowed: a whole number from 1 to 10,000",
    "[3]": "got a list of 1; allowed: a whole number from 1 to 10,000",
    "{a: 3}": "got a mapping with `a`; allowed: a whole number from 1 to 10,000",
    "''": "got empty text; allowed: a whole number from 1 to 10,000",
}


@pytest.mark.parametrize(("written", "words"), SURPRISES.items())
def test_what_is_not_a_number_is_never_taken_for_one(written: str, words: str) -> None:
    column = 1 if written[0] in "[{" else 15
    assert refusal(f"{SOUND}replications: {written}\n") == (
        f"bad.yaml:15:{column}: replications: {words}"
    )


@pytest.mark.parametrize(
    ("word", "truth"), [("yes", "true"), ("On", "true"), ("NO", "false"), ("off", "false")]
)
def test_yes_and_no_are_text_and_the_message_says_what_to_write(word: str, truth: str) -> None:
    text = SOUND.replace("bands: [medium]", f"bands: [medium]\n    low_risk_may_join: {word}")
    assert refusal(text) == (
        "bad.yaml:9:24: programmes[horizon].low_risk_may_join: "
        f"`{word}` is text in YAML 1.2; write {truth}"
    )


def test_words_that_older_readers_mistook_stay_text_where_text_is_meant() -> None:
    reading = read_yaml(b"[no, 12:30:00, 010, 1_000, 2026-01-01, 'true']", "a.yaml")
    assert reading.problems == []
    loaded = load_bytes(SOUND.replace("One prison", "no").encode())
    assert loaded.scenario.title == "no"


def test_a_file_that_is_none_says_so_and_names_the_one_that_was_meant(tmp_path: Path) -> None:
    (tmp_path / "national.yaml").write_text(SOUND)
    with pytest.raises(ScenarioError) as refused:
        load(tmp_path / "nationel.yaml")
    assert str(refused.value) == (
        f"{tmp_path / 'nationel.yaml'}:1:1: the file is not there; did you mean `national.yaml`?"
    )


def test_folders_pipes_and_loops_of_links_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    for name, words in {
        "pipe.yaml": "the file is not an ordinary file",
        "folder.yaml": "the file is a folder, not a file",
        "loop.yaml": "the file cannot be followed: is it a circle of links?",
    }.items():
        with pytest.raises(ScenarioError) as refused:
            load(tmp_path / name)
        assert str(refused.value) == f"{tmp_path / name}:1:1: {words}"


def test_reading_a_scenario_needs_no_heavy_library() -> None:
    code = (
        "import sys, sim.scenario.loading, sim.scenario.json_schema\n"
        "print(sorted({'polars', 'altair', 'scipy', 'simpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def ends_well(data: bytes, overrides: tuple[str, ...] = ()) -> None:
    """Load, and accept a scenario or its refusal; nothing else may come out."""
    try:
        loaded = load_bytes(data, overrides)
    except ScenarioError as refused:
        problems = refused.problems
    else:
        problems = loaded.warnings
    assert all(problem.message for problem in problems)


@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"value: 3\nsource: x\n")
@example(b"? ")
@example(b"{value: 1, low: 2}")
@example(b"figures: {'': {value: 1}}")
@settings(max_examples=150, deadline=None)
def test_any_bytes_end_in_a_scenario_or_its_refusal(data: bytes) -> None:
    ends_well(data)


SPLICES = st.sampled_from(
    [
        "&a ",
        "*a",
        "!!str ",
        "<<: ",
        "null",
        "010",
        ".inf",
        "1e999",
        "[",
        "]",
        "{",
        "}",
        '"',
        "'",
        "- ",
        ": ",
        "\t",
        "\n",
        "|",
        ">",
        "%",
        "id: oak",
        "remove: true",
        "value: 3, low: 9",
        "kind: fixed",
        "extends: a.yaml",
        "figures: {}",
        "{value: {value: 1, low: 2}, high: 3}",
        "9" * 30,
        "-1",
        "1e308",
        "yes",
        "\u202e",
        "é",
        "'\\'",
        "{kind: [x]}",
        "from: 9999-12-31",
    ]
)


@given(st.lists(st.tuples(st.integers(0, len(SOUND)), st.integers(0, 30), SPLICES), max_size=4))
@settings(max_examples=200, deadline=None)
def test_a_damaged_scenario_ends_in_a_scenario_or_its_refusal(
    wounds: list[tuple[int, int, str]],
) -> None:
    text = SOUND
    for start, length, splice in wounds:
        text = text[:start] + splice + text[start + length :]
    ends_well(text.encode())


@given(
    st.lists(
        st.text(alphabet="abs[]=.0123xyz:{}*&- \0\ud800é", max_size=30)
        | st.builds("{}={}".format, st.sampled_from(["seed", "sites.oak.kind", "x"]), st.text()),
        max_size=3,
    )
)
@settings(max_examples=100, deadline=None)
def test_any_overrides_end_in_a_scenario_or_its_refusal(overrides: list[str]) -> None:
    ends_well(SOUND.encode(), tuple(overrides))
