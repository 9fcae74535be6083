"""Carry out an import: read everything, refuse with every reason, or write everything at once.

The folder is made under another name and gets its own when it is whole.
"""

import csv
import io
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.extract.account import account_lines
from sim.extract.complaints import Complaints, ExtractRefused
from sim.extract.mapping import Mapping
from sim.extract.mapping_file import read_mapping
from sim.extract.pseudonyms import NEXT as NEW_KEY
from sim.extract.pseudonyms import Key, key_in, new_key
from sim.extract.table import table_of
from sim.extract.taken import Taken
from sim.extract.taking import take
from sim.log.files import flush
from sim.log.manifest import MANIFEST

PEOPLE, SCENARIO, ACCOUNT = "people.csv", "people.yaml", "read.md"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be imported, by what mapping, to where, under which key."""

    extract: Path
    mapping: Path
    out: Path
    key: Path | None = None
    new_key: Path | None = None
    leave_out_refused: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written, and the account of it."""

    out: Path
    taken: Taken
    account: list[str]

    def summary(self) -> dict[str, Any]:
        """Return the account as one object, for programs."""
        taken = self.taken
        return {
            "out": str(self.out),
            "taken": len(taken.lines),
            "left_out": taken.left_out,
            "repeated": taken.repeated,
            "refused": taken.refused,
            "empty": taken.empty_rows,
            "columns": list(taken.columns),
            "dropped": taken.dropped,
            "notes": taken.notes,
        }


def carry_out(order: Order) -> Imported:
    """Import an extract, or raise with every reason why not; then nothing is written."""
    _refuse_out(order.out)
    mapping = read_mapping(order.mapping)
    key = _key(order, mapping)
    complaints = Complaints(order.extract.name)
    table = table_of(order.extract, mapping.reading, complaints)
    taken = take(table, mapping, key, complaints)
    if complaints.whole or (complaints.rows and not order.leave_out_refused):
        raise ExtractRefused([*complaints.told(), _verdict(order, complaints)])
    taken.without(complaints.refused_lines())
    if not taken.lines:
        raise ExtractRefused([f"{order.extract.name}: nobody is left to be taken; nothing written"])
    account = account_lines(taken, mapping, order.extract.name, complaints)
    _write(order.out, _files(taken, mapping, account), key)
    return Imported(order.out, taken, account)


def _verdict(order: Order, complaints: Complaints) -> str:
    count = len(complaints.whole) + len(complaints.rows)
    said = f"{order.extract.name}: {count} mistake{'s' * (count > 1)}; nothing is written"
    if complaints.whole:
        return said
    rows = len(complaints.refused_lines())
    these = "the row it is" if rows == 1 else f"the {rows:,} rows they are"
    return f"{said}; --leave-out-refused leaves out {these} in"


def _refuse_out(out: Path) -> None:
    """Refuse to write where something is, or into a run."""
    real = out.resolve()
    if out.is_symlink() or (real.exists() and (not real.is_dir() or any(real.iterdir()))):
        raise ExtractRefused([f"{out}: is there already; remove it first, or name another --out"])
    for each in (real, *real.parents):
        if (each / MANIFEST).is_file():
            raise ExtractRefused([f"{out}: lies in the run folder {each}; name another --out"])


def _key(order: Order, mapping: Mapping) -> Key | None:
    if order.key is not None and order.new_key is not None:
        raise ExtractRefused(["say --key or --new-key, one of them"])
    wanted = [column.target for column in mapping.columns if column.pseudonym]
    if order.key is not None:
        return key_in(order.key, order.out)
    if order.new_key is not None:
        return new_key(order.new_key, order.out)
    if wanted:
        what = f"pseudonyms are asked for `{wanted[0]}`, and there is no key"
        raise ExtractRefused([f"{mapping.name}: {what}; {NEW_KEY}; or give --key FILE"])
    return None


def _files(taken: Taken, mapping: Mapping, account: list[str]) -> dict[str, str]:
    """Return the text of each file that is written."""
    people = io.StringIO(newline="")
    writer = csv.writer(people, lineterminator="\n")
    writer.writerow(taken.columns)
    writer.writerows(zip(*taken.columns.values(), strict=True))
    listed = [f"file: {PEOPLE}", f"kind: {mapping.kind}"]
    for name in ("site", "released_to", "waits_for"):
        value = getattr(mapping, name)
        listed += [f"{name}: {value}"] if value else []
    scenario = [
        "# Written by `placesim import`. A scenario takes these people by `extends`, and keeps the",
        "# start date: days in the list are counted from the day on which the extract was taken.",
        f"start_date: {mapping.taken_on.isoformat()}",
        "population:",
        f"  listed: {{{', '.join(listed)}}}",
    ]
    return {
        PEOPLE: people.getvalue(),
        SCENARIO: "\n".join(scenario) + "\n",
        ACCOUNT: "\n".join(account) + "\n",
    }


def _write(out: Path, files: dict[str, str], key: Key | None) -> None:
    """Write all files, and a new key to its own place; or nothing at all."""
    real = out.resolve()
    real.parent.mkdir(parents=True, exist_ok=True)
    temporary = real.with_name(f".{real.name}.{os.getpid()}.tmp")
    kept: Path | None = None
    try:
        temporary.mkdir()
        for name, text in files.items():
            path = temporary / name
            path.write_text(text, encoding="utf-8", newline="\n")
            flush(path)
        flush(temporary)
        if key is not None and key.made is not None:
            key.keep()
            kept = key.made
        temporary.rename(real)
        kept = None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        if kept is not None:
            kept.unlink(missing_ok=True)
    flush(real.parent)
