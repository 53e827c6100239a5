"""Exporting: the runs of a store as one table, CSV or parquet, a few points at a time however many there are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.experiments.sweeps import Point, Sweep, point_in

if TYPE_CHECKING:
    import pandas as pd

    from vaxsim.experiments.store import Store

    Clean = Callable[[pd.DataFrame], pd.DataFrame]

ENDINGS = (".csv", ".parquet")
AT_A_TIME = 100
"""Points whose runs are in memory together."""


def export(
    store: Store, table: Path, metrics: Sequence[str] = (), *, long: bool = False, clean: Clean | None = None
) -> int:
    """Write all runs of a store to a new file, complete or not at all; how many rows it has.

    A row is a run, with a column for each number; `long` gives each number a row.  `clean` is applied to what goes
    into a CSV file.  Raises ValueError for a file that is there or ends in neither .csv nor .parquet, KeyError for a
    number that is not there, ModuleNotFoundError for parquet without pyarrow, OSError, StoreError.
    """
    if table.suffix not in ENDINGS:
        raise ValueError(f"{table}: allowed: a name that ends in {' or '.join(ENDINGS)}")
    if table.exists():
        raise ValueError(f"{table}: is there already; name a new file")
    frames = _frames(store, metrics, long=long)
    draft = table.with_name(f".{table.name}.{os.getpid()}.tmp")
    try:
        rows = _write_csv(frames, draft, clean) if table.suffix == ".csv" else _write_parquet(frames, draft)
        draft.rename(table)
    finally:
        draft.unlink(missing_ok=True)
    return rows


def _frames(store: Store, metrics: Sequence[str], *, long: bool) -> Iterator[pd.DataFrame]:
    """The runs of some points at a time, in columns that all of them share."""
    stored = [point for point in store.points() if point.runs]
    bare = tuple(Point(point.changes, point.headings, (), np.empty((0, len(point.headings))), "") for point in stored)
    whole = Sweep(store.about, bare, 0, ())
    keys = whole.known(metrics) if metrics else tuple(whole.headings)
    types = whole.table_of_fields().dtypes
    for begin in range(0, max(len(stored), 1), AT_A_TIME):
        points = tuple(point_in(store, point, point.changes) for point in stored[begin : begin + AT_A_TIME])
        piece = Sweep(store.about, (*points, *bare), 0, ())  # those without runs have no rows, but columns
        frame = piece.tidy(*keys) if long else piece.by_run(*keys)
        yield frame.astype({name: "str" if kind.hasobject else kind for name, kind in types.items()})


def _write_csv(frames: Iterable[pd.DataFrame], path: Path, clean: Clean | None) -> int:
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for place, frame in enumerate(frames):
            safe = frame if clean is None else clean(frame)
            safe.to_csv(file, index=False, header=place == 0, lineterminator="\n")
            rows += len(frame)
    return rows


def _write_parquet(frames: Iterator[pd.DataFrame], path: Path) -> int:
    pyarrow = _pyarrow()
    rows, writer = 0, None
    try:
        for frame in frames:
            part = pyarrow.Table.from_pandas(frame, schema=writer and writer.schema, preserve_index=False)
            writer = writer or pyarrow.parquet.ParquetWriter(path, part.schema)
            writer.write_table(part)
            rows += len(frame)
    finally:
        if writer is not None:
            writer.close()
    return rows


def _pyarrow() -> Any:
    try:
        import_module("pyarrow.parquet")
        return import_module("pyarrow")
    except ImportError:
        raise ModuleNotFoundError("parquet needs pyarrow, which is missing: pip install 'vaxsim[parquet]'") from None
