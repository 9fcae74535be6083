"""What becomes of people who join a list: they start, they leave unserved, or they still wait.

Shares add to 1 at every month, so that neither the unserved nor the still waiting drop out of
sight, as they would in a mean wait of those who started.
"""

import altair as alt
import polars as pl

from reports.amounts import amount, estimate, listed
from reports.charts.panels import grid, heading, layered
from reports.figure import Figure, Table
from reports.island import inline
from reports.reading import Reading, in_order, with_label
from reports.theme import DARK_BLUE, INK, ORANGE, PALE_INK, panel_width

FEWEST_FOLLOWED = 10
TABLE_MONTHS = (0, 3, 6, 9, 12, 18, 24, 30, 36, 42, 48, 54, 60)

STATES = {"started": "Started", "waiting": "Still waiting", "left": "Left without starting"}
_COLOURS = {"started": DARK_BLUE, "waiting": "#E3E3E3", "left": ORANGE}
_INKS = {"started": PALE_INK, "waiting": INK, "left": INK}
_STEPS = (12, 6, 3)  # months between ticks, the widest that gives enough of them
_FEWEST_TICKS = 3
_LABEL_FITS = 0.07  # of the height: thinner areas have no room for their name


def start_incidence(frame: pl.DataFrame, reading: Reading, policies: tuple[str, ...]) -> Figure:
    """Draw shares by months since joining (policy, provision, month, state, mean, low, high)."""
    rows = in_order(
        with_label(frame, "provision", reading.provision, "programme"),
        "provision",
        reading.provision,
    )
    programmes = rows["provision"].unique(maintain_order=True).to_list()
    panels = [
        _panel(
            rows.filter(pl.col("provision") == programme, pl.col("policy") == policy),
            title=[reading.policy[policy], reading.provision.get(programme, programme)],
            columns=len(policies),
        )
        for programme in programmes
        for policy in policies
    ]
    title = _title(rows, reading)
    names = listed([reading.policy[policy] for policy in policies])
    return Figure(
        key="start-incidence",
        title=title,
        subtitle=f"Share of people who joined a list, by months since joining; {names}; "
        f"{reading.place}, up to {reading.window.split(' to ')[1]}; {reading.runs}",
        alt=f"Stacked areas that add to 100%, a panel for each programme and policy. {title}.",
        chart=grid(panels, len(policies)),
        tables=(_table(rows, reading),),
        note="Cumulative incidence by the Aalen-Johansen method: leaving competes with starting, "
        f"and people are counted until the results end. Shown while at least {FEWEST_FOLLOWED} "
        "people are still followed. The area for those still waiting is what is left of 100%.",
    )


def _panel(rows: pl.DataFrame, *, title: list[str], columns: int) -> alt.LayerChart:
    stacked = _stacked(rows)
    last = max(rows["month"].to_list())
    step = next((months for months in _STEPS if last >= _FEWEST_TICKS * months), 1)
    base = alt.Chart(inline(stacked)).encode(
        x=alt.X("month:Q")
        .title("Months since joining")
        .scale(domain=[0, last], nice=False)
        .axis(values=list(range(0, last + 1, step)))
    )
    area = base.mark_area(stroke=PALE_INK, strokeWidth=1.5).encode(
        y=alt.Y("from:Q").title(None).scale(domain=[0, 1]).axis(format=".0%"),
        y2="to:Q",
        color=alt.Color("state:N")
        .scale(domain=list(STATES.values()), range=[_COLOURS[state] for state in STATES])
        .legend(columns=len(STATES)),
        tooltip=[
            alt.Tooltip("state:N").title("State"),
            alt.Tooltip("month:Q").title("Months"),
            alt.Tooltip("shown:N").title("Share"),
        ],
    )
    label = base.mark_text(align="right", dx=-6, fontWeight="bold").encode(
        y="middle:Q", text="label:N", color=alt.Color("ink:N").scale(None)
    )
    return layered(
        [area, label],
        width=panel_width(columns),
        height=190,
        title=heading(title, panel_width(columns)),
    )


def _stacked(rows: pl.DataFrame) -> pl.DataFrame:
    """Lay the shares of each month one on another, and name each area at its right end."""
    parts, floor = [], pl.lit(0.0)
    wide = rows.pivot(on="state", index="month", values="mean").sort("month")
    last = wide["month"].max()
    for state, name in STATES.items():
        size = pl.col(state)
        here = (pl.col("month") == last) & (size >= _LABEL_FITS)
        parts.append(
            wide.select(
                "month",
                pl.lit(name).alias("state"),
                floor.alias("from"),
                (floor + size).alias("to"),
                (floor + size / 2).alias("middle"),
                pl.when(here).then(pl.lit(name)).otherwise(pl.lit("")).alias("label"),
                pl.lit(_INKS[state]).alias("ink"),
                pl.Series("shown", [amount(value, "share") for value in wide[state]]),
            )
        )
        floor = floor + size
    return pl.concat(parts)


def _title(rows: pl.DataFrame, reading: Reading) -> str:
    """State what had become, by the last month shown, of those on the first programme's list."""
    programme = rows["provision"][0]
    mine = rows.filter(pl.col("provision") == programme, pl.col("policy") == reading.baseline)
    month = max(mine["month"].to_list())
    ends = {
        row["state"]: amount(row["mean"], "share")
        for row in mine.filter(pl.col("month") == month).to_dicts()
    }
    return (
        f"Within {month} month{'' if month == 1 else 's'} of joining the list for "
        f"{reading.provision.get(programme, programme)}, "
        f"{ends['started']} had started, {ends['left']} had left without starting and "
        f"{ends['waiting']} were still waiting, under {reading.policy[reading.baseline]}"
    )


def _table(rows: pl.DataFrame, reading: Reading) -> Table:
    last = pl.col("month").max().over("provision", "policy")
    few = rows.filter(pl.col("month").is_in(TABLE_MONTHS) | (pl.col("month") == last))
    words = [estimate(row["mean"], row["low"], row["high"], "share") for row in few.to_dicts()]
    shown = (
        few.with_columns(
            pl.Series("words", words, pl.String),
            head=pl.col("policy").replace_strict(reading.policy)
            + pl.lit(": ")
            + pl.col("state").replace_strict(STATES).str.to_lowercase(),
        )
        .select(
            Programme="programme",
            Months=pl.col("month").cast(pl.String),
            head="head",
            words="words",
        )
        .pivot(on="head", index=["Programme", "Months"], values="words")
        .fill_null("not followed")
    )
    return Table(
        "What became of people who joined a list, by months since joining",
        shown,
        rows.select("policy", "provision", "month", "state", "mean", "low", "high"),
        text_columns=2,
        note="The download has every month.",
    )
