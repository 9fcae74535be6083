"""Treatment managers, site by site and year by year: posts, what they may supervise, what runs."""

import numpy as np
import polars as pl

from sim.projections.facts import Facts
from sim.projections.plans import spans
from sim.projections.staff import Spells
from sim.words.days import DAYS_PER_YEAR
from sim.words.kinds import Kind

SCHEMA = pl.Schema(
    {
        "site": pl.String,
        "year": pl.Int64,
        "posts": pl.Float64,
        "may_supervise": pl.Float64,
        "running": pl.Float64,
    }
)


def supervision(facts: Facts) -> pl.DataFrame:
    """Return means over each year of the run, of every site whose treatment managers are limited.

    `may_supervise` and `running` are in groups; work that takes less of a facilitator than a group
    does takes as much less of his manager.
    """
    limits = _until_next(facts, facts.of(Kind.MANAGERS_SET), "site").with_columns(amount="value")
    sites = limits["site"].unique().sort().to_list()
    if not sites:
        return pl.DataFrame(schema=SCHEMA)
    starts = np.arange(0.0, facts.book.horizon_days, DAYS_PER_YEAR)
    ends = np.append(starts[1:], facts.book.horizon_days)
    years = list(zip(starts.tolist(), ends.tolist(), strict=True))
    levels = {"posts": _posts(facts, sites), "may_supervise": limits, "running": _running(facts)}
    means = {}
    for name, rows in levels.items():
        here = rows.filter(pl.col("site").is_in(sites))
        place = np.searchsorted(sites, here["site"].to_numpy())
        held = (here[column].to_numpy() for column in ("since", "until", "amount"))
        means[name] = Spells(place, *held).mean(years, len(sites)).ravel()
    return pl.DataFrame(
        {
            "site": [facts.book.sites[site].id for site in sites for _ in years],
            "year": list(range(len(years))) * len(sites),
            **means,
        },
        schema=SCHEMA,
    )


def _until_next(facts: Facts, rows: pl.DataFrame, *of: str) -> pl.DataFrame:
    until = pl.col("time").shift(-1).over(of).fill_null(facts.book.horizon_days)
    return rows.with_columns(until=until, since="time")


def _running(facts: Facts) -> pl.DataFrame:
    """Return the groups under way that take facilitators, each with its share of a manager."""
    notes = facts.book.provisions
    loads = {n: each.load for n, each in enumerate(notes) if not each.own_places and each.need > 0}
    kinds = (Kind.GROUP_STARTED, Kind.GROUP_FINISHED)
    rows = facts.events.filter(
        pl.col("kind").is_in([int(kind) for kind in kinds]), pl.col("provision").is_in(list(loads))
    )
    load = pl.col("provision").replace_strict(loads, default=0.0, return_dtype=pl.Float64)
    return (
        _until_next(facts, rows, "provision", "group")
        .filter(pl.col("kind") == int(Kind.GROUP_STARTED))
        .with_columns(amount=load)
    )


def _posts(facts: Facts, sites: list[int]) -> pl.DataFrame:
    found = [
        (site, *span)
        for site in sites
        for span in spans(facts.book, facts.book.sites[site].rules.get("treatment_managers", ()))
    ]
    schema = {"site": pl.Int64, "since": pl.Float64, "until": pl.Float64, "amount": pl.Float64}
    return pl.DataFrame(found, schema=schema, orient="row")
