"""The luck of patients drawn once for several plans: of sites that differ in their staff or desks, not in who comes."""

from __future__ import annotations

import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.plan import Plan

Luck = dict[str, "NDArray[Any]"]

MOST_BYTES = 400_000_000
"""Memory that shared luck may take; beyond it, what was used longest ago is drawn again when it is needed."""


class SharedLuck:
    """Luck of patients by (what they are in a plan, seed, replication); several threads may use it at once."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._bytes = most_bytes, 0
        self._kept: OrderedDict[tuple[bytes, int, int], tuple[Luck, int]] = OrderedDict()
        self._keys: WeakKeyDictionary[Plan, bytes] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def of(self, plan: Plan, seed: int, replication: int, drawn: Callable[[], Luck]) -> Luck:
        """What has been drawn for such patients already, else what `drawn` gives now."""
        key = self._key(plan), seed, replication
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        luck = drawn()
        self._keep(key, luck)
        return luck

    def _key(self, plan: Plan) -> bytes:
        with self._lock:
            known = self._keys.get(plan)
        if known is None:
            known = of_patients(plan)
            with self._lock:
                self._keys[plan] = known
        return known

    def _keep(self, key: tuple[bytes, int, int], luck: Luck) -> None:
        size = sum(array.nbytes for array in luck.values() if 0 not in array.strides)
        with self._lock:
            if key in self._kept:
                return
            self._kept[key], self._bytes = (luck, size), self._bytes + size
            while self._bytes > self._most and len(self._kept) > 1:
                _, (_, gone) = self._kept.popitem(last=False)
                self._bytes -= gone


def of_patients(plan: Plan) -> bytes:
    """A digest of all that the luck of patients depends on (`Patients`); plans that share it have the same patients."""
    site = plan.site
    chance = replace(plan.chance, absence=(), break_length=(), unit_row=(), restocking=(), making=(), release=())
    names = plan.classes, plan.stations, plan.vaccines
    # how many uniforms a pick reads, and whether there are picks at all
    crews = (site.crew_role.shape[1], site.crew_role.tobytes(), site.group_pick.tobytes())
    arrays = tuple(array.tobytes() for array in (site.first_kind, site.from_arrival, site.vaccine, site.standby_from))
    return sha256(pickle.dumps((chance, names, site.closing, crews, arrays))).digest()
