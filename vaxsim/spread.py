"""One number spread over a shape: an array for what is the same everywhere, in the memory of a single number."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray


@lru_cache(maxsize=64)
def spread(value: int, dtype: str, shape: tuple[int, ...]) -> NDArray[Any]:
    """A number of a dtype ("int64") at every place of a shape; read-only, and one array for all who ask for the same.

    numpy takes as long for it as machine code for a hundred patients, in every replication.
    """
    import numpy as np

    return np.broadcast_to(np.array(value, dtype), shape)
