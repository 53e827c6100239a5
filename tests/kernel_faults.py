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
        "if m[c.MAYBE] > 0 and start_one_service(m):",
        "if m[c.DECIDED] == m[c.SETTLED] and m[c.MAYBE] > 0 and start_one_service(m):",
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
    Fault("the gate is forgotten", "packing", "if plan.site.gate != NEVER:", "if False:"),
    Fault("a break is forgotten", "staff", "m[c.DUE_BREAKS] += 1", "m[c.DUE_BREAKS] += 0"),
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
    Fault("those who stay are never let go", "staff", "m[me + c.STATE] == IDLE and not _may_be_needed(m, u)", "False"),
    Fault(
        "the shortest idle serves",
        "crews",
        "m[unit(m, u) + c.STATE_SINCE] < m[unit(m, longest)",
        "m[unit(m, u) + c.STATE_SINCE] > m[unit(m, longest)",
    ),
    Fault(
        "a crew taken greedily",
        "crews",
        "return place + 1 == m[station(m, s) + c.CREW] or _can_fill_from(m, s, place + 1)",
        "return True",
    ),
    Fault("another random pick", "crews", "int(as_float(m[pick(m, i, s, place)]) * randoms)", "0"),
    Fault(
        "a branch goes straight on",
        "patients",
        "following, outcome = m[way + c.TARGET], m[way + c.GIVES]",
        "outcome = m[way + c.GIVES]",
    ),
    Fault(
        "a time since that counts from the beginning", "patients", "+ c.ENDED]\n    return", "+ c.BEGAN]\n    return"
    ),
    Fault("the extra is always added", "patients", "if left > 0 else 0", "if left > 0 else m[luck(m, i, s) + c.EXTRA]"),
    Fault("walks are skipped", "patients", "if walk > 0:", "if walk < 0:"),
    Fault("turning away also those served once", "day", "if everybody or not m[patient(m, i) + c.CALLED]:", "if True:"),
    Fault("the tick of the stop is executed", "day", "if tick >= m[c.STOP]:", "if tick >= NEVER or tick > m[c.STOP]:"),
    Fault("what ends at once is settled late", "day", "        if m[c.ZERO_DUE]:\n            settle_ends(m)\n", ""),
)


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
