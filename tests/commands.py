"""Give `placesim` commands as a person would: what they print, and how they end."""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from tests.stories import Tree, prison, programme, region, steps, world


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def placesim(*words: str | Path) -> Ended:
    """Give a command in this process."""
    from sim.cli import main

    out, err = io.StringIO(), io.StringIO()
    argv = ["placesim", *map(str, words)]
    with patch.object(sys, "argv", argv), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = end.code
    return Ended(code if isinstance(code, int) else 1, out.getvalue(), err.getvalue())


def started(*words: str | Path, **more: Any) -> subprocess.Popen[str]:
    """Start a command in a process and a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "sim.cli", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        **more,
    )


def ended(process: subprocess.Popen[str]) -> Ended:
    """Wait for a command to end."""
    out, err = process.communicate(timeout=120)
    return Ended(process.returncode, out, err)


def small_world(**more: Any) -> Tree:
    """Return a year of two sites with a bit of everything, in a fraction of a second."""
    ratios = {"completed": 0.8, "circle": 0.7}
    men: Tree = {
        "id": "men",
        "kind": "custody",
        "sites": "hull",
        "released_to": "north",
        "arrivals_per_year": 150,
        "bands": {"low": 1, "medium": 2, "high": 1},
        "motivated_share": 0.4,
        "sentences": [
            {
                "kind": "determinate",
                "length_days": {"kind": "exponential", "mean": 200},
                "share": 0.8,
            },
            {"kind": "indeterminate", "tariff_days": 100, "licence_days": 400, "share": 0.2},
        ],
        "backlog": {"people": 40},
    }
    tree = world(
        [
            prison(posts=steps((0, 2), (200, 3))),
            region(posts=1, programmes=("after",), circles={"places": 3}),
        ],
        [
            programme(size=(2, 4), days=30, drop_out_share=0.1),
            programme("after", size=2, setting="community"),
        ],
        days=365,
        circles={"length_days": 90},
        parole={"review_days": 100, "release_share": 0.6},
        reoffending={"within_5_years_share": {"low": 0.1, "medium": 0.4, "high": 0.6}},
        beliefs=[{"id": "none"}, {"id": "benefit", **ratios}],
        policies=["first_come", "soonest_release"],
        **more,
    )
    return tree | {"population": {"streams": [men]}, "replications": 2, "seed": 5}


def write(tree: Tree, path: Path) -> Path:
    path.write_text(yaml.safe_dump(tree), encoding="utf-8")
    return path
