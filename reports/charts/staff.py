"""Staff as people: how many of each grade are in post, present and trained, year by year."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from reports.amounts import estimate, people, rounded
from reports.charts.panels import Axes, grid, line_panel, top_of
from reports.figure import Figure, Table
from reports.reading import EVERY_POLICY, Reading, labels, shown_of

LEVELS = {
    "posts": "Posts",
    "in_post": "In post",
    "present": "Present (not sick)",
    "trained": "Present and trained",
}
FLOWS = {"appointed": "Appointed", "left": "Left", "sick_days": "Days of sickness"}
MEASURES = (*LEVELS, "carrying", *FLOWS)
WITH_BAND = "trained"  # three bands in one panel would hide each other
_MOST_GRADES = 6


def staff_levels(frame: pl.DataFrame, sites: pl.DataFrame, reading: Reading) -> Figure:
    """Draw levels (policy, grade, year, measure, mean, low, high) of the baseline, a panel a grade.

    `sites` has the mean of every measure over the whole run by policy, site and grade.
    """
    names = labels((note.id, note.name) for note in reading.book.grades)
    mine = frame.filter(pl.col("policy") == reading.baseline)
    lines = mine.filter(pl.col("measure").is_in(list(LEVELS)))
    lines = lines.with_columns(
        pl.Series("when", [reading.year_name(year) for year in lines["year"]], pl.String),
        x=pl.col("year") + float(reading.book.start_date.year),
        series=pl.col("measure").replace_strict(LEVELS, return_dtype=pl.String),
        low=pl.when(pl.col("measure") == WITH_BAND).then(pl.col("low").clip(lower_bound=0.0)),
        high=pl.when(pl.col("measure") == WITH_BAND).then(pl.col("high")),
    )
    years = lines["x"].to_list()
    grades = lines["grade"].unique(maintain_order=True).to_list()[:_MOST_GRADES]
    columns = min(len(grades), 3)
    panels = [
        line_panel(
            lines.filter(pl.col("grade") == grade),
            Axes(
                "",
                (min(years), max(years)),
                top_of(lines.filter(pl.col("grade") == grade), "mean", "high"),
            ),
            title=[names.get(grade, grade)],
            series=list(LEVELS.values()),
            columns=columns,
        )
        for grade in grades
    ]
    title = _title(mine, names, reading)
    policy = reading.policy[reading.baseline]
    return Figure(
        key="staff-levels",
        title=title,
        subtitle=f"Members of staff, mean over each year, by grade; {policy}; {reading.place}, "
        f"{reading.whole_run}; {reading.runs}",
        alt="Lines over years, a panel a grade: posts, in post, present, present and trained. "
        f"{title}.",
        chart=grid(panels, columns),
        tables=(_by_year(frame, names, reading), _by_site(sites, names, reading)),
        note="Each grade has its own vertical scale. The band is the 95% interval of those present "
        "and trained; the table has every interval. “Trained” are present and may deliver "
        "something; what they carry is counted in groups, and a member of staff who does only "
        "one-to-one work carries less than one. Days of sickness are of staff in post.",
    )


def _title(mine: pl.DataFrame, names: dict[str, str], reading: Reading) -> str:
    """Say of the largest grade how many are in post, present, trained, leave and come."""
    means = mine.group_by("grade", "measure", maintain_order=True).agg(pl.col("mean").mean())
    found = {(row["grade"], row["measure"]): row["mean"] for row in means.to_dicts()}
    grade = max(dict.fromkeys(key for key, _ in found), key=lambda key: found[key, "in_post"])
    posts, post, there, trained, left, came = (
        found[grade, measure]
        for measure in ("posts", "in_post", "present", "trained", "left", "appointed")
    )
    planned = f"{rounded(posts)} posts are planned; of " if posts else "of "
    return (
        f"Under {reading.policy[reading.baseline]}, {planned}{rounded(post)} in post "
        f"({names.get(grade, grade)}) {rounded(there)} are present and {rounded(trained)} of them "
        f"trained; {people(left)} leave and {people(came)} are appointed in a year"
    )


def _words(rows: pl.DataFrame) -> pl.DataFrame:
    words = [_said(row) for row in rows.to_dicts()]
    return rows.with_columns(pl.Series("shown", words, pl.String))


def _said(row: dict[str, Any]) -> str:
    low = None if row["low"] is None else max(row["low"], 0.0)
    return estimate(row["mean"], low, row["high"], "")


_HEADS = {**LEVELS, "carrying": "Groups carried", **FLOWS}


def _by_year(frame: pl.DataFrame, names: dict[str, str], reading: Reading) -> Table:
    mine = frame.filter(pl.col("policy") == reading.baseline)
    shown = (
        _words(mine)
        .select(
            Grade=pl.col("grade").replace_strict(names, default=pl.col("grade")),
            Year=pl.Series([reading.year_name(year) for year in mine["year"]], dtype=pl.String),
            head=pl.col("measure").replace_strict(_HEADS),
            shown="shown",
        )
        .pivot(on="head", index=["Grade", "Year"], values="shown")
    )
    return Table(
        f"Staff by grade and year, {reading.policy[reading.baseline]}: all sites, mean of the runs",
        shown,
        frame.select("policy", "grade", "year", "measure", "mean", "low", "high"),
        text_columns=2,
        note="Of appointments those in post on the first day are left out. The download has "
        "every policy.",
    )


def _by_site(sites: pl.DataFrame, names: dict[str, str], reading: Reading) -> Table:
    mine = sites.filter(pl.col("policy") == reading.baseline)
    rows = [
        (
            reading.site.get(row["site"], row["site"]),
            names.get(row["grade"], row["grade"]),
            *(rounded(row[measure]) for measure in MEASURES),
        )
        for row in mine.to_dicts()
    ]
    shown = pl.DataFrame(rows, schema=["Site", "Grade", *_HEADS.values()], orient="row")
    return Table(
        f"Staff by site and grade, {reading.policy[reading.baseline]}: mean over the years",
        shown,
        sites.select("policy", "site", "grade", *MEASURES),
        text_columns=2,
        note="Appointed, left and days of sickness are a year.",
    )


def lost_sessions(rows: pl.DataFrame, reading: Reading, measures: Sequence[str]) -> Table:
    """Return sessions cancelled and groups stopped, by programme and policy."""
    shown = (
        shown_of(rows.filter(pl.col("measure").is_in(list(measures))), "provision", reading)
        .select(
            Programme=pl.col("provision").replace_strict(
                reading.provision, default=pl.col("provision")
            ),
            Policy=pl.col("policy").replace_strict(reading.policy),
            head=pl.col("measure").replace_strict(LOST),
            shown="shown",
        )
        .pivot(on="head", index=["Programme", "Policy"], values="shown")
    )
    return Table(
        "Sessions cancelled and groups that stood still, by programme and policy",
        shown,
        rows.select("policy", "provision", "measure", "mean", "low", "high"),
        text_columns=2,
        note=EVERY_POLICY,
    )


LOST = {
    "sessions_cancelled_regime": "Sessions cancelled by the regime",
    "sessions_cancelled_redeployed": "Sessions cancelled, staff called away",
    "paused": "Groups that stood still",
    "paused_days": "Days that groups stood still",
    "stopped": "Groups stopped for want of staff",
}
"""What shortage does to groups, over the groups that began in the window."""
