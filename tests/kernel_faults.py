"""Faults planted into a copy of the kernel, to see that comparing engines finds them."""

from __future__ import annotations

import importlib
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numba

from vaxsim.engines import kernel


@dataclass(frozen=True)
class Fault:
    """A line of the kernel that is written wrongly."""

    name: str
    module: str
    right: str
    wrong: str


FAULTS = (
    Fault("ready before priority", "day", "(priority, ready, i) < (best", "(ready, priority, i) < (best"),
    Fault("ties to the highest number", "lines", "and i > j)", "and i < j)"),
    Fault(
        "newcomers decide before services start",
        "day",
        "if m[c.MAYBE] != 0 and start_one_service(m):",
        "if m[c.DECIDED] == m[c.SETTLED] and m[c.MAYBE] != 0 and start_one_service(m):",
    ),
    Fault(
        "a patient is lost between two stations",
        "patients",
        "    else:\n        reach(m, i)",
        "    elif i != 2:\n        reach(m, i)",
    ),
    Fault(
        "doors that close on those who come in at that tick",
        "day",
        "if m[c.NOW] >= m[c.CLOSING]:",
        "if m[c.NOW] > m[c.CLOSING]:",
    ),
    Fault("late means at the limit", "day", "m[c.NOW] - slot > m[c.LATE_LIMIT]", "m[c.NOW] - slot >= m[c.LATE_LIMIT]"),
    Fault("the gate is forgotten", "filling", "if gate != NEVER and slot != NEVER else", "if False else"),
    Fault("a break is forgotten", "staff", "m[unit(m, u) + c.BREAKS_DUE] += 1", "m[unit(m, u) + c.BREAKS_DUE] += 0"),
    Fault(
        "nobody looks for a break when somebody is idle",
        "staff",
        "if m[me + c.BREAKS_DUE] > 0:",
        "if m[me + c.BREAKS_DUE] < 0:",
    ),
    Fault(
        "nobody looks for a break when somebody is back",
        "staff",
        "+ c.ON_BREAK] -= 1\n    m[c.BREAK_MAYBE] = 1",
        "+ c.ON_BREAK] -= 1",
    ),
    Fault("the idle of one tick by number downwards", "staff", "while ahead > u and", "while 0 <= ahead < u and"),
    Fault(
        "an end passes the ones before it",
        "queue",
        "m[due(m, place - 1)] > key:\n        place",
        "False:\n        place",
    ),
    Fault("an end far from the others is lost", "queue", "        push_key(m, key)\n        return", "        return"),
    Fault("the absent come", "filling", "and staff.absent[who]", "and False"),
    Fault(
        "no break at its latest tick",
        "staff",
        "if now > break_latest(m, g, which):",
        "if now >= break_latest(m, g, which):",
    ),
    Fault(
        "one too many on a break", "staff", "m[group(m, g) + c.ON_BREAK] >= away", "m[group(m, g) + c.ON_BREAK] > away"
    ),
    Fault("a break outlasts the shift", "staff", "if back <= m[me + c.ENDS]:", "if back >= 0:"),
    Fault("nobody stays after closing", "staff", "elif m[me + c.STAYS]:", "elif m[me + c.STAYS] > 1:"),
    Fault("those who stay are never let go", "staff", "m[me + c.STATE] == IDLE and not may_be_needed(m, u)", "False"),
    Fault(
        "the shortest idle serves",
        "crews",
        "m[unit(m, u) + c.STATE_SINCE] < m[unit(m, longest)",
        "m[unit(m, u) + c.STATE_SINCE] > m[unit(m, longest)",
    ),
    Fault("of two kinds the one idle since later", "crews", "c.STATE_SINCE], u) < (m[", "c.STATE_SINCE], u) > (m["),
    Fault("those with many roles serve first", "crews", "elif roles > fewest:", "elif roles < fewest:"),
    Fault(
        "a crew taken greedily",
        "crews",
        "return m[station(m, row) + c.IS_SEPARATE] != 0 or _can_fill_from(m, row, place + 1, carried)",
        "return True",
    ),
    Fault("another random pick", "crews", "int(as_float(m[pick(m, i, s, place)]) * randoms)", "0"),
    Fault(
        "a branch goes straight on",
        "patients",
        "following, outcome = m[way + c.TARGET], m[way + c.GIVES]",
        "outcome = m[way + c.GIVES]",
    ),
    Fault("a time since that counts from the beginning", "patients", "c.ENDED, i, since", "c.BEGAN, i, since"),
    Fault("the extra is always added", "patients", "if left > 0 else 0", "if left > 0 else m[luck(m, i, s) + c.EXTRA]"),
    Fault("walks are skipped", "patients", "if walk > 0:", "if walk < 0:"),
    Fault("turning away also those served once", "day", "if everybody or not m[patient(m, i) + c.CALLED]:", "if True:"),
    Fault("the tick of the stop is executed", "day", "if tick >= m[c.STOP]:", "if tick >= NEVER or tick > m[c.STOP]:"),
    Fault(
        "what ends at once is settled late",
        "day",
        "        if m[c.ZERO_DUE]:\n            settle_ends(m, first_due(m))\n",
        "",
    ),
)

"""In the general engine: event by event."""

