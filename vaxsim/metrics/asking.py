"""Asking for a number by the name of a measure and of a thing."""

from __future__ import annotations

from collections.abc import Sequence

from vaxsim.metrics.registry import SITE, Measure, Names, suggestion
from vaxsim.scenario.uses import USES


def find(measures: Sequence[Measure], of: str, names: Names) -> tuple[Measure, str, int]:
    """Which of some measures of one name is meant by a name of a thing: the measure, per what, index of the thing.

    `of` is empty for the site, a name, or a name after "station ", "group ", "class " or "vaccine ".  Raises ValueError
    that says what there is.
    """
    offered = [(m, per) for m in measures if names.have(m) for per in m.per]
    found = [(m, per, names.of(per).index(name)) for m, per in offered for name in _meant(of, per, names)]
    if len(found) == 1:
        return found[0]
    title = measures[0].name
    if not offered:
        raise ValueError(f"{title} is measured only where there are {USES[measures[0].use]}, and here there are none")
    if found:
        ways = " or ".join(f'"{per} {of}"' for _, per, _ in found)
        raise ValueError(f"{title} of {of!r} could mean several things; write {ways}")
    if not of:
        raise ValueError(f"{title} needs the name of a {' or '.join(dict.fromkeys(per for _, per in offered))}")
    raise ValueError(_unknown(title, of, [per for _, per in offered], names))


def _meant(of: str, per: str, names: Names) -> tuple[str, ...]:
    known = names.of(per)
    plain = of.removeprefix(f"{per} ")
    return tuple(dict.fromkeys(text for text in (of, plain) if text in known))


def _unknown(title: str, of: str, pers: Sequence[str], names: Names) -> str:
    kinds = [per for per in dict.fromkeys(pers) if per != SITE]
    if not kinds:
        return f"{title} is a number of the whole site; leave out {of!r}"
    known = [name for per in kinds for name in names.of(per)]
    return f"there is no {' or '.join(kinds)} {of!r} for {title}; {suggestion(of, known)}"
