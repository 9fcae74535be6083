"""Who gets a circle: by band and by the needs-led criteria, and whom that displaces."""

import altair as alt
import polars as pl

from reports.amounts import amount, estimate, people, rounded
from reports.charts.panels import grid, heading, layered, top_of, whiskers
from reports.figure import Drawing, Figure, Table
from reports.island import inline
from reports.origin import how_named, shows_ids
from reports.reading import BANDS, Reading, in_order, in_words, with_label
from reports.theme import DARK_BLUE, ORANGE, PAGE_WIDTH
from sim.words.bands import BAND_NAMES, Band

MOST_NAMED = 20

_MEETS = {True: "Meets the criteria (upper bar)", False: "Does not meet them (lower bar)"}
_DRAWN = ("label", "criteria", "mean", "low", "high", "shown")
_WHO_IS_NAMED = (
    "Whatever order the policy has, the man named is the one at that site who meets the criteria "
    "and had waited longest."
)
_FROM_MEDIUM = BAND_NAMES[Band.MEDIUM :]
_LABELS = 250
_COLUMNS = 2


def circle_places(frame: pl.DataFrame, displaced: pl.DataFrame, reading: Reading) -> Figure:
    """Draw circles started (policy, band, meets_criteria, mean, low, high), name the displaced.

    `displaced` has one row for each circle that displaced a man, in every replication.
    """
    rows = _prepared(frame, reading)
    title = _title(rows, displaced, reading)
    bands = [band for band in BANDS if rows.filter(pl.col("band") == band)["mean"].sum() > 0]
    tables = [_started(rows)]
    if len(displaced):
        tables.append(_displaced(displaced, reading))
    return Figure(
        key="circles",
        title=title,
        subtitle=f"Circles started, by risk band, policy and criteria; {reading.place}, "
        f"{reading.window}; {reading.runs}",
        alt=f"Bars from zero in a panel for each risk band, two bars a policy. {title}.",
        chart=_panels(rows, bands, reading),
        tables=tuple(tables),
        note="The needs-led criteria ask for medium risk or above and an offence that was not "
        "on the internet only. A man is displaced when a circle goes to somebody who does not "
        f"meet them while he, who does, is waiting for one at the same site. {_WHO_IS_NAMED}",
    )


