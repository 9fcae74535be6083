"""Draw the README's chart from a finished run: python docs/readme_chart.py RUN docs/readme.svg."""

import json
import sys
from pathlib import Path

import polars as pl
import vl_convert
from altair import SCHEMA_VERSION

from reports.charts.missed import missed_shares
from reports.island import spec_of
from reports.reading import Reading
from sim.experiments.opening import results_of


def main(run: str, out: str) -> None:
    results = results_of(Path(run))
    reading = Reading(results.book, results.policies, results.replications)
    primary = [each for each in results.known if each.name == results.book.primary_outcome]
    rows = results.outcomes().filter(pl.col("outcome") == results.book.primary_outcome)
    figure = missed_shares(rows, reading, primary)
    version = ".".join(SCHEMA_VERSION.lstrip("v").split(".")[:2])
    svg = vl_convert.vegalite_to_svg(json.dumps(spec_of(figure.chart)), vl_version=version)
    Path(out).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
