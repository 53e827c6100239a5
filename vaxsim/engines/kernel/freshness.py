"""Forgetting compiled code whose sources have changed.

numba keeps a function's machine code by the date of the function's own file.  The kernel's functions are compiled into
each other across files, so a change in one of them has to discard the code of all; so has the wish to have indices
checked, which changes no file.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from vaxsim import engines, units, visits
from vaxsim.engines.kernel.compiling import CHECKED

KERNEL = Path(__file__).parent
SHARED = tuple(Path(str(module.__file__)) for module in (engines, units, visits))
"""Modules outside whose constants are compiled in."""


def forget_stale_code(cache: Path) -> None:
    """Remove the indices of compiled code made from other sources; where nothing can be written, nothing is kept."""
    stamp = cache / "kernel.sha256"
    now = _digest()
    try:
        if stamp.exists() and stamp.read_text(encoding="ascii") == now:
            return
        for index in cache.glob("*.nbi"):
            index.unlink()
        cache.mkdir(exist_ok=True)
        stamp.write_text(now, encoding="ascii")
    except OSError:
        return


def _digest() -> str:
    sources = sorted(KERNEL.glob("*.py")) + list(SHARED)
    parts = [str(CHECKED).encode(), *(source.read_bytes() for source in sources)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