def _prepared(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    rows = with_label(frame, "band", BANDS, "risk").with_columns(
        label=pl.col("policy").replace_strict(reading.policy),
        criteria=pl.col("meets_criteria").replace_strict(_MEETS, return_dtype=pl.String),
        low=pl.col("low").clip(lower_bound=0.0),
    )
    words = [estimate(row["mean"], row["low"], row["high"], "people") for row in rows.to_dicts()]
    rows = rows.with_columns(pl.Series("shown", words, pl.String))
    return in_order(in_order(rows, "policy", reading.policies), "band", BANDS)


def _panels(rows: pl.DataFrame, bands: list[str], reading: Reading) -> Drawing:
    width = (PAGE_WIDTH - _LABELS) // _COLUMNS - 40
    top = top_of(rows, "mean", "high")
    panels = []
    for place, band in enumerate(bands):
        first = place % _COLUMNS == 0
        mine = rows.filter(pl.col("band") == band)
        base = alt.Chart(inline(mine.select(_DRAWN))).encode(
            y=alt.Y("label:N")
            .title(None)
            .scale(domain=[reading.policy[policy] for policy in reading.policies])
            .axis(labels=first, labelLimit=_LABELS - 10, ticks=False, domain=False),
            yOffset=alt.YOffset("criteria:N").scale(domain=list(_MEETS.values())),
            tooltip=[
                alt.Tooltip("label:N").title("Policy"),
                alt.Tooltip("criteria:N").title("Core member"),
                alt.Tooltip("shown:N").title("Circles"),
            ],
        )
        bars = base.mark_bar().encode(
            x=alt.X("mean:Q").title(None).scale(domain=[0, top]).axis(grid=True, tickCount=4),
            color=alt.Color("criteria:N").scale(
                domain=list(_MEETS.values()), range=[DARK_BLUE, ORANGE]
            ),
        )
        layers = [bars] if rows["low"].null_count() == len(rows) else [bars, *whiskers(base)]
        panels.append(
            layered(
                layers,
                width=width,
                height=34 * len(reading.policies),
                title=heading([f"{BANDS[band]} risk"], width),
            )
        )
    return grid(panels, _COLUMNS)


def _title(rows: pl.DataFrame, displaced: pl.DataFrame, reading: Reading) -> str:
    outside = {
        policy: float(
            rows.filter(pl.col("policy") == policy, ~pl.col("meets_criteria"))["mean"].sum()
        )
        for policy in reading.policies
    }
    every = {
        policy: float(rows.filter(pl.col("policy") == policy)["mean"].sum())
        for policy in reading.policies
    }
    most = max(reading.policies, key=lambda policy: outside[policy])
    if not outside[most]:
        return (
            "No circle went to a man outside the criteria; "
            f"{people(every[reading.baseline])} were started under "
            f"{reading.policy[reading.baseline]}"
        )
    men = len(displaced.filter(pl.col("policy") == most)) / reading.replications
    words = amount(men, "men")
    were = "was" if words == "1 man" else "were"
    return (
        f"Under {reading.policy[most]}, {people(outside[most])} of {people(every[most])} circles "
        f"went to men outside the criteria, and {words} who met them {were} displaced"
    )


def _started(rows: pl.DataFrame) -> Table:
    shown = rows.select(
        Risk="risk",
        Criteria=pl.when("meets_criteria").then(pl.lit("meets them")).otherwise(pl.lit("does not")),
        label="label",
        shown="shown",
    ).pivot(on="label", index=["Risk", "Criteria"], values="shown")
    return Table(
        "Circles started by risk band, criteria and policy",
        shown,
        rows.select("policy", "band", "meets_criteria", "mean", "low", "high"),
        text_columns=2,
    )


def _displaced(displaced: pl.DataFrame, reading: Reading) -> Table:
    """Name men in the first replication of the policy that displaces most."""
    ids = shows_ids(reading)
    first = min(displaced["replication"].to_list())
    counts = (
        displaced.group_by("policy", maintain_order=True)
        .len()
        .sort("len", descending=True, maintain_order=True)
    )
    most = counts["policy"][0]
    rows = with_label(displaced, "site", reading.site, "place").filter(
        pl.col("policy") == most, pl.col("replication") == first
    )
    shown = pl.DataFrame(
        [
            (
                in_words(reading.date(row["day"])),
                row["place"],
                row["core_member_id"] if ids else f"person {row['core_member']}",
                BANDS.get(row["core_member_band"], row["core_member_band"]),
                _why_not(row["core_member_band"]),
                row["displaced_id"] if ids else f"person {row['displaced']}",
                BANDS.get(row["displaced_band"], row["displaced_band"]),
                rounded(row["displaced_waited_days"]),
            )
            for row in rows.head(MOST_NAMED).to_dicts()
        ],
        schema={
            "Date": str,
            "Site": str,
            "Circle went to": str,
            "His band": str,
            "Outside the criteria as": str,
            "Displaced": str,
            "Band of the displaced": str,
            "Had waited (days)": str,
        },
        orient="row",
    )
    return Table(
        "Who was displaced from a circle (the man at the site who meets the criteria and had "
        f"waited longest), {reading.policy[most]}, first run: "
        f"{min(len(rows), MOST_NAMED)} of {len(rows)}",
        shown,
        text_columns=7,
        note=f"{_WHO_IS_NAMED} {how_named(reading)} Every policy and run is in the table "
        f"“displaced” of the results. {_how_to_follow(most, first, reading)}",
    )


def _why_not(band: str) -> str:
    """Say which criterion the man who got the circle fails: from medium risk up, only one is left.

    >>> _why_not("low"), _why_not("high")
    ('low risk', 'internet-only')
    """
    return "internet-only" if band in _FROM_MEDIUM else "low risk"


def _how_to_follow(policy: str, replication: int, reading: Reading) -> str:
    """Say how to read what happened to one man of the table."""
    which = "his id" if shows_ids(reading) else "the id that the table “displaced” gives him"
    return (
        f"To follow one man, his waits and whoever went before him, give {which}: placesim explain "
        f"RUN --policy {policy} --replication {replication} --person ID."
    )
