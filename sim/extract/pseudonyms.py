"""Keyed pseudonyms: HMAC-SHA256 under a key that never comes near what is written.

The same key and the same reference give the same pseudonym, in every extract; without the key
nobody can tell which reference it was, nor try them all. The key file lies outside the output and
outside every run, and its text is in no message.
"""

import hmac
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sim.extract.complaints import ExtractRefused
from sim.log.manifest import MANIFEST
from sim.scenario.neighbours import Refused, read_ordinary

LEAST_BYTES = 32
MOST_BYTES = 4096
LEAST_DIFFERENT = 8
NEXT = "say --new-key FILE to have one made"
PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Key:
    """A secret; `made` is where it is to be kept if it is new."""

    secret: bytes
    made: Path | None = None

    def __repr__(self) -> str:
        """Show nothing of the secret, whoever prints a key by mistake."""
        return "Key(...)"

    def pseudonym(self, column: str, cell: str) -> str:
        """Return the pseudonym of a cell; spaces around it and capitals make no other man."""
        words = f"placesim {column}\0{' '.join(cell.split()).upper()}"
        return hmac.digest(self.secret, words.encode(), sha256).hex()[:32]

    def keep(self) -> None:
        """Write a new key to its file, which only its owner may read, or raise if it is there."""
        if self.made is None:
            return
        handle = os.open(self.made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(handle, "wb") as file:
            file.write(self.secret + b"\n")


def key_in(path: Path, out: Path) -> Key:
    """Return the key in a file; raise `ExtractRefused` if it is none or lies where it must not."""
    refuse_place(path, out)
    try:
        data = read_ordinary(path.resolve(), MOST_BYTES)
    except Refused as refused:
        raise ExtractRefused([f"{path}: {refused}; allowed: a file with a key; {NEXT}"]) from None
    secret = data.strip()
    if not LEAST_BYTES <= len(secret) <= MOST_BYTES or len(set(secret)) < LEAST_DIFFERENT:
        allowed = f"{LEAST_BYTES} to {MOST_BYTES:,} bytes that nobody can guess"
        raise ExtractRefused([f"{path}: is not a key; allowed: {allowed}; {NEXT}"])
    return Key(secret)


def new_key(path: Path, out: Path) -> Key:
    """Return a new key that is to be kept in a file that is not there yet."""
    refuse_place(path, out)
    if path.exists() or path.is_symlink():
        raise ExtractRefused(
            [f"{path}: is there already, and a key is never written over; use it by --key {path}"]
        )
    if not path.parent.is_dir():
        raise ExtractRefused([f"{path.parent}: no such folder; make it, or name another --new-key"])
    return Key(secrets.token_hex(32).encode(), made=path)


def refuse_place(path: Path, out: Path) -> None:
    """Refuse a key beside which the people it hides, or a run, would be handed on."""
    real, folder = path.resolve(), out.resolve()
    if real == folder or folder in real.parents:
        raise ExtractRefused(
            [f"{path}: lies in the output folder {out}; keep the key apart from what it hides"]
        )
    for each in real.parents:
        if (each / MANIFEST).is_file():
            raise ExtractRefused(
                [f"{path}: lies in the run folder {each}; keep the key where no run is handed on"]
            )
