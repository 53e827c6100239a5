"""Syntax: what to change where a text is no TOML, for people who do not know TOML.

``tomllib`` says where it gave up, seldom why.  The line it gave up on is compared with what planners write instead.
"""

from __future__ import annotations

import re

_TEXTS = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')

_IN_MESSAGE = (
    ("Illegal character '\\n'", "the quotation mark before it is not closed on its line"),
    ("Cannot overwrite a value", "the field, or a table of that name, stands further up already"),
    ("Cannot declare", "each header stands once, with all its fields under it; those of lists are [[...]]"),
    ("Unescaped '\\'", "write \\\\ for \\ , or put the text between single quotation marks"),
)
"""Parts of a message of tomllib, and what to say where they occur."""

_IN_LINE = (
    (r"\r", "the lines end as on old Macs; save the file with the line ends of Windows or Unix"),
    (r"[“”„‟«»‘’＂]", 'texts stand between straight quotation marks: "nurse"'),
    (r"[=\[,]\s*\d{1,2}:\d\d\b", 'times of day stand in quotation marks: "08:30"'),
    (r"=\s*[+-]?\d+,\d", "decimals are written with a point: 1.5"),
    (r"\d\s*%", "shares are written as numbers from 0 to 1: 0.1"),
    (r"[=\[,]\s*[+-]?\.\d", "numbers begin with a digit: 0.1"),
    (r"[=\[,]\s*[+-]?0\d", "whole numbers have no zeros in front: 8"),
    (r"[=\[,]\s*[−–]\d", "the minus sign is the one of the keyboard: -1"),
    (r"[=\[,]\s*(?:True|TRUE|False|FALSE|yes|no)\b", "write true or false"),
    (r"=(?:.*[\[,])?\s*(?!(?:true|false|nan|inf)\b)[^\W\d]\w*(?!\s*[\w=.])", 'texts stand in quotation marks: "nurse"'),
    (r"^[^=]*[^\x00-\x7f=][^=]*=", 'names with other letters than a to z stand in quotation marks: "护士" = 1'),
    (r"\{[^}]*$|,\s*\}", "a table in braces stays on one line, with no comma before the closing brace"),
    (r"//|;", "comments begin with #"),
    (r"^\s*\w+\s*(?::|\w)", "a field is written name = value"),
)
"""What a line looks like without its texts, and what to say then; the first that fits."""

_ELSE = (
    ("Unclosed array", "a comma or the closing ] is missing, here or further up"),
    ("Unclosed inline table", "a comma or the closing } is missing"),
    ("after a statement", "a line holds one field; a comma or bracket may be missing or too many"),
)
"""As `_IN_MESSAGE`, where nothing in the line gives it away."""


def advice(message: str, line: str) -> str:
    """What to change, where tomllib refuses `line` with `message`; an empty text if there is nothing to say."""
    bare = _TEXTS.sub('""', line).partition("#")[0]
    of_message = [hint for part, hint in _IN_MESSAGE if part in message]
    of_line = [hint for pattern, hint in _IN_LINE if re.search(pattern, bare)]
    otherwise = [hint for part, hint in _ELSE if part in message]
    return next(iter([*of_message, *of_line, *otherwise]), "")


def plainly(message: str) -> str:
    """The message of tomllib without the notation of Python: ``[day]`` instead of ``('day',)``."""
    declared = re.fullmatch(r"Cannot declare \((.+?),?\) twice", message)
    if declared is None:
        return message
    names = ".".join(re.findall(r"'([^']*)'", declared[1]))
    return f"the header [{names}] stands twice, or names what is something else already"
