"""Write ../region.yaml: a twelfth of England and Wales, by the templates that spread.py fills.

Its places stand in sample_prisons.csv and sample_regions.csv: no place of that name exists, each
stands for places of one kind. After changing any of them run
`python scenarios/data/spread/sample.py`; a test holds the written file against them, and the
region's people, posts and places against the nation's.
"""  # noqa: INP001 -- a script beside its data, no package

import spread

BEHIND = "2026-10-01"
"""Building Choices comes to half of the prisons later than to the rest: in the middle of them."""

SITES = """
  # Each place stands for all places of its kind, and has a twelfth of what they have together.
"""


def main() -> None:
    for name, text in written().items():
        (spread.FOLDER.parent / name).write_text(text, encoding="utf-8")


def written() -> dict[str, str]:
    """Return the text of the file that this script writes."""
    national = [row for row in spread.rows("prisons.csv") if row["programmes"]]
    posts = sum(int(row["posts"]) for row in national)
    prisons, regions = spread.rows("sample_prisons.csv"), spread.rows("sample_regions.csv")
    offered = {row["id"]: BEHIND for row in regions}
    return {
        "region.yaml": "".join(
            [
                spread.HEAD.replace("spread.py", "sample.py"),
                "sites:",
                SITES,
                *(prison(row, posts, offered, regions) for row in prisons),
                *map(spread.region, regions),
                "population:\n  streams:\n",
                *map(spread.custody, regions),
                *map(spread.community, regions),
            ]
        )
    }


def prison(row: spread.Row, posts: int, offered: spread.Row, regions: list[spread.Row]) -> str:
    if row["programmes"]:
        return spread.delivering_prison(row, posts, offered, regions)
    place, staff = spread.in_region(row), spread.assessors(row, regions)
    return spread.filled("receiving_prison.txt", row, **place, **staff)


if __name__ == "__main__":
    main()
