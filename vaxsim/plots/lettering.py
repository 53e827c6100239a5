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


def letter(names: Sequence[str], kind: str, most: int = 28) -> Lettering:
    """Text and fonts for `names` of one `kind` ("station", "group"), all different, of at most `most` Latin letters."""
    texts = distinct([printable(name) for name in names], most)
    families = [FIRST_FAMILY]
    labels: dict[str, str] = {}
    replaced = []
    for position, name in enumerate(names, start=1):
        family = _family_for(printable(name))
        if family is None:
            labels[name] = f"{kind} {position}"
            replaced.append(name)
            continue
        labels[name] = verbatim(texts[position - 1])
        if family not in families:
            families.append(family)
    return Lettering(labels, tuple(families), tuple(replaced))


def printable(name: str) -> str:
    """`name` with line breaks, control and direction-changing characters as U+FFFD, spaces joined; never empty."""
    spaced = "".join(" " if c.isspace() else c for c in name)
    kept = "".join(c if _is_printable(c) else "\ufffd" for c in spaced)
    return " ".join(kept.split()) or "(no name)"


def verbatim(text: str) -> str:
    """`text` for matplotlib to draw as it stands: no mathematics."""
    return text.replace("$", r"\$")


def distinct(texts: Sequence[str], most: int) -> list[str]:
    """`texts` shortened to a width of `most` so that they stay different; where that fails they are numbered."""
    short = [shortened(text, most) for text in texts]
    for same in _repeated(short):
        fresh = _told_apart([texts[i] for i in same], most)
        for i, text in zip(same, fresh, strict=True):
            short[i] = text
    for same in _repeated(short):
        for number, i in enumerate(same, start=1):
            short[i] = f"{shortened(texts[i], most - 4)} ({number})"
    return short


def _repeated(texts: Sequence[str]) -> list[list[int]]:
    """Positions of the texts that occur more than once, by text."""
    places: dict[str, list[int]] = {}
    for position, text in enumerate(texts):
        places.setdefault(text, []).append(position)
    return [same for same in places.values() if len(same) > 1]


def _told_apart(texts: Sequence[str], most: int) -> list[str]:
    """Long texts that begin alike: how they begin, and what follows from the word on in which they first differ."""
    alike = next((i for i, letters in enumerate(zip(*texts, strict=False)) if len(set(letters)) > 1), 0)
    word = texts[0].rfind(" ", 0, alike) + 1
    begin = word if alike - word <= most // 4 else alike
    head = shortened(texts[0][:begin].rstrip(), most // 2) if begin else ""
    return [_joined(head, text[begin:], most) for text in texts]


def _joined(head: str, rest: str, most: int) -> str:
    gap = "" if head.endswith("…") or not head else " "
    return f"{head}{gap}{shortened(rest, most - width(head) - len(gap))}"


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
