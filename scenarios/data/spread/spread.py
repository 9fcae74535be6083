"""Write ../sites.yaml, ../custody.yaml and ../community.yaml: shared facts, spread over places.

What differs from place to place stands in regions.csv and prisons.csv, national totals stand here,
and what all places share stands once in the templates (*.txt). After changing any of them run
`python scenarios/data/spread/spread.py`; a test holds the written files against them.
"""  # noqa: INP001 -- a script beside its data, no package

import csv
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent

RECEPTIONS_A_YEAR = (4400, 3600, 5000)
INSIDE = (14300, 13500, 15200)
COMPLETED_INSIDE = 0.40
ORDERS_A_YEAR = (2300, 2000, 3000)
MEAN_ORDER_YEARS = 2.0
GROUPS_A_COMMUNITY_FACILITATOR = 2
POSTS_RANGE = (0.7, 1.3)
"""Posts of a prison may be wrong by this much either way."""
STAFF_RANGE = (0.6, 1.0)
"""Of trained staff, not all deliver at one time."""

PRISON_STAFF_FREE = ("2026-01-01", "2026-03-01", "2026-05-01", "2026-07-01")
COMMUNITY_STAFF_FREE = (
    "2026-01-01",
    "2026-03-15",
    "2026-06-01",
    "2026-08-15",
    "2026-11-01",
    "2027-01-15",
)
"""On day 0 most staff are busy with groups already running, and fall free by turns."""

HEAD = "# Written by spread/spread.py from spread/*. Change those, not this.\n"
DELIVERING = """
  # --- prisons that deliver --------------------------------------------------------------------
  # Facilitators in post are an assumption: {posts} nationally, shared by what each prison's lists
  # ask for. What they were set to give: docs/evidence.md. On day 0 most are busy with groups that
  # this run does not see, and fall free by turns over the half year that a group takes.
"""
RECEIVING = """
  # --- prisons that only receive ---------------------------------------------------------------
  # Men are moved on to a prison that delivers: in the region named here if one does, else anywhere.
"""
REGIONS = """
  # --- the twelve probation regions --------------------------------------------------------------
"""


def main() -> None:
    for name, text in written().items():
        (FOLDER.parent / name).write_text(text, encoding="utf-8")


def written() -> dict[str, str]:
    """Return the text of each file that this script writes."""
    prisons, regions = rows("prisons.csv"), rows("regions.csv")
    streams = HEAD + "population:\n  streams:\n"
    return {
        "sites.yaml": HEAD + "sites:" + sites(prisons, regions),
        "custody.yaml": streams + "".join(map(custody, regions)),
        "community.yaml": streams + "".join(map(community, regions)),
    }


def sites(prisons: list[dict[str, str]], regions: list[dict[str, str]]) -> str:
    delivering = [row for row in prisons if row["programmes"]]
    receiving = [row for row in prisons if not row["programmes"]]
    total = sum(int(row["posts"]) for row in delivering)
    parts = [DELIVERING.format(posts=total)]
    parts += [delivering_prison(row, total) for row in delivering]
    parts += [RECEIVING, *map(receiving_prison, receiving), REGIONS, *map(region, regions)]
    return "".join(parts)


def delivering_prison(row: dict[str, str], total: int) -> str:
    posts = int(row["posts"])
    return filled(
        "delivering_prison.txt",
        row,
        programmes=", ".join(row["programmes"].split()),
        total=total,
        facilitators=falling_free(posts, PRISON_STAFF_FREE, POSTS_RANGE, "prison_post.txt", total),
    )


def receiving_prison(row: dict[str, str]) -> str:
    in_region = f", region: {row['region']}" if row["region"] else ""
    return filled("receiving_prison.txt", row, in_region=in_region)


def region(row: dict[str, str]) -> str:
    staff, volunteers = int(row["trained_staff"]), int(row["volunteers"])
    coordinators = float(row["coordinators"])
    return filled(
        "region.txt",
        row,
        name=f'"{row["name"]}"',
        facilitators=falling_free(
            staff, COMMUNITY_STAFF_FREE, STAFF_RANGE, "community_post.txt", 193
        ),
        community_groups=GROUPS_A_COMMUNITY_FACILITATOR,
        volunteers_low=round(volunteers * 0.75),
        volunteers_high=round(volunteers * 1.25),
        coordinators_low=round(coordinators * 0.75, 2),
        coordinators_high=round(coordinators * 1.5, 2),
    )


def falling_free(
    posts: int, dates: tuple[str, ...], spread: tuple[float, float], template: str, total: int
) -> str:
    """Return steps by which staff fall free, as evenly as whole posts allow."""
    steps, before = "", 0
    for turn, date in enumerate(dates, start=1):
        free = -(-posts * turn // len(dates))
        if free > before:
            low, high = (max(0, round(free * edge)) for edge in spread)
            numbers = {"date": date, "free": str(free), "low": str(low), "high": str(high)}
            steps += filled(template, numbers, total=total)
        before = free
    return steps


def custody(row: dict[str, str]) -> str:
    return filled(
        "custody_stream.txt",
        row,
        sites="".join(map(received_at, row["custody_sites"].split())),
        completed=COMPLETED_INSIDE,
        **shared("receptions", RECEPTIONS_A_YEAR, row),
        **shared("inside", INSIDE, row),
    )


def community(row: dict[str, str]) -> str:
    serving = tuple(round(orders * MEAN_ORDER_YEARS) for orders in ORDERS_A_YEAR)
    return filled(
        "community_stream.txt",
        row,
        orders_all=f"{ORDERS_A_YEAR[0]:,}",
        **shared("orders", ORDERS_A_YEAR, row),
        **shared("serving", serving, row),
    )


def received_at(site_and_share: str) -> str:
    site, share = site_and_share.split(":")
    return filled(
        "received_at.txt",
        {"site": site, "share": share},
        low=round(float(share) * 0.5, 3),
        high=round(min(1.0, float(share) * 1.5), 3),
    )


def shared(name: str, national: tuple[int, ...], row: dict[str, str]) -> dict[str, int]:
    """Return a region's share of a national value, low and high, in whole people."""
    names = (name, f"{name}_low", f"{name}_high")
    part = float(row["percent"]) / 100
    return {each: round(total * part) for each, total in zip(names, national, strict=True)}


def filled(template: str, row: dict[str, str], **more: object) -> str:
    text = (FOLDER / template).read_text(encoding="utf-8")
    return Template(text).substitute({**row, **more})


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
