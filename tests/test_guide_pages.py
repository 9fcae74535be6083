"""The pages of the guide lead somewhere, and what they say of the evidence is so."""

import re
from pathlib import Path

import pytest

from tests.test_shipped_scenarios import cited, evidence, national, numbers

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "guide"
PAGES = [ROOT / "README.md", *sorted(GUIDE.glob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors_of(page: Path) -> set[str]:
    """Return where a link may lead in a page, as a forge that shows Markdown names it."""
    text = re.sub(
        r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in headings}
    return slugs | set(re.findall(r'<a id="([\w-]+)">', text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_the_guide_leads_to_a_page_and_a_heading_that_are_there(page: Path) -> None:
    text = re.sub(
        r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    for link in LINK.findall(text):
        if re.match(r"https?://|mailto:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


def test_every_page_of_the_guide_is_named_in_its_map() -> None:
    named = set(LINK.findall((GUIDE / "README.md").read_text(encoding="utf-8")))
    assert {page.name for page in GUIDE.glob("*.md")} - {"README.md"} <= named


def test_the_front_page_names_the_guide_and_what_the_model_cannot_say() -> None:
    named = LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert {"docs/guide/README.md", "docs/guide/first-hour.md", "docs/guide/cannot-say.md"} <= {
        *named
    }


def test_what_the_model_cannot_say_cites_rows_of_the_evidence_that_are_there() -> None:
    rows = cited((GUIDE / "cannot-say.md").read_text(encoding="utf-8"))
    assert len(rows) > 5
    assert rows <= set(evidence())


def test_what_nobody_has_published_is_no_published_row() -> None:
    """A gap that somebody has filled is no gap: the row's label says so first."""
    for row in cited((GUIDE / "cannot-say.md").read_text(encoding="utf-8")):
        assert evidence()[row]["label"] == "assumption", row


def test_nearly_nine_in_ten_numbers_of_the_national_scenario_are_assumptions() -> None:
    page = (GUIDE / "cannot-say.md").read_text(encoding="utf-8")
    labels = [number["label"] for _, number in numbers(national().resolved) if "label" in number]
    share = labels.count("assumption") / len(labels)
    assert "nearly nine in ten numbers are assumptions" in " ".join(page.split())
    assert 0.8 < share < 0.92


def test_more_than_half_of_the_figures_held_back_lie_outside_as_the_page_says() -> None:
    """When the model becomes better than the page says, the page is to say so."""
    page = " ".join((GUIDE / "cannot-say.md").read_text(encoding="utf-8").split())
    validation = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    national_part = validation.partition("<!-- backcast of national.yaml -->")[2]
    held_back = national_part.partition("### Held back")[2].partition("<!-- end")[0]
    rows = [line for line in held_back.splitlines() if re.match(r"\| (\*\*|inside|cannot)", line)]
    assert "**more than half lie outside their range**" in page
    assert sum(line.startswith("| **outside**") for line in rows) > len(rows) / 2
    published = [line for line in rows if "| published: " in line or "| source document: " in line]
    missed = sum(line.startswith("| **outside**") for line in published)
    assert "of six that somebody published five do" in page
    assert (len(published), missed) == (6, 5)


def test_the_guide_speaks_of_people_and_not_of_labels() -> None:
    for page in GUIDE.glob("*.md"):
        assert not re.search(
            r"\boffenders?\b|\bconvicts?\b", page.read_text(encoding="utf-8"), re.IGNORECASE
        )
