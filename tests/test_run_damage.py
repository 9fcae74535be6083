"""A run on disk that was damaged, swapped or edited is never called sound."""

import json
import shutil
from pathlib import Path

import pytest

from sim.experiments.verification import verify
from sim.log.errors import LogDamaged, RunError
from sim.log.run_folder import RunFolder
from tests.commands import placesim, small_world, write
from tests.runs import compared, digest, written

SHARE_OF_A_FILE = (0.0, 0.3, 0.7, 1.0)


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(small_world(), tmp_path_factory.mktemp("scenario") / "small.yaml")


@pytest.fixture(scope="module")
def sound(scenario: Path) -> Path:
    """A finished comparison whose logs are all kept. Tests that break it break a copy."""
    return compared(scenario)


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    path = tmp_path / "copy"
    shutil.copytree(sound, path)
    return path


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


def test_a_table_that_the_seal_does_not_know_is_found(copy: Path) -> None:
    tables = copy / "first_come" / "0000" / "tables"
    shutil.copy(tables / "outcomes.parquet", tables / "mine.parquet")
    (failure,) = verify(copy).failures
    assert failure.endswith("mine.parquet: the seal knows no such table")


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
