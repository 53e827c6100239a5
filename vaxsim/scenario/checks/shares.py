"""Shares: what belongs together adds up to at most 1."""

from __future__ import annotations

from collections.abc import Iterator

from vaxsim.fields import SHARE_TOLERANCE
from vaxsim.scenario.doses import Vaccine
from vaxsim.scenario.draft import Draft
from vaxsim.scenario.problems import DataPath, Finding
from vaxsim.scenario.stations import Station


def of_branches(draft: Draft, path: DataPath, station: Station) -> Iterator[Finding]:
    """The branches that concern a class have shares that add up to at most 1; one finding per station."""
    for name in draft.class_names:
        shares = [branch.share for branch in station.branches if branch.classes is None or name in branch.classes]
        if sum(shares) > 1 + SHARE_TOLERANCE:
            message = f"got shares that add up to {sum(shares):g} for class {name}; allowed: at most 1"
            yield Finding((*path, "branches"), message)
            return


def of_releases(draft: Draft, path: DataPath, vaccine: Vaccine) -> Iterator[Finding]:
    """Doses are released as whole numbers, or all as shares that add up to at most 1."""
    release = [amount for _, amount in vaccine.prepare.release] if vaccine.prepare is not None else []
    if all(isinstance(amount, int) for amount in release):
        return
    at = (*path, "prepare", "release")
    if any(amount > 1 for amount in release):
        yield Finding(at, "got shares beside numbers of doses; allowed: whole numbers, or shares from 0 to 1")
    elif sum(release) > 1 + SHARE_TOLERANCE:
        yield Finding(at, f"got shares that add up to {sum(release):g}; allowed: at most 1")
