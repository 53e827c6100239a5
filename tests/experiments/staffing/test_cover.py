"""The search for the cheapest design that keeps, on grids where the answer is known."""

from __future__ import annotations

import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from vaxsim.experiments.staffing.cover import cheapest, largest_below
from vaxsim.experiments.staffing.posts import Design, Post, Roster


class Known:
    """An examination whose verdicts are known: a design keeps if it has at least as many as one of some corners."""

    class rules:  # noqa: N801  stands for the rules of an examination
        first, designs = 20, 500

    exhausted = False

    def __init__(self, roster: Roster, corners: list[Design]) -> None:
        self.roster, self.corners, self.verdicts = roster, corners, {}

    def run(self, designs, reps):
        pass

    def judge(self, designs):
        self.verdicts.update({design: self.true(design) for design in designs})

    def keeps(self, design: Design) -> bool:
        self.judge([design])
        return self.verdicts[design]

    def true(self, design: Design) -> bool:
        return any(all(n >= m for n, m in zip(design, corner, strict=True)) for corner in self.corners)

    def shortfall(self, design: Design) -> float:
        missing = (sum(max(0, m - n) for n, m in zip(design, c, strict=True)) for c in self.corners)
        return min(missing, default=math.inf)

    def seems_to_keep(self, design: Design) -> bool:
        return self.true(design)


def roster_of(pays: list[float], high: int) -> Roster:
    posts = tuple(Post(f"g{i}", 0, "", 1, high, 1, pay) for i, pay in enumerate(pays))
    return Roster(posts, (), any(pays))


@st.composite
def problems(draw: st.DrawFn) -> tuple[Roster, list[Design], Design]:
    pays = draw(st.lists(st.sampled_from([0.0, 10.0, 10.0, 25.0]), min_size=1, max_size=4))
    high = draw(st.integers(1, 6))
    designs = st.tuples(*[st.integers(1, high)] * len(pays))
    return roster_of(pays, high), draw(st.lists(designs, max_size=4)), draw(designs)


@given(problems())
def test_the_cheapest_design_of_the_whole_grid_is_found(problem: tuple[Roster, list[Design], Design]) -> None:
    roster, corners, start = problem
    known = Known(roster, corners)
    found = cheapest(known, start)  # type: ignore[arg-type]
    grid = itertools.product(*(range(post.low, post.high + 1) for post in roster.posts))
    keeping = [design for design in grid if known.true(design)]
    assert found.proved
    if not keeping:
        assert found.plan is None
    else:
        assert found.plan is not None
        assert known.verdicts[found.plan]
        assert roster.price(found.plan) == min(map(roster.price, keeping))


@given(problems())
def test_what_is_largest_below_a_price_covers_all_that_is_below_it(
    problem: tuple[Roster, list[Design], Design],
) -> None:
    roster, _, limit = problem
    price, minima = roster.price(limit), roster.lowest
    found = list(largest_below(roster, minima, price))
    grid = itertools.product(*(range(post.low, post.high + 1) for post in roster.posts))
    for design in grid:
        covered = any(all(n <= m for n, m in zip(design, other, strict=True)) for other in found)
        assert covered == (roster.price(design) < price)
