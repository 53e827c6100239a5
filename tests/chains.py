"""Markov chains solved as systems of linear equations: exact answers for small sites, with no formula in between."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

State = TypeVar("State", bound=Hashable)
Moves = Callable[[State], Iterator[tuple[State, float]]]
"""The states that a state can turn into, each with its rate; one state may be named several times."""


def long_run(start: State, moves: Moves[State]) -> dict[State, float]:
    """Probabilities of all states that can be reached from `start`, in the long run."""
    states, place = [start], {start: 0}
    for state in states:  # grows while it is walked through
        for target, _ in moves(state):
            if target not in place:
                place[target] = len(states)
                states.append(target)
    balance = np.zeros((len(states), len(states)))
    for state in states:
        for target, rate in moves(state):
            balance[place[target], place[state]] += rate
            balance[place[state], place[state]] -= rate
    balance[-1] = 1
    found = np.linalg.solve(balance, np.eye(len(states))[-1])
    return dict(zip(states, found.tolist(), strict=True))


@dataclass(frozen=True)
class Tandem:
    """Two desks in a row in the long run; a patient who cannot move on keeps the first desk."""

    share_balked: float
    mean_first: float  # patients at the first station, the blocked one among them
    mean_second: float  # patients at the second station
    share_blocked: float  # of the time, that the first desk is blocked
    served: float  # patients per minute


def tandem(rate: float, means: tuple[float, float], room: int, places: int) -> Tandem:
    """Poisson arrivals, exponential services, `room` to wait before the second desk; who finds `places` people at the
    first station goes away.  A state is (patients at the first station, at the second, whether the first is blocked).
    """

    def moves(state: tuple[int, int, bool]) -> Iterator[tuple[tuple[int, int, bool], float]]:
        first, second, blocked = state
        if first < places:
            yield (first + 1, second, blocked), rate
        if first and not blocked:
            has_room = second <= room
            yield ((first - 1, second + 1, False) if has_room else (first, second, True)), 1 / means[0]
        if second:
            yield ((first - 1, second, False) if blocked else (first, second - 1, False)), 1 / means[1]

    found = long_run((0, 0, False), moves)
    return Tandem(
        share_balked=sum(p for (first, _, _), p in found.items() if first == places),
        mean_first=sum(p * first for (first, _, _), p in found.items()),
        mean_second=sum(p * second for (_, second, _), p in found.items()),
        share_blocked=sum(p for (_, _, blocked), p in found.items() if blocked),
        served=sum(p for (_, second, _), p in found.items() if second) / means[1],
    )


def full_session_mean_line(rate: float, mean_length: float, size: int, longest: int) -> float:
    """Mean number waiting at one desk whose sessions begin only with `size` patients; who finds `longest` goes away."""

    def moves(state: tuple[int, bool]) -> Iterator[tuple[tuple[int, bool], float]]:
        line, busy = state
        if line < longest:
            yield ((0, True) if line + 1 == size and not busy else (line + 1, busy)), rate
        if busy:
            yield ((line - size, True) if line >= size else (line, False)), 1 / mean_length

    return sum(p * line for (line, _), p in long_run((0, False), moves).items())
