"""Write ../2012/sites.yaml, custody.yaml and community.yaml: the Core SOTP years.

What differs from place to place stands in 2012/regions.csv and 2012/prisons.csv, national totals
stand here, and what all places share stands in the templates of 2012/ or, where the same holds as
today, in those beside this script. After changing any of them run
`python scenarios/data/spread/spread_2012.py`; a test holds the written files against them.
"""  # noqa: INP001 -- a script beside its data, no package

import spread
from spread import Row, filled, in_region, managers, post, prison_posts, received_at, shared

RECEPTIONS_A_YEAR = {
    "in_2012": (3147, 2950, 3350),
    "in_2013": (3358, 3200, 3600),
    "from_2014": (4200, 3358, 5000),
}
"""Published for the first two years: 3,397 in 2012 with those on IPP."""
IPP = {"ipp": (250, 150, 350), "ipp_inside": (1960, 1400, 2400)}
IPP_COMPLETED = 0.40
INSIDE = (8340, 8000, 8700)
"""But for those on IPP."""
COMPLETED_INSIDE = 0.35
ORDERS_A_YEAR = (2000, 1500, 2500)
MEAN_ORDER_YEARS = 2.0

LAST_OF_THE_OLD = "2017-04-01"
"""Core SOTP and what belonged to it stopped in March 2017."""
KAIZEN_FROM = "2017-06-01"
"""Where Horizon came first, Kaizen did; elsewhere half a year later."""
KAIZEN_ELSEWHERE = "2018-01-01"
FIRST_SITES = "2016-07-01"
COMMUNITY = "{sogp} i_sotp horizon_community ihorizon living_as_new_me_community"

PRISON_MANAGERS_FREE = ("2012-01-01", "2012-03-01", "2012-05-01", "2012-07-01")
COMMUNITY_MANAGERS_FREE = (
    "2012-01-01",
    "2012-03-15",
    "2012-06-01",
    "2012-08-15",
    "2012-11-01",
    "2013-01-15",
)
"""On day 0 most staff are busy with groups already running: managers fall free by turns."""

YEARS_TO_FILL_POSTS = 1
"""Where a prison comes to deliver: about as long as it takes to find and train officers."""
STAFF_RANGE = (0.6, 1.6)
"""Nobody counted them in 2012: between three fifths of those of 2022 and as many again and more."""
COORDINATORS_LATER = 1.8
"""In seven areas of twelve; here spread over all."""
COORDINATORS_FREE = {"quarter": 0.25, "half": 0.5, "most": 0.75}
"""On day 0 the rest have circles that this run does not see."""
VOLUNTEERS_GROW = 2.7

HEAD = "# Written by ../spread/spread_2012.py from ../spread/2012/*. Change those, not this.\n"
DELIVERING = """
  # --- prisons that deliver --------------------------------------------------------------------
  # Twenty-five delivered in 2000 [starts_completions.csv > Custody prisons delivering SOTP > 2000]
  # and 28 in 2004 [starts_completions.csv > Custody prisons delivering SOTP > 2002-04]; which of
  # them did in 2012 is mostly an assumption. Posts are one: {posts} nationally, shared by what each
  # prison's lists ask for. What they were set to give: docs/evidence.md. So is the day on which
  # Horizon and Kaizen came to each: the first ones of all are known
  # [programmes.csv > Horizon > first_delivery] [programmes.csv > Kaizen (sexual) > first_delivery].
"""
RECEIVING = """
  # --- prisons that only receive ---------------------------------------------------------------
  # Men are moved on to a prison that delivers: in the region named here if one does, else anywhere.
"""
REGIONS = """
  # --- probation, by the twelve regions of today --------------------------------------------------
  # There were 35 probation trusts until 2014. Which of the three groupwork programmes a region ran,
  # and when Horizon and iHorizon came to it, are assumptions.
"""
STAFF_SOURCE = (
    "as many as in 2022, spread by residents, and {vacant} of posts vacant: nobody counted them in "
    "2012 [staffing.csv > probation staff trained for SO programmes > national] "
    "[staffing.csv > facilitator vacancy rate > ]"
)


def main() -> None:
    for name, text in written().items():
        (spread.FOLDER.parent / name).write_text(text, encoding="utf-8")


def written() -> dict[str, str]:
    """Return the text of each file that this script writes."""
    prisons, regions = spread.rows("2012/prisons.csv"), spread.rows("2012/regions.csv")
    streams = HEAD + "population:\n  streams:\n"
    return {
        "2012/sites.yaml": HEAD + "sites:" + sites(prisons, regions),
        "2012/custody.yaml": streams + "".join(custody(row) + on_ipp(row) for row in regions),
        "2012/community.yaml": streams + "".join(map(community, regions)),
    }


def sites(prisons: list[Row], regions: list[Row]) -> str:
    delivering = [row for row in prisons if row["programmes"]]
    receiving = [row for row in prisons if not row["programmes"]]
    total = sum(int(row["posts"]) for row in delivering)
    parts = [DELIVERING.format(posts=total)]
    parts += [delivering_prison(row, total, regions) for row in delivering]
    parts += [RECEIVING]
    parts += [
        filled("receiving_prison.txt", row, **in_region(row), **assessors(row, regions))
        for row in receiving
    ]
    return "".join([*parts, REGIONS, *map(region, regions)])


