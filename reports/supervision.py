"""Treatment managers beside the groups that they may supervise and those that run."""

import polars as pl

from reports.amounts import amount, estimate, rounded
from reports.figure import Sheet, Table
from reports.reading import Reading
from reports.summaries import averaged
from reports.uses import not_below_0
from sim.experiments.results import Results

HEADS = {
    "posts": "Treatment managers",
    "may_supervise": "Groups they may supervise",
    "running": "Groups under way",
}
FULL = 0.9
"""Share of what managers may supervise from which a site counts as full."""


def supervised(results: Results, reading: Reading) -> Sheet:
    """Return managers, what they may supervise and what runs, site by site, the fullest first."""
    table = results.tables["supervision"]
    yearly = (
        table.group_by("policy", "replication", "site", maintain_order=True)
        .agg(pl.col(list(HEADS)).mean())
        .with_columns(
            used=pl.when(pl.col("may_supervise") > 0).then(
                pl.col("running") / pl.col("may_supervise")
            )
        )
    )
    frame = pl.concat(
        [
            averaged(results, yearly, ["site"], measure).with_columns(measure=pl.lit(measure))
            for measure in (*HEADS, "used")
        ]
    )
    mine = {
        (row["site"], row["measure"]): row
        for row in frame.filter(pl.col("policy") == reading.baseline).to_dicts()
    }
    sites = list(dict.fromkeys(site for site, _ in mine))
    used = {site: mine[site, "used"]["mean"] for site in sites}
    sites.sort(key=lambda site: -(used[site] or 0.0))
    rows = [
        (
            reading.site.get(site, site),
            *(_cell(mine[site, measure], "") for measure in HEADS),
            "-" if used[site] is None else _cell(mine[site, "used"], "share"),
        )
        for site in sites
    ]
    policy = reading.policy[reading.baseline]
    full = sum((share or 0.0) >= FULL for share in used.values())
    first = sites[0]
    title = (
        f"Under {policy}, treatment managers supervise {amount(FULL, 'share')} or more of what "
        f"they may at {full} of {len(sites)} sites; at {reading.site.get(first, first)} "
        f"{rounded(mine[first, 'running']['mean'])} groups are under way where "
        f"{rounded(mine[first, 'may_supervise']['mean'])} may be"
    )
    return Sheet(
        key="supervision",
        title=title,
        subtitle=f"Means over the run, in groups; {policy}; {reading.place}, "
        f"{reading.whole_run}; {reading.runs}",
        tables=(
            Table(
                f"Treatment managers by site, the fullest first, {policy}",
                pl.DataFrame(rows, schema=["Site", *HEADS.values(), "In use (%)"], orient="row"),
                frame.select("policy", "site", "measure", "mean", "low", "high"),
                note="Work that takes less of a facilitator than a group does takes as much less "
                "of his manager. No group starts where all that may be supervised is under way. "
                "The download has every policy.",
            ),
        ),
    )


def _cell(row: dict[str, float], unit: str) -> str:
    return estimate(row["mean"], not_below_0(row["low"]), row["high"], unit)
