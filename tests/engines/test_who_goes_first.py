"""Who goes first: the rules of dispatch, lines that are held, and kinds of desk."""

from __future__ import annotations

import pytest

from tests.engines.small_days import began, comes, shift, site, station, times
from vaxsim.engines import ENGINES

pytestmark = pytest.mark.parametrize("engine", ENGINES)

SHARED = [
    station("screening", 5, needs={"nurses": 1}),
    station("vaccination", 5, needs={"nurses": 1}, doses=1),
]


def test_a_station_in_the_list_goes_first_though_somebody_elsewhere_was_ready_earlier(engine: str) -> None:
    nurse = [shift("nurses", "08:00", "12:00")]
    listed = site(comes("08:00", "08:00"), SHARED, nurse, dispatch=["vaccination"])
    first_come = site(comes("08:00", "08:00"), SHARED, nurse)
    # 08:05 patient 1 (ready 08:05, vaccination, key (0, ...)) and patient 2 (ready 08:00, screening, key (1, ...))
    assert began(listed, engine) == [
        "1 screening 08:00", "1 vaccination 08:05", "2 screening 08:10", "2 vaccination 08:15"
    ]  # fmt: skip
    assert began(first_come, engine) == [
        "1 screening 08:00", "1 vaccination 08:10", "2 screening 08:05", "2 vaccination 08:15"
    ]  # fmt: skip


def test_the_longest_line_is_that_of_the_moment(engine: str) -> None:
    classes = [{"name": "a", "skips": ["vaccination"]}, {"name": "b", "skips": ["screening"]}]
    arrivals = [*comes("08:00", "08:01", classes={"a": 1.0}), *comes("08:02", "08:03", classes={"b": 1.0})]
    scenario = site(arrivals, SHARED, [shift("nurses", "08:00", "12:00")], classes=classes, dispatch="longest_line")
    # 08:05 one at the screening, two at the vaccination; 08:10 one each: the screening is first in the file
    assert began(scenario, engine) == [
        "1 screening 08:00", "2 screening 08:10", "3 vaccination 08:05", "4 vaccination 08:15"
    ]  # fmt: skip


def test_r29_a_service_time_of_the_class_holds_at_every_kind(engine: str) -> None:
    kinds = [{"name": "doctor", "desks": 1, "service": 6}, {"name": "kiosk", "desks": 1, "service": 10}]
    classes = [{"name": "quick", "service": {"vaccination": 2}}]
    stations = [{"name": "vaccination", "kinds": kinds, "doses": 1}]
    assert times(site(comes("08:00", "08:00"), stations), engine, "vaccination") == [
        "1 08:00 08:00 08:00 08:06 08:06", "2 08:00 08:00 08:00 08:10 08:10"
    ]  # fmt: skip
    assert times(site(comes("08:00", "08:00"), stations, classes=classes), engine, "vaccination") == [
        "1 08:00 08:00 08:00 08:02 08:02", "2 08:00 08:00 08:00 08:02 08:02"
    ]  # fmt: skip


def test_r29_a_kind_is_free_only_with_its_crew(engine: str) -> None:
    kinds = [
        {"name": "doctor", "desks": 1, "needs": {"doctors": 1}, "service": 6},
        {"name": "kiosk", "desks": 1, "service": 10},
    ]
    scenario = site(
        comes("08:00", "08:01", "08:09"), [{"name": "vaccination", "kinds": kinds, "doses": 1}],
        [shift("doctors", "08:05", "12:00")],
    )  # fmt: skip
    # 08:00 there is no doctor; 08:05 she comes; 08:09 the kiosk is taken and she has two more minutes with patient 2
    assert times(scenario, engine, "vaccination") == [
        "1 08:00 08:00 08:00 08:10 08:10", "2 08:01 08:01 08:05 08:11 08:11", "3 08:09 08:09 08:10 08:20 08:20"
    ]  # fmt: skip
