"""Runs of older versions, from before there were some of the tables, are verified for the rest."""

import json
from pathlib import Path

import pytest

from sim.experiments.verification import verify
from sim.log.run_folder import SEAL, RunFolder, checksum_of, job_name
from tests.commands import placesim, small_world, write


@pytest.fixture
def run(tmp_path: Path) -> Path:
    scenario = write(small_world(), tmp_path / "small.yaml")
    path = tmp_path / "run"
    assert placesim("run", scenario, "--out", path, "--replications", "1").code == 0
    return path


def made_without(path: Path, table: str) -> None:
    """Make the run what a version would have written that knew no such table."""
    folder = RunFolder(path)
    [job] = folder.jobs
    seal, place = folder.seal(*job), folder.job_folder(*job)
    (place / "tables" / f"{table}.parquet").unlink()
    rest = {name: sums for name, sums in seal.tables.items() if name != table}
    seal.model_copy(update={"tables": rest}).write(place / SEAL)
    manifest = folder.manifest.model_copy(
        update={"seals": {job_name(*job): checksum_of(place / SEAL)}}
    )
    sealed = RunFolder(path)
    digest = sealed.digest_of([seal.model_copy(update={"tables": rest})])
    manifest.model_copy(update={"digest": digest}).write(path / "manifest.json")


def test_a_run_without_the_table_of_what_it_does_not_have_is_sound(run: Path) -> None:
    """Nobody in it may attend of their own accord, so that there would be nothing in the table."""
    made_without(run, "voluntary")
    assert verify(run).failures == []


def test_a_run_without_a_table_that_would_say_something_was_made_by_an_older_version(
    run: Path,
) -> None:
    made_without(run, "waiting")
    assert verify(run).failures == [
        "first_come/0000: no table waiting: an older version made this run"
    ]


def test_a_table_that_is_lost_is_not_taken_for_one_that_never_was(run: Path) -> None:
    [lost] = run.glob("*/*/tables/voluntary.parquet")
    lost.unlink()
    end = placesim("verify", run, "--json")
    assert end.code != 0
    assert any("voluntary.parquet" in each for each in json.loads(end.out)["failures"])
