"""Write ../sites.yaml, ../custody.yaml and ../community.yaml: shared facts, spread over places.

What differs from place to place stands in regions.csv and prisons.csv, national totals stand here,
and what all places share stands once in the templates (*.txt). After changing any of them run
`python scenarios/data/spread/spread.py`; a test holds the written files against them.
"""  # noqa: INP001 -- a script beside its data, no package

import csv
import math
from datetime import date
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent
Row = dict[str, str]

RECEPTIONS_A_YEAR = (4400, 3600, 5000)
INSIDE = (14300, 13500, 15200)
COMPLETED_INSIDE = 0.40
ORDERS_A_YEAR = (2300, 2000, 3000)
MEAN_ORDER_YEARS = 2.0

VACANT_SHARE = 0.18
PRISON_GRADES = {"officer": 0.55, "psychologist": 0.15, "trainee": 0.30}
"""How the posts of a prison are split; no source says."""
SMALLEST_MIXED_TEAM = 4
POSTS_RANGE = (0.7, 1.3)
"""Posts of a prison may be wrong by this much either way."""
STAFF_RANGE = (0.6, 1.0)
"""Of trained probation staff, not all deliver at one time."""
FACILITATORS_A_MANAGER = 6
MANAGERS_RANGE = (0.6, 1.5)

ASSESSMENTS_A_MONTH = 14
ASSESSED_AGAIN_MONTHS = 36
ASSESSORS_BUSY = 6 / 7

FIRST_OFFERED = "2025-10-01"
"""Where Building Choices was on offer before the run begins."""
MONTHS_BESIDE = 6
"""The programmes it replaces start no group from so many months after it."""
REPLACED = ("horizon_prison", "kaizen", "horizon_community", "ihorizon")
COMMUNITY_PROGRAMMES = (
    "building_choices_community horizon_community ihorizon new_me_strengths_community "
    "maps_for_change maintenance living_as_new_me_community"
)

PRISON_MANAGERS_FREE = ("2026-01-01", "2026-03-01", "2026-05-01", "2026-07-01")
COMMUNITY_MANAGERS_FREE = (
    "2026-01-01",
    "2026-03-15",
    "2026-06-01",
    "2026-08-15",
    "2026-11-01",
    "2027-01-15",
)
"""On day 0 most staff are busy with groups already running: managers fall free by turns."""

APPLY_A_MONTH = 0.25 / 12 / 0.7
"""A quarter of the volunteers leave in a year, and seven in ten who apply become one."""

HEAD = "# Written by spread/spread.py from spread/*. Change those, not this.\n"
DELIVERING = """
  # --- prisons that deliver --------------------------------------------------------------------
  # Posts are an assumption: {posts} nationally and {peers} of peer supporters, shared by what each
  # prison's lists ask for. What they were set to give: docs/evidence.md. Building Choices is known
  # to be offered at nine prisons in 2025; elsewhere it is assumed to come when it does to the
  # region, and what it replaces to start no group from half a year after.
"""
RECEIVING = """
  # --- prisons that only receive ---------------------------------------------------------------
  # Men are moved on to a prison that delivers: in the region named here if one does, else anywhere.
"""
REGIONS = """
  # --- the twelve probation regions --------------------------------------------------------------
  # Building Choices came first to three regions; the dates of the others are assumptions, a year
  # earlier or later [system.csv > specialist regions with first Building Choices > ].
"""
POSTS_SOURCE = (
    "share of {total} posts that give about 1,100 completions a year [starts_completions.csv > "
    "SO programmes custody completions > 2009/10-2018/19]"
)
STAFF_SOURCE = (
    "PQ 156220 (2022) gives 193 trained staff in all regions, spread here by residents, and "
    "{vacant} of posts vacant [staffing.csv > probation staff trained for SO programmes > "
    "national] [staffing.csv > facilitator vacancy rate > ]"
)
PEERS_SOURCE = "a few where it has begun; nobody counts them"


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


def sites(prisons: list[Row], regions: list[Row]) -> str:
    delivering = [row for row in prisons if row["programmes"]]
    receiving = [row for row in prisons if not row["programmes"]]
    total, peers = (sum(int(row[name]) for row in delivering) for name in ("posts", "peers"))
    offered = {row["id"]: row["building_choices"] for row in regions}
    parts = [DELIVERING.format(posts=total, peers=peers)]
    parts += [delivering_prison(row, total, offered, regions) for row in delivering]
    parts += [RECEIVING]
    parts += [
        filled("receiving_prison.txt", row, **in_region(row), **assessors(row, regions))
        for row in receiving
    ]
    return "".join([*parts, REGIONS, *map(region, regions)])


def delivering_prison(row: Row, total: int, offered: Row, regions: list[Row]) -> str:
    programmes = ", ".join(row["programmes"].split())
    if not int(row["posts"]):
        return filled("places_prison.txt", row, **in_region(row), programmes=programmes)
    begins = FIRST_OFFERED if row["offered_first"] else offered.get(row["region"], FIRST_OFFERED)
    return filled(
        "delivering_prison.txt",
        row,
        **in_region(row),
        programmes=programmes,
        dates=changeover(row["programmes"].split(), begins),
        staff=prison_posts(row, total),
        managers=managers(int(row["posts"]), PRISON_MANAGERS_FREE),
        **assessors(row, regions),
    )


