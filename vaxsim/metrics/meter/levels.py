"""Step functions of time in machine code, from the sorted ticks at which they rise and fall (see metrics.steps)."""

from __future__ import annotations

from vaxsim.compiling import Floats, Ints, compiled
from vaxsim.units import NEVER


@compiled
def area(times: Ints, begin: int, end: int) -> int:
    """Sum over all times of how much of [begin, end) lies behind them, ticks."""
    total = 0
    for i in range(len(times)):
        total += max(end - max(times[i], begin), 0)
    return total


@compiled
def areas_until(times: Ints, edges: Ints, out: Ints) -> None:
    """For each edge, the sum over the sorted times before it of how long they are ago, into `out` [edges]."""
    at = ago = 0
    for i in range(len(edges)):
        if i > 0:
            ago += at * (edges[i] - edges[i - 1])
        while at < len(times) and times[at] < edges[i]:
            ago += edges[i] - times[at]
            at += 1
        out[i] = ago


@compiled
def peak(ups: Ints, downs: Ints, begin: int, end: int) -> int:
    """The largest value in [begin, end), 0 if that is empty; the smallest one that is never exceeded, by bisection."""
    if end <= begin:
        return 0
    first, last = count_until(ups, begin), count_until(ups, end - 1)
    low = first - count_until(downs, begin)
    high = max(low, last)
    while low < high:
        middle = (low + high) >> 1
        if _exceeds(ups, downs, first, last, middle):
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _exceeds(ups: Ints, downs: Ints, first: int, last: int, limit: int) -> bool:
    """Whether the value gets above a limit at one of the rises from `first` up to `last`.

    It does not at the rise k if all but `limit` of the k + 1 rises so far have been followed by a fall: one comparison
    for each rise, which depends on no other.
    """
    begin, exceeded = max(first, limit), 0
    rises, falls = ups[begin:last], downs[begin - limit : last - limit]
    for i in range(len(rises)):
        exceeded += falls[i] > rises[i]
    return exceeded > 0


@compiled
def count_until(times: Ints, tick: int) -> int:
    """How many of the sorted times are not later than a tick."""
    low, high = 0, len(times)
    while low < high:
        middle = (low + high) >> 1
        if times[middle] <= tick:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def per_hour(times: Ints, edges: Ints, hour: int, out: Floats) -> None:
    """How many of the sorted times lie in each bin, per hour, into `out` [edges - 1]."""
    at = 0
    while at < len(times) and times[at] < edges[0]:
        at += 1
    for i in range(1, len(edges)):
        before = at
        while at < len(times) and times[at] < edges[i]:
            at += 1
        out[i - 1] = (at - before) * hour / (edges[i] - edges[i - 1])


@compiled
def share_while(
    line_ups: Ints, line_downs: Ints, ups: Ints, downs: Ints, threshold: int, begin: int, end: int
) -> float:
    """Share of a line's area in [begin, end) that passes while another step function is at a threshold or above."""
    total = area(line_ups, begin, end) - area(line_downs, begin, end) if end > begin else 0
    if total == 0:
        return float("nan")
    up, down = count_until(ups, begin), count_until(downs, begin)
    line_up = line_down = 0
    risen = fallen = since = reached = 0
    above, now = up - down >= threshold, begin
    while now < end:
        now = min(end, min(_next(ups, up), _next(downs, down)))
        up, down = _passed(ups, up, now), _passed(downs, down, now)
        if (up - down >= threshold) == above and now < end:
            continue
        while _next(line_ups, line_up) < now:
            risen += max(line_ups[line_up] - begin, 0)
            line_up += 1
        while _next(line_downs, line_down) < now:
            fallen += max(line_downs[line_down] - begin, 0)
            line_down += 1
        until = (line_up - line_down) * (now - begin) - (risen - fallen)
        if above:
            reached += until - since
        since, above = until, not above
    return float(reached / total)


@compiled
def _next(times: Ints, at: int) -> int:
    """The time at a place of a row; NEVER behind its end."""
    return times[at] if at < len(times) else NEVER


@compiled
def _passed(times: Ints, at: int, tick: int) -> int:
    """The first place from `at` on whose time is later than a tick."""
    while at < len(times) and times[at] <= tick:
        at += 1
    return at
