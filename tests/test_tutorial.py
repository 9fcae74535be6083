"""The first hour of the guide goes as it says, word for word, in an empty folder."""

from pathlib import Path

from tests.page_run import blocks_of, disagreements

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "guide" / "first-hour.md"


def test_the_first_hour_goes_as_the_guide_says(tmp_path: Path) -> None:
    wrong = disagreements(PAGE.read_text(encoding="utf-8"), tmp_path)
    assert not wrong, "\n\n".join(wrong)


def test_what_is_set_up_before_the_first_hour_is_a_target_of_the_makefile() -> None:
    first = blocks_of(PAGE.read_text(encoding="utf-8"))[0]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert first.more == "aside"
    asked = [line.split()[1] for line in first.text.splitlines() if line.startswith("make ")]
    assert asked
    assert all(f"\n{target}: " in makefile for target in asked)


def test_a_page_that_says_otherwise_is_found_out(tmp_path: Path) -> None:
    """Each kind of block can fail: a command, its output, a refusal, a quotation."""
    sound = "```yaml a.yaml\na: 1\n```\n```sh\ncat a.yaml\n```\n```text\na: ...\n```\n"
    assert disagreements(sound, tmp_path) == []
    (tmp_path / "page.html").write_text("<p>One <b>word</b></p>", encoding="utf-8")
    for wrong in (
        "```sh\nplacesim no_such_command\n```\n",
        "```sh fails\ntrue\n```\n",
        "```sh\necho one\n```\n```text\ntwo\n```\n",
        "```quote page.html\nOne word\n\nTwo words\n```\n",
    ):
        assert len(disagreements(wrong, tmp_path)) == 1
