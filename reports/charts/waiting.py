"""Who waits over time: by programme and policy, and by risk band for the baseline."""

import polars as pl

from reports.amounts import amount, estimate, people
from reports.charts.panels import (
    Axes,
    Group,
    grid,
    line_panel,
    policy_panels,
    top_of,
    years_between,
)
from reports.eras import eras
from reports.figure import Figure, Table
from reports.reading import BANDS, YEARLY, Reading, in_order, with_label, yearly
from reports.theme import MOST_LINES

_MOST_SAID = 6
_SCALES = "Each programme has its own vertical scale, the same for every policy."


def waiting_by_policy(frame: pl.DataFrame, reading: Reading) -> Figure:
    """Draw people waiting (policy, day, provision, mean, low, high) by programme and policy."""
    rows = _prepared(frame, reading)
    groups = _groups(rows, reading)
    chart = policy_panels(
        rows, _axes(rows), groups=groups, column="provision", policies=reading.policy
    )
    totals = _totals(rows)
    first, last = totals[reading.baseline]
    title = (
        f"People waiting for a programme {_went(first, last)} "
        f"under {reading.policy[reading.baseline]}"
    )
    if reading.others:
        least = min(reading.others, key=lambda policy: totals[policy][1])
        title += f"; {reading.policy[least]} ends with {people(totals[least][1])}"
    return Figure(
        key="waiting",
        title=title,
        subtitle=_subtitle(reading, "by programme and policy"),
        alt=f"Line chart in {len(groups)} sets of panels, one a programme. {title}.",
        chart=chart,
        tables=(_table(rows, reading),),
        note=_SCALES
        + _offered(groups)
        + (
            " Each panel holds one policy against the baseline."
            if len(reading.policies) > MOST_LINES
            else ""
        ),
    )


def waiting_by_band(frame: pl.DataFrame, reading: Reading) -> Figure:
    """Draw people waiting under the baseline (policy, day, provision, band, mean, low, high)."""
    rows = _prepared(frame.filter(pl.col("policy") == reading.baseline), reading)
    rows = in_order(with_label(rows, "band", BANDS, "series"), "band", BANDS)
    present = set(rows.filter(pl.col("mean") > 0)["band"])
    rows = rows.filter(pl.col("band").is_in(list(present)))
    series = [label for band, label in BANDS.items() if band in present]
    groups = _groups(rows, reading)
    axes = _axes(rows)
    columns = min(len(groups), 3)
    panels = [
        line_panel(
            rows.filter(pl.col("provision") == group.id),
            Axes(axes.x_title, axes.x_values, group.top, marks=group.marks),
            title=[group.label],
            series=series,
            columns=columns,
        )
        for group in groups
    ]
    title = _band_title(rows, reading)
    shown = (
        yearly(rows)
        .select(
            Programme=pl.col("programme"),
            Date=pl.col("date"),
            Band=pl.col("series"),
            People=pl.col("shown"),
        )
        .pivot(on="Band", index=["Programme", "Date"], values="People")
    )
    return Figure(
        key="waiting-by-band",
        title=title,
        subtitle=_subtitle(reading, f"by risk band, {reading.policy[reading.baseline]}"),
        alt=f"Line chart in {len(groups)} panels, one a programme, a line a risk band. {title}.",
        chart=grid(panels, columns),
        tables=(
            Table(
                "People waiting by programme and risk band",
                shown,
                rows.select(
                    "policy",
                    "provision",
                    "band",
                    pl.col("iso").alias("date"),
                    "mean",
                    "low",
                    "high",
                ),
                text_columns=2,
                note=YEARLY,
            ),
        ),
        note="Each programme has its own vertical scale." + _offered(groups),
    )


def _prepared(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    rows = reading.dated(frame).with_columns(
        x=pl.col("year"), low=pl.col("low").clip(lower_bound=0.0)
    )
    words = [estimate(row["mean"], row["low"], row["high"], "people") for row in rows.to_dicts()]
    rows = rows.with_columns(pl.Series("shown", words, pl.String), when=pl.col("date"))
    return in_order(
        with_label(rows, "provision", reading.provision, "programme"),
        "provision",
        reading.provision,
    )


def _axes(rows: pl.DataFrame) -> Axes:
    years = rows["x"].to_list()
    return Axes("", years_between(min(years), max(years)), 1.0)


def _groups(rows: pl.DataFrame, reading: Reading) -> list[Group]:
    marks = eras(reading)
    return [
        Group(
            each,
            reading.provision.get(each, each),
            top_of(rows.filter(pl.col("provision") == each), "mean", "high"),
            tuple((era.year, era.says) for era in marks if era.provision == each),
        )
        for each in rows["provision"].unique(maintain_order=True)
    ]


def _offered(groups: list[Group]) -> str:
    """Return what a dashed line says, where there is one; the days stand in the text too."""
    said = [
        f"{group.label} {', '.join(says for _, says in group.marks)}"
        for group in groups
        if group.marks
    ]
    if not said:
        return ""
    days = "; ".join(said[:_MOST_SAID]) + ("; and more" if len(said) > _MOST_SAID else "")
    return f" A dashed line is a day from or until which a programme is offered: {days}."


def _subtitle(reading: Reading, split: str) -> str:
    return (
        f"People on waiting lists, {split}, quarterly; {reading.place}, {reading.whole_run}; "
        f"{reading.runs}"
    )


def _totals(rows: pl.DataFrame) -> dict[str, tuple[float, float]]:
    """Return each policy's people waiting on the first and the last day."""
    days = rows.group_by("policy", "day").agg(pl.col("mean").sum()).sort("day")
    return {
        str(key[0]): (float(part["mean"][0]), float(part["mean"][-1]))
        for key, part in days.group_by("policy", maintain_order=True)
    }


def _went(first: float, last: float) -> str:
    if people(first) == people(last):
        return f"begin and end at {people(first)}"
    return f"{'rise' if last > first else 'fall'} from {people(first)} to {people(last)}"


def _band_title(rows: pl.DataFrame, reading: Reading) -> str:
    ends = (
        rows.filter(pl.col("day") == pl.col("day").max())
        .group_by("series", maintain_order=True)
        .agg(pl.col("mean").sum())
    )
    total = float(ends["mean"].sum())
    if not total:
        return f"Nobody is waiting at the end under {reading.policy[reading.baseline]}"
    most = ends.sort("mean", descending=True, maintain_order=True).row(0, named=True)
    return (
        f"Of {amount(total, 'people')} waiting at the end under "
        f"{reading.policy[reading.baseline]}, {people(most['mean'])} are "
        f"{most['series'].lower()} risk"
    )


def _table(rows: pl.DataFrame, reading: Reading) -> Table:
    shown = (
        yearly(rows)
        .select(
            Programme=pl.col("programme"),
            Date=pl.col("date"),
            policy=pl.col("policy").replace_strict(reading.policy),
            People=pl.col("shown"),
        )
        .pivot(on="policy", index=["Programme", "Date"], values="People")
    )
    return Table(
        "People waiting by programme and policy",
        shown,
        rows.select("policy", "provision", pl.col("iso").alias("date"), "mean", "low", "high"),
        text_columns=2,
        note=YEARLY,
    )
