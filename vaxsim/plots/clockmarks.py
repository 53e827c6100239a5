"""Marks of a clock axis: as many round times of day as there is room for when the figure is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axis import XAxis
from matplotlib.ticker import Locator

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440)  # minutes between marks
_MOST_MARKS = 12
_MARK_WIDTH = 42.0  # points; a time of day and the gap to the next


class ClockMarks(Locator):
    """Places marks at whole minutes, quarters, hours or days."""

    def __call__(self) -> Sequence[float]:
        """The marks in view, minutes since 00:00."""
        assert isinstance(self.axis, XAxis)
        return self.tick_values(*self.axis.get_view_interval())

    def tick_values(self, vmin: float, vmax: float) -> Sequence[float]:
        """The marks from `vmin` to `vmax`, minutes since 00:00."""
        first, last = sorted((vmin, vmax))
        most = self._most_marks()
        step = next((s for s in _STEPS if (last - first) / s <= most), None)
        step = step or 1440 * math.ceil((last - first) / 1440 / most)
        return list(range(math.ceil(first / step) * step, int(last) + 1, step))

    def _most_marks(self) -> int:
        box, figure = self.axis.axes.bbox, self.axis.axes.figure  # type: ignore[union-attr]
        return min(max(int(box.width / figure.dpi * 72 / _MARK_WIDTH), 2), _MOST_MARKS)
