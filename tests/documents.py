"""Reading of the project's documents: fenced blocks, commands, links and headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
_PLACES = ("*.md", "docs/**/*.md", "tests/microdays/*.md", "benchmarks/*.md")
DOCUMENTS = sorted(path for pattern in _PLACES for path in ROOT.glob(pattern))

_FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block of a document."""

    document: Path
    line: int
    language: str
    text: str

    @property
    def label(self) -> str:
        """Where it stands: "README.md:24"."""
        return f"{self.document.relative_to(ROOT)}:{self.line}"


def blocks(*languages: str) -> list[Block]:
    """All blocks in these languages, document by document."""
    return [
        Block(document, _line(text, match.start()), match["language"], match["text"])
        for document in DOCUMENTS
        for text in [document.read_text(encoding="utf-8")]
        for match in _FENCE.finditer(text)
        if match["language"] in languages
    ]


def commands() -> list[tuple[str, str]]:
    """(where, command) of each command: in a console block the lines after the prompt, in a bash block every line."""
    found = []
    for block in blocks("console", "bash"):
        for line in block.text.replace("\\\n", " ").splitlines():
            prompt = "$ " if block.language == "console" else ""
            if line.startswith(prompt) and line.strip() and not line.startswith("#"):
                found.append((block.label, line.removeprefix(prompt)))
    return found


def python_stories() -> list[tuple[str, str]]:
    """(where, code) of each document with Python blocks, which go on from one to the next."""
    stories: dict[Path, list[Block]] = {}
    for block in blocks("python"):
        stories.setdefault(block.document, []).append(block)
    return [(parts[0].label, "\n".join(part.text for part in parts)) for parts in stories.values()]


def links(document: Path) -> list[str]:
    """The targets of a document's links and pictures, those in code left out."""
    text = _FENCE.sub("", document.read_text(encoding="utf-8"))
    return _LINK.findall(text)


def anchors(document: Path) -> set[str]:
    """The names under which a document's headings can be linked to."""
    text = _FENCE.sub("", document.read_text(encoding="utf-8"))
    return {_slug(heading) for heading in _HEADING.findall(text)}


def _slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
