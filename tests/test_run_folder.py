"""A run on disk: killed, interrupted, damaged, swapped, edited, refused, and gone on with."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.experiments.verification import verify
from sim.log.errors import LogDamaged, RunError
from sim.log.run_folder import RunFolder, writing
from tests.commands import ended, placesim, small_world, started, write

SHARE_OF_A_FILE = (0.0, 0.3, 0.7, 1.0)


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(small_world(), tmp_path_factory.mktemp("scenario") / "small.yaml")


@pytest.fixture(scope="module")
def sound(scenario: Path) -> Path:
    """A finished comparison whose logs are all kept. Tests that break it break a copy."""
    path = scenario.parent / "sound"
    end = placesim("compare", scenario, "--out", path, "--workers", "1", "--keep-logs", "all")
    assert end.code == 0, end.err
    return path


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    path = tmp_path / "copy"
    shutil.copytree(sound, path)
    return path


def digest(path: Path) -> str | None:
    return RunFolder(path).manifest.digest


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


def written(path: Path) -> dict[Path, int]:
    """Return when each file of a run was last written."""
    files = (each for each in path.rglob("*") if each.is_file() and each.name != ".lock")
    return {each: each.stat().st_mtime_ns for each in files}


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
    assert placesim("verify", run).code == 4
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
    assert "holds a run of another question" in end.err
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


# -- damage ---------------------------------------------------------------------------------------


def test_a_sound_run_is_found_sound(sound: Path) -> None:
    end = placesim("verify", sound, "--json")
    answer = json.loads(end.out)
    assert end.code == 0
    assert answer["ok"] is True
    assert answer["failures"] == []
    assert answer["digest"] == digest(sound)
    assert answer["logs_verified"] == 4


def found_wrong(path: Path) -> bool:
    """Tell whether verifying this run finds a fault, in the answer or as an error in words."""
    try:
        return not verify(path).ok
    except RunError:
        return True


@pytest.mark.parametrize("kept", ["all", "none"])
def test_a_flipped_bit_in_any_file_is_found(kept: str, scenario: Path, tmp_path: Path) -> None:
    """Every file of a run, at four places each, one bit: `verify` never calls it sound."""
    run = tmp_path / "run"
    options = ("--replications", "1", "--keep-logs", kept)
    assert placesim("run", scenario, "--out", run, *options).code == 0
    files = [path for path in written(run) if path.is_file()]
    assert len(files) > 11
    missed = []
    for path in files:
        whole = path.read_bytes()
        for share in SHARE_OF_A_FILE:
            place = round(share * (len(whole) - 1))
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
            if not found_wrong(run):
                missed.append((path.name, place, whole[place - 20 : place + 20]))
        path.write_bytes(whole)
    assert missed == []
    assert not found_wrong(run)


def test_damage_ends_in_words_that_name_the_file(copy: Path) -> None:
    segment = copy / "first_come" / "0001" / "events" / "000000.parquet"
    whole = segment.read_bytes()
    segment.write_bytes(whole[:-1])
    end = placesim("verify", copy)
    assert end.code == 4
    assert f"{segment}: is damaged: its checksum is not the one in the seal" in end.out
    assert "NOT SOUND" in end.out


@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "people/0001.parquet",
        "first_come/0000/seal.json",
        "first_come/0000/events/000000.parquet",
        "first_come/0000/tables/outcomes.parquet",
    ],
)
def test_a_missing_file_is_found(name: str, copy: Path) -> None:
    (copy / name).unlink()
    assert found_wrong(copy)


def test_a_manifest_that_is_not_what_was_written_ends_in_words(copy: Path) -> None:
    """Damage is exit 4 from every command that reads the run, never a traceback."""
    path = copy / "manifest.json"
    path.write_text(path.read_text().replace('"seed": 5', '"seed": 6', 1))
    for words in (["verify"], ["report"], ["replay", "--at", "1"]):
        end = placesim(words[0], copy, *words[1:])
        assert end.code == 4
        assert f"{path}: is not what placesim wrote" in end.err


def test_segments_put_in_each_others_place_are_found(copy: Path) -> None:
    one = copy / "first_come" / "0000" / "events" / "000000.parquet"
    other = copy / "first_come" / "0001" / "events" / "000000.parquet"
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)
    assert len(verify(copy).failures) >= 2


def test_a_whole_replication_put_in_anothers_place_is_found(copy: Path) -> None:
    """Every file of it is sound, seal and all: only the manifest knows better."""
    policies = copy / "first_come", copy / "soonest_release"
    aside = copy / "aside"
    for source, target in (
        (policies[0] / "0000", aside),
        (policies[1] / "0000", policies[0] / "0000"),
        (aside, policies[1] / "0000"),
    ):
        source.rename(target)
    assert found_wrong(copy)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seed", 6),
        ("replications", 1),
        ("policies", ["first_come"]),
        ("scenario_sha256", "0" * 64),
        ("digest", "0" * 64),
        ("machine", "another one"),
        ("status", "running"),
        ("title", "a nicer story"),
    ],
)
def test_an_edited_manifest_is_found(name: str, value: object, copy: Path) -> None:
    path = copy / "manifest.json"
    manifest = json.loads(path.read_text())
    part = manifest["book"] if name == "title" else manifest
    part[name] = value
    path.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    assert found_wrong(copy)


def test_a_log_whose_people_were_exchanged_is_found(copy: Path) -> None:
    """Replication 1's people under replication 0's name: same columns, other lives."""
    shutil.copy(copy / "people" / "0001.parquet", copy / "people" / "0000.parquet")
    assert found_wrong(copy)


def test_reading_a_damaged_log_never_returns_part_of_it(copy: Path) -> None:
    segment = copy / "first_come" / "0000" / "events" / "000000.parquet"
    segment.write_bytes(segment.read_bytes() + b" ")
    with pytest.raises(LogDamaged, match="is damaged"):
        RunFolder(copy).history("first_come", 0)
    assert placesim("replay", copy, "--at", "100").code == 4


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