def delivering_prison(row: Row, total: int, regions: list[Row]) -> str:
    programmes = row["programmes"].split()
    if not int(row["posts"]):
        return filled("places_prison.txt", row, **in_region(row), programmes=", ".join(programmes))
    return filled(
        "delivering_prison.txt",
        row,
        **in_region(row),
        programmes=", ".join(programmes),
        dates=opening_days(programmes, row["delivers_from"], row["horizon"]),
        staff=posts(row, total),
        managers=managers(
            int(row["posts"]),
            (row["delivers_from"],) if row["delivers_from"] else PRISON_MANAGERS_FREE,
        ),
        **assessors(row, regions),
    )


def posts(row: Row, total: int) -> str:
    """Return the posts of a prison: officers only, found beforehand, where it delivers later."""
    if not row["delivers_from"]:
        return prison_posts({**row, "peers": "0"}, total)
    low, high = (round(int(row["posts"]) * edge) for edge in spread.POSTS_RANGE)
    source = spread.POSTS_SOURCE.format(total=total)
    year, rest = row["delivers_from"].split("-", 1)
    begins = f"{int(year) - YEARS_TO_FILL_POSTS}-{rest}"
    text = filled("2012/posts_from.txt", row, posts_from=begins, low=low, high=high, source=source)
    return text.rstrip("\n")


def opening_days(programmes: list[str], delivers_from: str, horizon: str) -> str:
    """Return from when a site offers what it has not always offered."""
    kaizen = KAIZEN_FROM if horizon <= FIRST_SITES else KAIZEN_ELSEWHERE
    new = dict.fromkeys(("horizon_prison", "horizon_community", "ihorizon"), horizon)
    days = {name: {**new, "kaizen": kaizen}.get(name, delivers_from) for name in programmes}
    text = ", ".join(f"{name}: {day}" for name, day in days.items() if day)
    return f"\n    opens: {{{text}}}" if text else ""


def region(row: Row) -> str:
    staff = round(int(row["trained_staff"]) / (1 - spread.VACANT_SHARE))
    volunteers, coordinators = int(row["volunteers"]), float(row["coordinators"])
    apply = volunteers * spread.APPLY_A_MONTH * VOLUNTEERS_GROW
    programmes = COMMUNITY.format(sogp=row["sogp"]).split()
    return filled(
        "2012/region.txt",
        row,
        name=f'"{row["name"]}"',
        programmes=", ".join(programmes),
        dates=opening_days(programmes, "", row["horizon"]),
        staff=post(
            "probation_facilitator", staff, STAFF_RANGE, STAFF_SOURCE, vacant=spread.VACANT_SHARE
        ),
        managers=managers(staff, COMMUNITY_MANAGERS_FREE),
        volunteers_low=round(volunteers * 0.6),
        volunteers_high=round(volunteers * 1.6),
        applications=round(apply, 2),
        applications_low=round(apply * 0.4, 2),
        applications_high=round(apply * 1.6, 2),
        **{name: round(coordinators * part, 2) for name, part in COORDINATORS_FREE.items()},
        coordinators_low=round(coordinators * 0.6, 2),
        coordinators_high=round(coordinators * 1.5, 2),
        coordinators_later=round(coordinators * COORDINATORS_LATER, 2),
        coordinators_later_high=round(coordinators * COORDINATORS_LATER * 1.5, 2),
    )


def assessors(row: Row, regions: list[Row]) -> dict[str, int]:
    return spread.assessors(
        row, regions, RECEPTIONS_A_YEAR["from_2014"][0], INSIDE[0] + IPP["ipp_inside"][0]
    )


def custody(row: Row) -> str:
    receptions: dict[str, int] = {}
    for name, totals in RECEPTIONS_A_YEAR.items():
        receptions |= shared(name, totals, row)
    return filled(
        "2012/custody_stream.txt",
        row,
        sites="".join(map(received_at, row["custody_sites"].split())),
        completed=COMPLETED_INSIDE,
        **receptions,
        **shared("inside", INSIDE, row),
    )


def on_ipp(row: Row) -> str:
    people: dict[str, int] = {}
    for name, totals in IPP.items():
        people |= shared(name, totals, row)
    return filled(
        "2012/ipp_stream.txt",
        row,
        sites="".join(map(received_at, row["custody_sites"].split())),
        ipp_completed=IPP_COMPLETED,
        **people,
    )


def community(row: Row) -> str:
    serving = tuple(round(orders * MEAN_ORDER_YEARS) for orders in ORDERS_A_YEAR)
    return filled(
        "2012/community_stream.txt",
        row,
        orders_all=f"{ORDERS_A_YEAR[0]:,}",
        **shared("orders", ORDERS_A_YEAR, row),
        **shared("serving", serving, row),
    )


if __name__ == "__main__":
    main()
