"""A run on disk: killed, interrupted, refused, short of room, and gone on with."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.log.run_folder import RunFolder, writing
from tests.commands import ended, placesim, small_world, started, write
from tests.runs import compared, digest, written


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(small_world(), tmp_path_factory.mktemp("scenario") / "small.yaml")


@pytest.fixture(scope="module")
def sound(scenario: Path) -> Path:
    """A finished comparison whose logs are all kept. Tests that break it break a copy."""
    return compared(scenario)


def many(scenario: Path, out: Path, *, workers: int = 1) -> list[str | Path]:
    """Return a command long enough to be stopped in the middle."""
    options = ("--replications", "12", "--workers", str(workers))
    return ["compare", scenario, "--out", out, *options]


@pytest.fixture(scope="module")
def unbroken(scenario: Path) -> str | None:
    """The digest of the long command's run when nobody stops it."""
    path = scenario.parent / "unbroken"
    assert placesim(*many(scenario, path)).code == 0
    return digest(path)


def await_seals(path: Path, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(list(path.glob("*/*/seal.json"))) < count:
        assert time.monotonic() < deadline, "no replication was finished"
        time.sleep(0.02)


# -- stopped and gone on with ---------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_run_goes_on_to_the_very_same_history(
    workers: int, scenario: Path, unbroken: str, tmp_path: Path
) -> None:
    """Kill -9 in the middle: what is finished is whole, what is not does not count."""
    run = tmp_path / "run"
    process = started(*many(scenario, run, workers=workers))
    await_seals(run, 3)
    process.kill()
    process.communicate()
    folder = RunFolder(run)
    assert folder.manifest.status == "running"
    finished = folder.finished()
    assert 3 <= len(finished) < 24
    for job in finished:
        folder.seal(*job)
    assert placesim("report", run).code == 2
    assert placesim("verify", run).code == 2
    end = placesim(*many(scenario, run))
    assert end.code == 0
    assert digest(run) == unbroken
    assert placesim("verify", run).code == 0
    assert not list(run.rglob("*.tmp"))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupted_run_ends_in_words_and_goes_on(
    workers: int, scenario: Path, unbroken: str, tmp_path: Path
) -> None:
    """Ctrl-C reaches every process of the group: exit 130, one sentence, no traceback."""
    run = tmp_path / "run"
    process = started(*many(scenario, run, workers=workers))
    await_seals(run, 2)
    os.killpg(process.pid, signal.SIGINT)
    end = ended(process)
    assert end.code == 130
    assert "Traceback" not in end.err
    assert "give the same command again, and it goes on" in end.err
    assert placesim(*many(scenario, run)).code == 0
    assert digest(run) == unbroken


def test_a_run_killed_before_it_began_leaves_nothing_in_the_way(
    scenario: Path, tmp_path: Path
) -> None:
    """A lock and a folder are no run: the same command may use them."""
    run = tmp_path / "run"
    run.mkdir()
    (run / ".lock").write_text("4711")
    assert placesim("run", scenario, "--out", run, "--workers", "1").code == 0


def test_half_of_a_seal_is_no_seal(scenario: Path, unbroken: str, tmp_path: Path) -> None:
    """Of a run under way: the replication is made again, and the rest goes on."""
    run = tmp_path / "run"
    process = started(*many(scenario, run))
    await_seals(run, 2)
    process.kill()
    process.communicate()
    seal = run / "first_come" / "0000" / "seal.json"
    seal.write_bytes(seal.read_bytes()[:100])
    assert ("first_come", 0) not in RunFolder(run).finished()
    assert placesim(*many(scenario, run)).code == 0
    assert digest(run) == unbroken


def test_half_of_a_replication_is_thrown_away_not_counted(
    scenario: Path, unbroken: str, tmp_path: Path
) -> None:
    """Tables without a seal, and drafts of a process that is gone, go before the run goes on."""
    run = tmp_path / "run"
    process = started(*many(scenario, run))
    await_seals(run, 2)
    process.kill()
    process.communicate()
    (run / "first_come" / "0000" / "seal.json").unlink()
    shutil.copytree(run / "first_come" / "0000", run / "first_come" / ".0011.4711.tmp")
    (run / "people" / ".0011.parquet.4711.tmp").write_bytes(b"half")
    assert placesim(*many(scenario, run)).code == 0
    assert digest(run) == unbroken
    assert not list(run.rglob(".*.tmp"))
    assert placesim("verify", run).code == 0


def test_a_second_writer_is_refused(scenario: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    with writing(run):
        end = placesim("run", scenario, "--out", run, "--workers", "1")
    assert end.code == 5
    assert f"another process (pid {os.getpid()}) is writing this run" in end.err
    assert not (run / "manifest.json").exists()


def test_a_run_of_another_question_is_not_overwritten(scenario: Path, sound: Path) -> None:
    before = written(sound)
    end = placesim("compare", scenario, "--out", sound, "--seed", "77", "--workers", "1")
    assert end.code == 2
    seed = RunFolder(sound).manifest.seed
    assert f"holds another run, and stays as it is; what differs: seed ({seed}, now 77);" in end.err
    assert written(sound) == before


def test_the_same_question_again_is_answered_from_what_is_there(
    scenario: Path, sound: Path
) -> None:
    before = written(sound)
    end = placesim("compare", scenario, "--out", sound, "--workers", "1", "--json")
    assert end.code == 0
    assert json.loads(end.out)["digest"] == digest(sound)
    assert written(sound) == before


def test_a_folder_of_something_else_is_left_alone(scenario: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("ten years of work")
    end = placesim("run", scenario, "--out", tmp_path, "--workers", "1")
    assert end.code == 2
    assert "is not empty and not a run (it holds thesis.txt)" in end.err
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != ".lock") == [
        "thesis.txt"
    ]


# -- a full disk ----------------------------------------------------------------------------------


def limited(blocks: int, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Give a command in a shell that lets no file grow beyond so many half-KiB blocks."""
    quoted = " ".join(f"'{word}'" for word in ("-m", "sim.cli", *map(str, words)))
    return subprocess.run(
        ["/bin/bash", "-c", f"trap '' XFSZ; ulimit -f {blocks}; exec '{sys.executable}' {quoted}"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=120,
    )


def test_a_file_that_cannot_be_written_leaves_no_half_report(sound: Path, tmp_path: Path) -> None:
    """The report there before is still there, whole; nothing is left beside it."""
    out = tmp_path / "report.html"
    out.write_text("the report of last week")
    end = limited(64, "report", sound, "--out", out)
    assert end.returncode in {2, 6}
    assert "Traceback" not in end.stderr
    assert out.read_text() == "the report of last week"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_run_that_finds_no_room_ends_in_words_and_goes_on_when_there_is(
    scenario: Path, sound: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    command = ("compare", scenario, "--out", run, "--workers", "1")
    end = limited(6, *command)
    assert end.returncode in {2, 6}
    assert "Traceback" not in end.stderr
    assert not list(run.rglob("seal.json"))
    assert placesim(*command).code == 0
    assert digest(run) == digest(sound)
