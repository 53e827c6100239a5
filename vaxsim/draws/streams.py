"""Streams of uniforms, each known by its name alone."""

from __future__ import annotations

import json
import threading
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.distributions.lookup import SMALLEST
from vaxsim.distributions.sampler import by_machine_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_NO_BUFFER = [0, 0, 0, 0]

_quoted = lru_cache(maxsize=4096)(json.dumps)
"""A name as JSON writes it; the names of a plan come again in every replication."""


class _Generators(threading.local):
    """The generator of each thread; whoever uses it seeks first, so that nobody finds what another left."""

    def __init__(self) -> None:
        philox = np.random.Philox(key=0)
        self.pair = philox, np.random.Generator(philox)


_generators = _Generators()


class Streams:
    """The uniforms of one replication of a site-day; a stream is known by its name alone.

    A stream is the Philox generator (Salmon et al. 2011) under a key hashed from the name and from where it is;
    each column begins at a counter of its own.  So a number depends on its name, row and column and on nothing
    else, whatever was asked for before.  An object is used only by the thread that made it.
    """

    def __init__(self, seed: int, replication: int, site: str = "", day: int = 0) -> None:
        self._place = json.dumps([seed, replication, site, day])[1:]
        self._philox, self._generator = _generators.pair

    def uniforms(self, name: str, rows: int | Ints, columns: int = 1) -> Floats:
        """Numbers in [2**-54, 1 - 2**-53], float64 (rows, columns); more rows or columns only add to them.

        `rows` is how many from the first on, or the numbers of those that are wanted, int64 [rows].
        """
        key = self._key(name)
        if by_machine_code():
            return _by_machine_code(key, rows, columns)
        numbers = self._first(key, rows if isinstance(rows, int) else int(rows.max(initial=-1)) + 1, columns)
        if isinstance(rows, int):
            return numbers.T
        return numbers[0].take(rows).reshape(-1, 1) if columns == 1 else numbers.T[rows]

    def _first(self, key: list[int], rows: int, columns: int) -> Floats:
        """The first rows, float64 (columns, rows)."""
        numbers = np.empty((columns, rows))
        for column in range(columns):
            self._seek(key, column)
            self._generator.random(out=numbers[column])
        np.maximum(numbers, SMALLEST, out=numbers)
        return numbers

    def keys(self, names: Iterable[str]) -> NDArray[np.uint64]:
        """The keys of some streams, uint64 [names, 2]."""
        digests = b"".join([self._digest(name) for name in names])
        return np.frombuffer(digests, "<u8").astype(np.uint64).reshape(-1, 2)

    def _key(self, name: str) -> list[int]:
        """Two words of 64 bits."""
        digest = self._digest(name)
        return [int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")]

    def _digest(self, name: str) -> bytes:
        """16 bytes, from the JSON list [name, seed, replication, site, day]."""
        return blake2b(f"[{_quoted(name)}, {self._place}".encode(), digest_size=16).digest()

    def _seek(self, key: list[int], column: int) -> None:
        state: Any = {
            "bit_generator": "Philox",
            "state": {"counter": [0, 0, 0, column], "key": key},
            "buffer": _NO_BUFFER,
            "buffer_pos": 4,
            "has_uint32": 0,
            "uinteger": 0,
        }
        self._philox.state = state


def _by_machine_code(key: list[int], rows: int | Ints, columns: int) -> Floats:
    """As `Streams.uniforms`, without the detour over a generator that is told where to begin."""
    from vaxsim.draws import philox

    words = np.array(key, np.uint64)
    numbers = np.empty((columns, rows if isinstance(rows, int) else len(rows)))
    for column in range(columns):
        if isinstance(rows, int):
            philox.fill(words, column, numbers[column])
        else:
            philox.fill_rows(words, column, rows, numbers[column])
    return numbers.T
