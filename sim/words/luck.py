"""Luck belongs to a person (or entity) and a question, never to a queue for the dice.

A draw is a function of `(seed, replication, source, question, ordinal)` by the counter-based
generator Philox, so the same man has the same luck under every policy, and adding a man, a site
or a policy moves nobody else's. Only raw bits are taken from the generator; every distribution
is an inverse of its cumulative function, because library distributions eat an unknown number of
words and may change between versions.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]

_LANES = 4  # words a Philox4x64 block yields: one question may use up to four draws
_LOW32 = np.uint64(0xFFFFFFFF)
_SHIFT32 = np.uint64(32)
_SHIFT12 = np.uint64(12)


def key_of(*parts: object) -> int:
    """Return a 64-bit key for a name; the same on every machine and in every version."""
    text = "\x1f".join(map(str, parts)).encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


def _open_unit(words: Words) -> Floats:
    """Map raw words into (0, 1), never touching either end, so that logs are finite."""
    result: Floats = ((words >> _SHIFT12).astype(np.float64) + 0.5) * 2.0**-52
    return result


@dataclass(frozen=True, slots=True)
class Luck:
    """All the luck of one replication."""

    seed: int
    replication: int

    def block(self, source: str, question: str, first: int, count: int) -> Floats:
        """Return draws in (0, 1), shape (count, 4); row i belongs to ordinal `first + i`.

        >>> luck = Luck(seed=1, replication=0)
        >>> whole = luck.block("north", "sentence", 0, 10)
        >>> bool((luck.block("north", "sentence", 7, 3) == whole[7:]).all())
        True
        """
        # numpy steps the counter before its first block: begin one below, in 256-bit arithmetic.
        below = (first - 1) % (1 << 256)
        counter = np.array([(below >> (64 * word)) & (2**64 - 1) for word in range(4)], np.uint64)
        key = np.array(
            [key_of("placesim", self.seed, self.replication), key_of(source, question)], np.uint64
        )
        words = np.random.Philox(key=key, counter=counter).random_raw(_LANES * count)  # noqa: TID251 -- raw bits of a keyed counter, no global state
        return _open_unit(words).reshape(count, _LANES)

    def scattered(self, source: str, question: str, keys: Words) -> Floats:
        """Return draws in (0, 1), shape (len(keys), 2), for arbitrary 64-bit person keys.

        For people who come with names of their own (a listed population), who have no ordinal
        that survives adding another name.
        """
        mine = key_of("placesim", self.seed, self.replication, source, question)
        zero = np.zeros(len(keys), np.uint64)
        a, b, c, d = _philox4x32(keys & _LOW32, keys >> _SHIFT32, zero, zero, mine)
        return np.column_stack(
            [_open_unit((a << _SHIFT32) | b), _open_unit((c << _SHIFT32) | d)],
        )


def _philox4x32(
    c0: Words, c1: Words, c2: Words, c3: Words, key: int
) -> tuple[Words, Words, Words, Words]:
    """Philox4x32-10 of Salmon et al. (2011), vectorised over counters; integers only."""
    k0, k1 = key & 0xFFFFFFFF, key >> 32
    for _ in range(10):
        p0, p1 = np.uint64(0xD2511F53) * c0, np.uint64(0xCD9E8D57) * c2
        c0, c1, c2, c3 = (
            (p1 >> _SHIFT32) ^ c1 ^ np.uint64(k0),
            p1 & _LOW32,
            (p0 >> _SHIFT32) ^ c3 ^ np.uint64(k1),
            p0 & _LOW32,
        )
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


def tickets(keys: Words, draw: int) -> Words:
    """Return one lottery number a person for the `draw`-th drawing: a fresh shuffle each time."""
    with np.errstate(over="ignore"):
        mixed = keys ^ (np.uint64(draw + 1) * np.uint64(0x9E3779B97F4A7C15))
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))
