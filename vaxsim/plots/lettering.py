"""Lettering: names from scenario files made safe and drawable in a figure, whatever script they are in.

matplotlib draws ``$...$`` as mathematics and shows an empty box for a character that its font lacks.  Here a name is
stripped of what would break a picture, fonts that have its characters are looked for among the installed ones, and
a name that no font can draw is replaced with its kind and number ("station 3"), which the figure then says.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FALLBACK_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "STHeiti",
    "Noto Sans CJK TC",
    "Noto Sans CJK JP",
    "Noto Sans CJK KR",
    "Droid Sans Fallback",
    "Arial Unicode MS",
    "SimSun",
    "AR PL UMing CN",
    "AR PL UKai CN",
    "Noto Serif CJK SC",
)
"""Font families with Chinese characters, the best legible on a screen first."""

FIRST_FAMILY = "DejaVu Sans"
"""Comes with matplotlib, so it is always there."""

_JOINERS = "\u200c\u200d"  # invisible, but part of correct spelling in several scripts
_UNPRINTABLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


@dataclass(frozen=True)
class Lettering:
    """How a list of names is written in a figure.

    Attributes:
        labels: name -> the text to hand to matplotlib, for every name.
        families: font families to draw all texts of the figure with, in order of preference.
        replaced: the names no installed font can draw, in the given order.
    """

    labels: dict[str, str]
    families: tuple[str, ...]
    replaced: tuple[str, ...]


def letter(names: Sequence[str], kind: str) -> Lettering:
    """Text and fonts for `names`, which are all of one `kind` ("station", "group")."""
    families = [FIRST_FAMILY]
    labels: dict[str, str] = {}
    replaced = []
    for position, name in enumerate(names, start=1):
        family = _family_for(printable(name))
        if family is None:
            labels[name] = f"{kind} {position}"
            replaced.append(name)
            continue
        labels[name] = verbatim(name)
        if family not in families:
            families.append(family)
    return Lettering(labels, tuple(families), tuple(replaced))


def printable(name: str) -> str:
    """`name` with line breaks, control and direction-changing characters as U+FFFD, spaces joined; never empty."""
    spaced = "".join(" " if c.isspace() else c for c in name)
    kept = "".join(c if _is_printable(c) else "\ufffd" for c in spaced)
    return " ".join(kept.split()) or "(no name)"


def verbatim(text: str, most: int = 28) -> str:
    """`text` for matplotlib to draw as it stands: no mathematics, and at most so many Latin letters wide."""
    return shortened(printable(text), most).replace("$", r"\$")


def shortened(text: str, most: int) -> str:
    """`text` cut in the middle to a width of `most`; Chinese characters count 2, as both ends of a name may tell."""
    if width(text) <= most:
        return text
    head, tail = text, text
    while width(head) > (most - 1) * 2 // 3:
        head = head[:-1]
    while width(tail) > most - 1 - width(head):
        tail = tail[1:]
    return f"{head.rstrip()}…{tail.lstrip()}"


def width(text: str) -> int:
    """Width in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def undrawable_notice(names: Sequence[str]) -> str | None:
    """A sentence for the reader if some of `names` cannot be drawn with the installed fonts, else None."""
    missing = [name for name in dict.fromkeys(names) if _family_for(printable(name)) is None]
    if not missing:
        return None
    listed = ", ".join(shortened(printable(name), 30) for name in missing[:3])
    more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
    return (
        f"No installed font can draw {listed}{more}; figures number them instead. "
        "Noto Sans CJK (Debian: fonts-noto-cjk) has Chinese characters."
    )


def _is_printable(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character) not in _UNPRINTABLE


@cache
def _family_for(text: str) -> str | None:
    """The first family that has all characters of `text` together with the first family; None if there is none."""
    missing = frozenset(map(ord, text)) - _characters(FIRST_FAMILY) - frozenset(map(ord, " …" + _JOINERS))
    if not missing:
        return FIRST_FAMILY
    installed = _installed_families()
    return next((f for f in FALLBACK_FAMILIES if f in installed and missing <= _characters(f)), None)


def _installed_families() -> frozenset[str]:
    from matplotlib.font_manager import fontManager

    return frozenset(entry.name for entry in fontManager.ttflist)


@cache
def _characters(family: str) -> frozenset[int]:
    """Code points that the installed font of a family has glyphs for."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return frozenset(get_font(findfont(FontProperties(family=family))).get_charmap())
