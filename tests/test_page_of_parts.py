"""A generated part of a page: nothing that is not its own is ever touched."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.parts import Misplaced, Part, inline, marks, placed, write
from sim.validation import HEAD
from tests.commands import placesim
from tests.test_backcast_command import run, scenario

__all__ = ["run", "scenario"]

FIRST, LAST = marks("a.yaml")
OURS = Part("a.yaml", "A region", ("## A region", "", "new"))
OLD = f"{FIRST}\n## A region\nold\n{LAST}\n"
ANYTHING = st.text(st.sampled_from("ab #|<>-!\n\r"), max_size=30)


@given(ANYTHING, ANYTHING, st.sampled_from(["\n", "\r\n"]))
def test_what_stands_around_a_part_stays_to_the_byte(before: str, after: str, end: str) -> None:
    before += end
    page = before + OLD.replace("\n", end) + after
    made = placed(page, OURS)
    assert made.startswith(before + FIRST)
    assert made.endswith(after)
    assert "old" not in made
    assert placed(made, OURS) == made


@given(ANYTHING)
def test_a_first_part_is_added_and_nothing_taken_away(text: str) -> None:
    made = placed(text, OURS)
    assert made.startswith(text)
    assert placed(made, OURS) == made


def test_a_page_with_the_line_ends_of_windows_keeps_them() -> None:
    made = placed("one\r\n" + OLD.replace("\n", "\r\n") + "two\r\n", OURS)
    assert made.count("\n") == made.count("\r\n") == 7


@pytest.mark.parametrize(
    "page",
    [
        f"{FIRST}\nmine\n",
        f"mine\n{LAST}\n",
        f"{LAST}\nmine\n{FIRST}\n",
        OLD + OLD,
        f"{FIRST}\n{OLD}",
        f"{FIRST}\n{marks('b.yaml')[0]}\nmine\n{LAST}\n",
    ],
)
def test_marks_that_are_no_pair_are_refused(page: str) -> None:
    with pytest.raises(Misplaced):
        placed(page, OURS)


def test_a_part_about_another_scenario_of_the_same_file_name_is_not_replaced() -> None:
    with pytest.raises(Misplaced, match="is about `A region`, and this scenario is `Mine`"):
        placed(OLD, Part("a.yaml", "Mine"))


@given(st.text(st.sampled_from("ab<>!-&|\n\u2028 "), max_size=40))
def test_no_name_forges_a_mark_or_a_tag(text: str) -> None:
    assert "<" not in inline(text)
    assert len(inline(text).splitlines()) <= 1
    for mark in marks(text):
        assert mark.count("-->") == mark.count("<!--") == 1
    title = inline(f"{LAST}\n{FIRST}{text}")
    made = placed("", Part("a.yaml", title, (f"## {title}",)))
    assert made.count(FIRST) == made.count(LAST) == 1


def test_a_page_that_cannot_be_written_is_refused_before_the_run(
    scenario: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.md"
    bad.write_bytes(b"caf\xe9\n")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    cut = tmp_path / "cut.md"
    cut.write_text(marks("theory.yaml")[0] + "\nmine\n", encoding="utf-8")
    for page, words in (
        (bad, "byte 3 is not UTF-8"),
        (tmp_path, "is a folder"),
        (tmp_path / "file" / "page.md", "is a file, not a folder"),
        (cut, "line 1: <!-- backcast of theory.yaml -->"),
    ):
        out = tmp_path / "run"
        end = placesim("backcast", scenario, "--out", out, "--markdown", page)
        assert end.code == 2
        assert words in end.err
        assert not out.exists()
    assert cut.read_text(encoding="utf-8").endswith("\nmine\n")
    assert bad.read_bytes() == b"caf\xe9\n"


def test_the_folder_of_a_new_page_is_made_and_nothing_else_left(run: Path, tmp_path: Path) -> None:
    page = tmp_path / "new" / "page.md"
    assert placesim("backcast", "--run", run, "--markdown", page).code == 0
    assert page.read_text(encoding="utf-8").startswith(HEAD)
    assert list(page.parent.iterdir()) == [page]


def test_a_page_keeps_who_may_read_it(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("mine\n", encoding="utf-8")
    page.chmod(0o640)
    write(page, OURS, HEAD)
    assert page.stat().st_mode & 0o777 == 0o640
    assert page.read_text(encoding="utf-8").startswith("mine\n\n" + FIRST)
