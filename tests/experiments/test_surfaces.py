"""What figures and tables of a sweep show: means over fields, promises kept, and rows in order."""

from __future__ import annotations

import numpy as np
import pytest

from vaxsim.experiments.jobs import VERSION, Heading
from vaxsim.experiments.storefile import About
from vaxsim.experiments.surfaces import MOST_CURVES, responses, surface
from vaxsim.experiments.sweeps import Point, Sweep

HEADINGS = (Heading("p90(wait)", "p90(wait)", "", "site", "min"), Heading("dosed", "dosed", "", "site", "patients"))


class Promising:
    """The part of a scenario that a sweep looks at."""

    promises = ("p90(wait) <= 20",)


def made(points: list[tuple[dict[str, object], list[float]]], error: str = "") -> Sweep:
    """A sweep with those waits at its points; everybody is dosed."""
    return Sweep(
        About("0" * 64, 1, VERSION, title="Made"),
        tuple(
            Point(changes, HEADINGS, tuple(range(1, len(waits) + 1)), np.array([[wait, 9.0] for wait in waits]), "")
            for changes, waits in points
        ),
        2,
        (),
        Promising(),  # type: ignore[arg-type]
    )


GRID = made([({"a": a, "b": b}, [10.0 * a + b - 1, 10.0 * a + b + 1]) for a in (3, 1, 2) for b in ("x", "y")
             for b in [{"x": 0, "y": 5}[b]]])  # fmt: skip


def test_a_surface_has_a_mean_in_each_cell_and_knows_where_promises_are_kept():
    found = surface(GRID, "p90(wait)", "a", "b")
    assert (found.x_levels, found.y_levels) == ((1, 2, 3), (0, 5))
    assert found.mean.tolist() == [[10, 20, 30], [15, 25, 35]]
    assert not found.kept.any(), "two days leave it open"
    sure = made([({"a": a, "b": 1}, [float(a)] * 3) for a in (10, 30)])
    assert surface(sure, "p90(wait)", "a", "b").kept.tolist() == [[True, False]]


def test_over_further_fields_means_are_taken_without_intervals():
    cube = made(
        [({"a": a, "b": b, "c": c}, [a + b + c, a + b + c + 2.0]) for a in (1, 2) for b in (0, 1) for c in (0, 4)]
    )
    found = surface(cube, "p90(wait)", "a", "b")
    assert found.mean.tolist() == [[4, 5], [5, 6]]
    assert found.others == ("c",)
    first, _ = responses(cube, "p90(wait)", "a", "b").curves
    assert first.mean.tolist() == [4, 5]
    assert np.isnan(first.low).all()


def test_curves_have_the_interval_of_their_points_and_the_limit_that_is_promised():
    found = responses(GRID, "p90(wait)", "a")
    assert (found.by, found.limit) == ("b", 20)
    assert [curve.label for curve in found.curves] == ["0", "5"]
    low, mean, high = (side[0] for side in (found.curves[0].low, found.curves[0].mean, found.curves[0].high))
    assert low < mean == 10 < high
    assert high - mean == pytest.approx(12.706 * np.sqrt(2) / np.sqrt(2), rel=1e-3)


def test_of_many_values_some_have_a_curve_of_their_own():
    many = made([({"a": a, "b": b}, [1.0, 2.0]) for a in (1, 2) for b in range(20)])
    found = responses(many, "dosed", "a", "b")
    assert [curve.label for curve in found.curves] == ["0", "4", "8", "11", "15", "19"]
    assert len(found.curves) == MOST_CURVES


def test_points_that_lie_scattered_have_no_curves_by_another_field():
    scattered = made([({"a": a / 7, "b": -a / 3}, [1.0, 2.0]) for a in range(9)])
    assert responses(scattered, "dosed", "a").by == ""
    assert not surface(scattered, "dosed", "a", "b").is_grid


def test_names_that_are_not_there_are_told_with_the_nearest():
    with pytest.raises(KeyError, match="did you mean 'p90"):
        surface(GRID, "p90(wiat)", "a", "b")
    with pytest.raises(KeyError, match="no field 'c'"):
        responses(GRID, "dosed", "c")
    with pytest.raises(ValueError, match="two fields"):
        surface(GRID, "dosed", "a", "a")


def test_tables_have_a_row_for_each_point_run_and_number():
    assert GRID.tidy("dosed", "p90(wait)").iloc[:4].to_numpy().tolist() == [
        [3, 0, 1, "dosed", 9.0],
        [3, 0, 1, "p90(wait)", 29.0],
        [3, 0, 2, "dosed", 9.0],
        [3, 0, 2, "p90(wait)", 31.0],
    ]
    assert len(GRID.frame) == 6 * 2 * 2
    assert GRID.by_run("dosed").iloc[0].to_dict() == {"a": 3, "b": 0, "replication": 1, "dosed": 9.0}
    summary = GRID.summary("p90(wait)")
    assert summary["p90(wait) <= 20"].tolist() == ["uncertain", "not kept", *["uncertain"] * 4]
    assert summary["p90(wait)"].tolist() == [30, 35, 10, 15, 20, 25]


def test_a_sweep_shows_itself_as_a_table_with_everything_escaped():
    named = made([({"a": "<b>"}, [1.0, 2.0])])
    assert "&lt;b&gt;" in named._repr_html_()
    assert "<b>" not in named._repr_html_()
    assert repr(named) == "<Sweep 'Made' over a: 1 points, 2 runs, seed 1>"
