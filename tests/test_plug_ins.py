"""Orders that others bring: what a plug-in may answer, and how a broken one is refused."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

from sim.policies.orders import NotInOrder
from tests.answers import PEOPLE, Returns
from tests.stories import prison, programme, steps, told, world

# -- plug-ins -------------------------------------------------------------------------------------


@pytest.mark.parametrize("uses_clock", [False, True])
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda c: [c.joined_day], "must return a tuple of key columns"),
        (lambda c: (c.joined_day[:-1],), "it must be one number a person"),
        (lambda c: (np.full(len(c), np.nan),), "is not a number"),
        (lambda c: (np.full(len(c), "first"),), "it must be one number a person"),
    ],
)
def test_an_answer_that_ranks_nobody_is_refused_in_words(
    answer: object, words: str, *, uses_clock: bool, tmp_path: Path
) -> None:
    order = Returns(answer, uses_clock=uses_clock)
    with pytest.raises(NotInOrder, match=words):
        told(world([prison()], [programme()]), PEOPLE, tmp_path, order=order)


def test_an_order_without_keys_is_the_longest_wait(tmp_path: Path) -> None:
    """An empty tuple is a fair answer: everybody ties."""
    for uses_clock in (False, True):
        order = Returns((), uses_clock=uses_clock)
        tree = world([prison(posts=steps((0, 0), (1, 1)))], [programme()], days=80)
        facts = told(tree, PEOPLE, tmp_path, order=order)
        started = [fact.split()[0] for _, fact in facts if " started " in fact]
        assert started == ["ann", "bob", "cat", "dan", "eve", "fay", "gus"]


PLUG_IN = '''
"""A policy from outside: the last to come goes first."""

class LastCome:
    name = "last_come"
    version = "7"
    says = "whoever has waited least goes first, to show that a plug-in may say anything"
    uses_clock = False

    def keys(self, candidates):
        return (-candidates.joined_day,)


class Broken:
    name = "broken"
    version = "1"
'''


@pytest.fixture
def plugged_in(tmp_path: Path) -> Path:
    """Return a folder that looks like an installed package with two policies, one broken."""
    (tmp_path / "outsider.py").write_text(PLUG_IN, encoding="utf-8")
    info = tmp_path / "outsider-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: outsider\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[placesim.policies]\n"
        "last_come = outsider:LastCome\n"
        "broken = outsider:Broken\n"
        "absent = nowhere_at_all:Absent\n"
    )
    return tmp_path


def run(folder: Path, order: str) -> subprocess.CompletedProcess[str]:
    """Run a scenario that asks for this order, with the folder's packages installed."""
    stream = {"id": "men", "kind": "list", "sites": "hull", "arrival_days": [0, 1, 2, 3]}
    tree = world([prison()], [programme()], days=35, policies=[order])
    scenario = folder / "scenario.yaml"
    scenario.write_text(yaml.safe_dump(tree | {"population": {"streams": [stream]}}))
    return subprocess.run(
        [sys.executable, "-m", "sim.cli", "run", str(scenario), "--out", str(folder / "run")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


def test_an_installed_plug_in_gives_the_places(plugged_in: Path) -> None:
    """Found by its entry point, run, and named in the run with its version."""
    done = run(plugged_in, "last_come")
    assert done.returncode == 0, done.stderr
    manifest = (plugged_in / "run" / "manifest.json").read_text()
    assert '"order": "last_come"' in manifest
    assert '"order_version": "7"' in manifest
    import polars as pl

    events = pl.read_parquet(plugged_in / "run" / "last_come" / "0000" / "events" / "*.parquet")
    started = events.filter(pl.col("kind") == 8)["person"].to_list()
    assert started == [0, 3, 2, 1]


def test_a_new_version_of_an_order_is_not_answered_with_the_run_of_the_old(
    plugged_in: Path,
) -> None:
    assert run(plugged_in, "last_come").returncode == 0
    outsider = plugged_in / "outsider.py"
    outsider.write_text(outsider.read_text().replace('version = "7"', 'version = "8"'))
    again = run(plugged_in, "last_come")
    assert again.returncode == 2
    assert "what differs: the order of " in again.stderr
    assert "(version 7, now 8)" in again.stderr


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ("broken", "the plug-in policy `broken` lacks one of name, version, says, uses_clock"),
        ("absent", "No module named 'nowhere_at_all'"),
        ("last_comes", "did you mean `last_come`?"),
    ],
)
def test_a_broken_plug_in_is_refused_in_words(plugged_in: Path, order: str, words: str) -> None:
    done = run(plugged_in, order)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (plugged_in / "run").exists()