def region(row: Row) -> str:
    posts = round(int(row["trained_staff"]) / (1 - VACANT_SHARE))
    volunteers, coordinators = int(row["volunteers"]), float(row["coordinators"])
    staff = post("probation_facilitator", posts, STAFF_RANGE, STAFF_SOURCE, vacant=VACANT_SHARE)
    return filled(
        "region.txt",
        row,
        name=f'"{row["name"]}"',
        programmes=", ".join(COMMUNITY_PROGRAMMES.split()),
        dates=changeover(COMMUNITY_PROGRAMMES.split(), row["building_choices"]),
        staff=staff + peers(row),
        managers=managers(posts, COMMUNITY_MANAGERS_FREE),
        maps_low=round(int(row["trained_staff"]) / 2),
        maps_high=int(row["trained_staff"]) * 2,
        volunteers_low=round(volunteers * 0.75),
        applications=round(volunteers * APPLY_A_MONTH, 2),
        applications_low=round(volunteers * APPLY_A_MONTH * 0.6, 2),
        applications_high=round(volunteers * APPLY_A_MONTH * 1.6, 2),
        volunteers_high=round(volunteers * 1.25),
        coordinators_low=round(coordinators * 0.75, 2),
        coordinators_high=round(coordinators * 1.5, 2),
    )


def in_region(row: Row) -> Row:
    return {"in_region": f"\n    region: {row['region']}" if row["region"] else ""}


def changeover(programmes: list[str], begins: str) -> str:
    """Return when a site changes to Building Choices, and when what it replaces ends."""
    year, month, day = map(int, begins.split("-"))
    later = month - 1 + MONTHS_BESIDE
    ends = date(year + later // 12, later % 12 + 1, day)
    opens = [name for name in programmes if name.startswith("building_choices")]
    closes = [name for name in programmes if name in REPLACED]
    text = ""
    if opens and begins > FIRST_OFFERED:
        text += f"\n    opens: {{{', '.join(f'{name}: {begins}' for name in opens)}}}"
    if closes:
        text += f"\n    closes: {{{', '.join(f'{name}: {ends}' for name in closes)}}}"
    return text


def prison_posts(row: Row, total: int) -> str:
    """Return the posts of each grade, split as evenly as whole posts allow."""
    left, share_left, text = int(row["posts"]), 1.0, ""
    if left < SMALLEST_MIXED_TEAM:
        return post("officer", left, POSTS_RANGE, POSTS_SOURCE, total=total)
    for grade, share in PRISON_GRADES.items():
        posts = round(left * share / share_left)
        left, share_left = left - posts, share_left - share
        if posts:
            text += post(grade, posts, POSTS_RANGE, POSTS_SOURCE, total=total)
    return text + peers(row)


def peers(row: Row) -> str:
    count = int(row["peers"])
    return post("peer_supporter", count, (0.0, 2.0), PEERS_SOURCE) if count else ""


def post(grade: str, posts: int, spread: tuple[float, float], source: str, **words: object) -> str:
    low, high = (round(posts * edge) for edge in spread)
    numbers = {"posts": str(posts), "low": str(low), "high": str(high)}
    return filled("post.txt", {"grade": grade, **numbers}, source=source.format(**words))


def managers(posts: int, dates: tuple[str, ...]) -> str:
    """Return steps by which the supervision of a site falls free."""
    text = ""
    for turn, day in enumerate(dates, start=1):
        free = posts / FACILITATORS_A_MANAGER * turn / len(dates)
        low, high = (round(free * edge, 2) for edge in MANAGERS_RANGE)
        text += filled("manager.txt", {"date": day}, free=round(free, 2), low=low, high=high)
    return text


def assessors(
    row: Row,
    regions: list[Row],
    receptions: int = RECEPTIONS_A_YEAR[0],
    inside: int = INSIDE[0],
) -> dict[str, int]:
    """Return the assessors that a prison needs for those it receives and those it holds."""
    share = 0.0
    for each in regions:
        for site_and_share in each["custody_sites"].split():
            site, part = site_and_share.split(":")
            share += float(part) * float(each["percent"]) / 100 * (site == row["id"])
    a_month = share * (receptions / 12 + inside / ASSESSED_AGAIN_MONTHS)
    count = max(1, math.ceil(a_month / ASSESSMENTS_A_MONTH / ASSESSORS_BUSY))
    return {
        "assessors": count,
        "assessors_low": max(1, round(count * 0.7)),
        "assessors_high": math.ceil(count * 1.5),
    }


def custody(row: Row) -> str:
    return filled(
        "custody_stream.txt",
        row,
        sites="".join(map(received_at, row["custody_sites"].split())),
        completed=COMPLETED_INSIDE,
        **shared("receptions", RECEPTIONS_A_YEAR, row),
        **shared("inside", INSIDE, row),
    )


def community(row: Row) -> str:
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


def shared(name: str, national: tuple[int, ...], row: Row) -> dict[str, int]:
    """Return a region's share of a national value, low and high, in whole people."""
    names = (name, f"{name}_low", f"{name}_high")
    part = float(row["percent"]) / 100
    return {each: round(total * part) for each, total in zip(names, national, strict=True)}


def filled(template: str, row: Row, **more: object) -> str:
    text = (FOLDER / template).read_text(encoding="utf-8")
    return Template(text).substitute({**row, **more})


def rows(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
