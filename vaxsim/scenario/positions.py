"""Positions: where each key and value of a TOML text stands.

``tomllib`` decides what a file says; it does not tell where.  This module reads the same text with tree-sitter and
maps paths such as ``("stations", 2, "desks")`` to line and column.  It is loaded only when there is a mistake to
point at.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from vaxsim.scenario.problems import DataPath

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

Spot = tuple[int, int]
"""Line and column, in characters from 1."""

_KEYS = ("bare_key", "quoted_key", "dotted_key")


class Positions:
    """Where the keys and values of a TOML text stand; a path that is not in the text has the place of what holds it.

    Headers and the fields below them are noted at once; what is inside a value is looked for when it is asked for.
    """

    def __init__(self, text: str) -> None:
        self._lines = text.encode("utf-8").split(b"\n")
        self._keys: dict[DataPath, Node] = {}
        self._values: dict[DataPath, Node] = {}  # the value, or of a table its header
        self._lengths: dict[DataPath, int] = {}  # of arrays of tables, as far as they have been read
        self._seen: set[DataPath] = set()  # values whose inside has been noted
        for node in _parse(text).root_node.named_children:
            if node.type == "pair":
                self._read_pair(node, ())
            elif node.type in ("table", "table_array_element"):
                self._read_table(node)

    def key(self, path: DataPath) -> Spot:
        """Where the name of the field stands; of a list element, its value."""
        return self._spot(self._keys.get(self._find(path)))

    def value(self, path: DataPath) -> Spot:
        """Where the value stands; of a table with a header, that header."""
        return self._spot(self._values.get(self._find(path)))

    def _find(self, path: DataPath) -> DataPath:
        """The path itself, or what is nearest to it of all that holds it; the empty path if nothing does."""
        known: DataPath = ()
        for depth in range(1, len(path) + 1):
            self._look_into(known)
            if path[:depth] not in self._values:
                break
            known = path[:depth]
        return known

    def _look_into(self, path: DataPath) -> None:
        """Notes what stands directly inside the list or inline table at a path."""
        node = self._values.get(path)
        if node is None or path in self._seen:
            return
        self._seen.add(path)
        inside = [child for child in node.named_children if child.type != "comment"]
        if node.type == "array":
            for place, element in enumerate(inside):
                self._keys[(*path, place)] = self._values[(*path, place)] = element
        elif node.type == "inline_table":
            for pair in inside:
                self._read_pair(pair, path)

    def _read_table(self, node: Node) -> None:
        header = next((child for child in node.named_children if child.type in _KEYS), None)
        if header is None:
            return
        path = self._table_path([name for name, _ in _names(header)], node.type == "table_array_element")
        self._note(path, header, node)
        for child in node.named_children:
            if child.type == "pair":
                self._read_pair(child, path)

    def _table_path(self, names: list[str], new_element: bool) -> DataPath:
        """The path a table header names: the last element of every array of tables on the way, or a new one."""
        path: DataPath = ()
        for place, name in enumerate(names):
            path = (*path, name)
            if new_element and place == len(names) - 1:
                self._lengths[path] = self._lengths.get(path, 0) + 1
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
        return path

    def _read_pair(self, node: Node, base: DataPath) -> None:
        names = list(_names(node.named_children[0]))
        value = node.named_children[-1]
        path = base
        for name, key in names:
            path = (*path, name)
            self._note(path, key, value if len(path) == len(base) + len(names) else key)

    def _note(self, path: DataPath, key: Node, value: Node) -> None:
        """Notes a path, and whatever holds it if that has no place yet."""
        for depth in range(1, len(path) + 1):
            self._keys.setdefault(path[:depth], key)
            self._values.setdefault(path[:depth], value if depth == len(path) else key)

    def _spot(self, node: Node | None) -> Spot:
        if node is None:
            return 1, 1
        row, byte = node.start_point
        return row + 1, len(self._lines[row][:byte].decode("utf-8", "replace")) + 1


def _parse(text: str) -> Tree:
    import tree_sitter
    import tree_sitter_toml

    language = tree_sitter.Language(tree_sitter_toml.language())
    return tree_sitter.Parser(language).parse(text.encode("utf-8"))


def _names(key: Node) -> Iterator[tuple[str, Node]]:
    """The names a dotted key is made of, with their nodes; tree-sitter nests them to the left."""
    waiting = [key]
    while waiting:
        node = waiting.pop()
        if node.type == "dotted_key":
            waiting.extend(reversed([child for child in node.named_children if child.type in _KEYS]))
        else:
            yield _name(node), node


def _name(node: Node) -> str:
    text = (node.text or b"").decode("utf-8", "replace")
    if node.type == "bare_key":
        return text
    try:
        return next(iter(tomllib.loads(f"{text} = 0")))
    except (tomllib.TOMLDecodeError, StopIteration):
        return text.strip("\"'")
