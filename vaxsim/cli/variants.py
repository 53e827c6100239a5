"""Variants of a scenario as the command line takes them: "more desks: stations.vaccination.desks=8, seed=3"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vaxsim.cli.loading import changes_or_exit

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMED = re.compile(r"\s*([^=:\"']+?)\s*:\s*(.*)", re.DOTALL)
_OPENING, _CLOSING, _QUOTES = "[{", "]}", "\"'"


@dataclass(frozen=True)
class Variant:
    """A scenario with fields set."""

    name: str
    changes: Mapping[str, Any]


def variant_or_exit(text: str) -> Variant:
    """A variant from its text; without a name it is called after what it sets.

    What cannot be understood is complained about and ends the command.
    """
    match = _NAMED.fullmatch(text)
    named, settings = (match[1], match[2]) if match else ("", text)
    return Variant(named or text.strip(), changes_or_exit(parted(settings)))


def parted(text: str) -> list[str]:
    """The parts of a text between commas, those inside brackets and quotes left alone."""
    parts, depth, quote = [""], 0, ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in _QUOTES:
            quote = letter
        else:
            depth += (letter in _OPENING) - (letter in _CLOSING)
        if letter == "," and not quote and depth <= 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]
