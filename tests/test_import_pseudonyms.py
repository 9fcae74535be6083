"""Keyed pseudonyms: the same under the same key, another under another, and the key stays away."""

import shutil
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from sim.extract import importing
from sim.extract.complaints import ExtractRefused
from sim.extract.pseudonyms import Key
from tests.commands import Ended, placesim, small_world, write
from tests.extracts import KEY, imported, mapped, order, people

EXTRACT = "No,Referred\nA1234BC,2025-01-01\nA1234BD,2025-01-01\n"


def mapping(**columns: Any) -> dict[str, Any]:
    return mapped(columns={"id": {"from": "No", "pseudonym": True}, **columns})


def key_file(folder: Path, text: str = KEY) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "key"
    path.write_text(text, encoding="utf-8")
    return path


def ids(folder: Path, key: Path, out: str, extract: str = EXTRACT) -> list[str]:
    return [
        row["id"] for row in people(imported(folder, extract, mapping(), key=key, out=folder / out))
    ]


def asked(folder: Path, *words: str | Path, told: dict[str, Any] | None = None) -> Ended:
    this = order(folder, EXTRACT, told or mapping())
    return placesim("import", this.extract, "--mapping", this.mapping, "--out", this.out, *words)


def test_the_same_key_gives_the_same_pseudonym_in_another_extract(tmp_path: Path) -> None:
    key = key_file(tmp_path / "safe")
    first = ids(tmp_path, key, "first")
    assert ids(tmp_path, key, "again") == first
    later = "No,Referred\nX9999XX,2025-05-05\n a1234bd ,2025-01-01\n"
    assert ids(tmp_path, key, "later", later)[1] == first[1]
    assert len(set(first)) == 2
    assert all(len(each) == 32 and int(each, 16) >= 0 for each in first)


def test_another_key_gives_another_pseudonym(tmp_path: Path) -> None:
    one, other = key_file(tmp_path / "one"), key_file(tmp_path / "other", KEY[::-1])
    assert not set(ids(tmp_path, one, "a")) & set(ids(tmp_path, other, "b"))


@drawn(st.binary(min_size=32, max_size=64), st.text(min_size=1), st.text(min_size=1))
def test_two_references_share_a_pseudonym_only_if_they_are_the_same(
    secret: bytes, one: str, other: str
) -> None:
    key = Key(secret)
    same = " ".join(one.split()).upper() == " ".join(other.split()).upper()
    assert (key.pseudonym("id", one) == key.pseudonym("id", other)) == same
    assert key.pseudonym("id", one) != key.pseudonym("wing", one)


def test_neither_key_nor_reference_is_in_any_byte_that_is_written_or_said(tmp_path: Path) -> None:
    key = key_file(tmp_path / "safe")
    end = asked(tmp_path, "--key", key)
    assert end.code == 0
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    for secret in (KEY, "A1234BC", str(key)):
        assert secret.encode() not in written
        assert secret not in end.out + end.err
    assert KEY not in repr(Key(KEY.encode()))


def test_a_new_key_is_kept_for_its_owner_alone_and_is_used_again(tmp_path: Path) -> None:
    key = tmp_path / "new.key"
    assert asked(tmp_path, "--new-key", key).code == 0
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    first = (tmp_path / "out" / "people.csv").read_bytes()
    assert key.read_bytes().strip() not in first
    shutil.rmtree(tmp_path / "out")
    assert asked(tmp_path, "--key", key).code == 0
    assert (tmp_path / "out" / "people.csv").read_bytes() == first


def test_a_new_key_is_never_written_over_another(tmp_path: Path) -> None:
    key = key_file(tmp_path / "safe")
    end = asked(tmp_path, "--new-key", key)
    assert (end.code, key.read_text(encoding="utf-8")) == (2, KEY)
    assert "is there already, and a key is never written over" in end.err


def test_a_pseudonym_needs_a_key(tmp_path: Path) -> None:
    end = asked(tmp_path)
    assert (end.code, end.err) == (
        2,
        (
            "mapping.yaml: pseudonyms are asked for `id`, and there is no key; "
            "say --new-key FILE to have one made; or give --key FILE\n"
        ),
    )


@pytest.mark.parametrize("text", ["", "short", "a" * 64, "x" * 5000, " " * 40])
def test_what_is_easily_guessed_is_no_key(tmp_path: Path, text: str) -> None:
    end = asked(tmp_path, "--key", key_file(tmp_path / "safe", text))
    assert (end.code, "is not a key" in end.err) == (2, True)


def test_a_key_may_not_lie_in_the_output_nor_in_a_run(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for word in ("--new-key", "--key"):
        end = asked(tmp_path, word, tmp_path / "out" / "key")
        assert (end.code, "lies in the output folder" in end.err) == (2, True)
    run = tmp_path / "run"
    scenario = write(small_world(), tmp_path / "small.yaml")
    assert placesim("run", scenario, "--out", run, "--replications", "1").code == 0
    key = key_file(run / "safe")
    (tmp_path / "link").symlink_to(key)
    for path in (key, tmp_path / "link"):
        end = asked(tmp_path, "--key", path)
        assert (end.code, "lies in the run folder" in end.err) == (2, True)
    inside = order(tmp_path, EXTRACT, mapping(), out=run / "inside")
    end = placesim("import", inside.extract, "--mapping", inside.mapping, "--out", inside.out)
    assert (end.code, "lies in the run folder" in end.err) == (2, True)


def test_an_attribute_may_be_a_pseudonym_of_its_own(tmp_path: Path) -> None:
    done = imported(
        tmp_path,
        "No,Referred,House\n1,2025-01-01,X123456\n2,2025-01-01,X123456\n3,2025-01-01,\n",
        mapped(attributes={"house": {"from": "House", "pseudonym": True}}),
        key=key_file(tmp_path / "safe"),
    )
    first, second, third = (row["house"] for row in people(done))
    assert first == second != third == ""


# -- all or nothing -------------------------------------------------------------------------------


def test_a_disk_that_fails_halfway_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[Path] = []

    def full(path: Path) -> None:
        flushed.append(path)
        if len(flushed) == 2:
            raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(importing, "flush", full)
    before = {*tmp_path.iterdir(), tmp_path / "extract.csv", tmp_path / "mapping.yaml"}
    end = asked(tmp_path, "--new-key", tmp_path / "new.key")
    assert end.code == 6
    assert set(tmp_path.iterdir()) == before


def test_a_folder_that_appears_meanwhile_is_not_written_over_and_no_key_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "out" / "other"

    def meanwhile(key: Key) -> None:
        other.parent.mkdir()
        other.write_text("mine", encoding="utf-8")
        kept(key)

    kept = Key.keep
    monkeypatch.setattr(Key, "keep", meanwhile)
    end = asked(tmp_path, "--new-key", tmp_path / "new.key")
    assert end.code == 2
    assert other.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "new.key").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    imported(tmp_path, EXTRACT, mapping(), key=key_file(tmp_path / "safe"))
    with pytest.raises(ExtractRefused, match="is there already"):
        imported(tmp_path, EXTRACT, mapping(), key=tmp_path / "safe" / "key")


def test_a_mistake_leaves_no_new_key(tmp_path: Path) -> None:
    end = asked(tmp_path, "--new-key", tmp_path / "k", told=mapping(band="Nowhere"))
    assert end.code == 2
    assert not (tmp_path / "k").exists()