FULL_DAY_FAULTS = (
    Fault(
        "the shortest line first", "order", "return -m[station(m, s) + c.LENGTH]", "return m[station(m, s) + c.LENGTH]"
    ),
    Fault("a room too large", "places", "+ m[rest + x.ON_WAY] >= m[rest + x.ROOM]", "> m[rest + x.ROOM]"),
    Fault("who is blocked keeps everybody", "places", "if u >= 0 and blocks_alone(m, u, s):", "if False:"),
    Fault("balking at the limit", "doors", "return found > tolerance", "return found >= tolerance"),
    Fault("nobody outside loses patience", "patience", " and place != x.OUTSIDE:", ":"),
    Fault(
        "called at the limit",
        "patience",
        "return end_of_patience(m, i) < m[c.NOW]",
        "return end_of_patience(m, i) <= m[c.NOW]",
    ),
    Fault("hold at the limit", "services", "+ c.LENGTH] > m[rest", "+ c.LENGTH] >= m[rest"),
    Fault(
        "a session waits for a full one",
        "sessions",
        "if m[x.MEMBER_COUNT] == 0 or not (full or",
        "if not full or not (full or",
    ),
    Fault("the last number names a session", "sessions", "leader = min(leader,", "leader = max(leader,"),
    Fault("no clean-up", "places", "    if length > 0:\n        _clean", "    if length < 0:\n        _clean"),
    Fault("what is left is forgotten", "services", "m[rest + x.ENDS_AT] - m[c.NOW]", "0"),
    Fault("nobody hands over", "settling", "if i >= 0 and other >= 0:", "if i < 0 and other >= 0:"),
    Fault(
        "everybody may fill",
        "restocking",
        "m[ours + x.FILLING_NOW] < m[me + x.PLACES] and",
        "m[ours + x.FILLING_NOW] >= 0 and",
    ),
    Fault("vials keep for ever", "doses", "return NEVER if life == NEVER else made + life", "return NEVER"),
    Fault("a stock without end", "doses", "m[row + x.STOCK] -= size", "m[row + x.STOCK] -= 0"),
    Fault(
        "doses are made before they are released",
        "preparing",
        "if m[row + x.BEGUN_DOSES] < m[row + x.RELEASED_DOSES] and",
        "if True and",
    ),
    Fault("two doses taken for one", "preparing", "m[rest + x.TAKEN] += 1", "m[rest + x.TAKEN] += 2"),
)
"""In the day with every behaviour."""

PLAIN_LINE_FAULTS = (
    Fault(
        "a line by arrival", "flow", "_queue_up(work, s, i, ready, NEWCOMER", "_queue_up(work, s, i, arrival, NEWCOMER"
    ),
    Fault("lines by tick alone", "sorting", "shift = 0", "shift = 4"),
    Fault("one desk too many", "desks", "if limited and served >= desks:", "if limited and served > desks:"),
    Fault("a desk is free too late", "desks", "departures[served - desks] >> bits)", "departures[served - 1] >> bits)"),
    Fault(
        "departures in order of starting", "desks", "while place > 0 and departures", "while place < 0 and departures"
    ),
    Fault(
        "departures in order of numbers", "desks", "departures[place - 1] > key | mask", "departures[place - 1] > mask"
    ),
    Fault("a heap out of order", "desks", "if below + 1 < desks and free[below + 1] < free[below]:", "if False:"),
    Fault("people join as they please", "flow", "if joined < before:", "if False:"),
    Fault(
        "newcomers before those outside",
        "flow",
        "if joined == before and (stage < stage_before or ",
        "if joined == before and (",
    ),
    Fault("what takes no time is settled first", "flow", "i, reached, ANY_STAGE if", "i, reached, SETTLED if"),
    Fault("some time and no time mix", "flow", "or stages >> ANY_STAGE != 0", ""),
    Fault("served at the tick of closing", "desks", "if began >= closing and (", "if began > closing and ("),
    Fault("all are sent home", "desks", " and (stage[i] == OUTSIDE or stage[i] == NEWCOMER):", ":"),
    Fault("doors shut a tick late", "flow", "if ready < line.closes", "if ready <= line.closes"),
    Fault("late means at the limit", "flow", "arrival - slot > line.rules[", "arrival - slot >= line.rules["),
    Fault("who comes after closing is forgotten", "flow", "end = max(end, arrival)", "end = closing"),
    Fault("the gate is forgotten", "flow", "max(arrival, slot - line.rules[GATE])", "arrival"),
    Fault("walks are skipped", "flow", "ended + luck.walk[i, s]", "ended"),
    Fault("the extra is always added", "desks", "if left > 0 else began", "if left >= 0 else began"),
    Fault(
        "a time since that counts from the beginning", "desks", "record.times[ENDED, since", "record.times[BEGAN, since"
    ),
    Fault(
        "branches go straight on",
        "flow",
        "1 + luck.branch[i, s]",
        "0",
    ),
    Fault("outcomes of branches are forgotten", "flow", "if outcome < 0:", "if True:"),
    Fault(
        "priorities are no obstacle",
        "plain_line",
        "(not site.by_priority.any() or len(set(site.priority.tolist())) == 1)",
        "True",
    ),
)
"""In the feed-forward path."""


def mutant(fault: Fault, folder: Path) -> ModuleType:
    """The kernel with a fault, as a package of its own that runs uncompiled.

    Raises ValueError unless the line to be written wrongly stands there exactly once.
    """
    name = "faulty_kernel_" + "".join(letter if letter.isalnum() else "_" for letter in fault.name)
    package = folder / name
    shutil.copytree(Path(kernel.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    for file in package.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        if file.stem == fault.module:
            if text.count(fault.right) != 1:
                raise ValueError(f"{fault.name}: the line stands {text.count(fault.right)} times in {file.name}")
            text = text.replace(fault.right, fault.wrong)
        file.write_text(text.replace("vaxsim.engines.kernel", name), encoding="utf-8")
    return _import_uncompiled(name, folder)


def _import_uncompiled(name: str, folder: Path) -> ModuleType:
    compiled = numba.config.DISABLE_JIT
    sys.path.insert(0, str(folder))
    numba.config.DISABLE_JIT = True
    try:
        return importlib.import_module(name)
    finally:
        numba.config.DISABLE_JIT = compiled
        sys.path.remove(str(folder))
