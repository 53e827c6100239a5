"""Whoever makes the choices of which a random scenario consists: hypothesis, or a random generator."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Protocol, TypeVar

from hypothesis import strategies as st

Anything = TypeVar("Anything")


class Choices(Protocol):
    """Whoever chooses; the first option and the smallest number are the simplest."""

    def whole(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        ...

    def one_of(self, options: Sequence[Anything]) -> Anything:
        """One of some options; an option that stands there twice is chosen twice as often."""
        ...


class RandomChoices:
    """Choices of a random generator: the same seed gives the same ones, on any machine."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)

    def whole(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def one_of(self, options: Sequence[Anything]) -> Anything:
        return self._random.choice(options)


class ShrinkableChoices:
    """Choices of hypothesis, which tries simpler ones when a test fails."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def whole(self, least: int, most: int) -> int:
        return self._draw(st.integers(least, most))

    def one_of(self, options: Sequence[Anything]) -> Anything:
        return options[self._draw(st.integers(0, len(options) - 1))]


def if_any(one_in: int, choose: Choices) -> bool:
    """True once in so many times."""
    return choose.whole(1, one_in) == one_in
