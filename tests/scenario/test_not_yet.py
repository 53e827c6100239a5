"""What cannot be run yet is refused field by field, what makes no difference is accepted."""

from __future__ import annotations

import pytest

from tests.scenario.wrong import problems, spoilt
from vaxsim.scenario.not_yet import NOT_YET


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("dispatch",), "longest_line", "dispatch"),
        (("day", "max_inside"), 10, "day.max_inside"),
        (("classes", 0, "patience"), {"limit": 5}, "classes.young.patience"),
        (("classes", 0, "balk"), {"more_than": 5}, "classes.young.balk"),
        (("arrivals", 0, "party"), 2, "arrivals.0.party"),
        (("stations", 0, "clean_up"), 1, "stations.desk.clean_up"),
        (("stations", 0, "per_person"), True, "stations.desk.per_person"),
        (("stations", 0, "waiting_room"), 5, "stations.desk.waiting_room"),
        (("stations", 0, "blocks"), "desk", "stations.desk.blocks"),
        (("stations", 0, "hold"), {"station": "jab", "more_than": 5}, "stations.desk.hold"),
        (("stations", 3), {"name": "rest", "kinds": [{"name": "a", "service": 1}]}, "stations.rest.kinds"),
        (("stations", 3, "batch"), {"size": 2, "max_wait": 5}, "stations.rest.batch"),
        (("staff", 0, "handover"), True, "staff.clerks.handover"),
        (("staff", 0, "pace"), [[0, 1000]], "staff.clerks.pace"),
        (("staff", 0, "restock"), {"holds": 5, "fill": 1}, "staff.clerks.restock"),
        (
            ("staff", 0, "breaks"),
            [{"earliest": "09:00", "latest": "10:00", "length": 5, "interrupt": True}],
            "staff.clerks.breaks.0.interrupt",
        ),
        (("vaccines",), [{"name": "A", "stock": 5}], "vaccines.A.stock"),
        (("vaccines",), [{"name": "A", "deliveries": [["09:00", 5]]}], "vaccines.A.deliveries"),
        (("vaccines",), [{"name": "A", "vial": 10}], "vaccines.A.vial"),
        (("vaccines",), [{"name": "A", "open_life": 60}], "vaccines.A.open_life"),
        (
            ("vaccines",),
            [{"name": "A", "prepare": {"group": "nurses", "per_dose": 1, "release": [["08:00", 1.0]]}}],
            "vaccines.A.prepare",
        ),
        (("vaccines",), [{"name": "A", "standby": {"from": 60, "travel": 5}}], "vaccines.A.standby"),
    ],
)
def test_a_behaviour_that_is_not_built_is_refused_where_it_stands(path, value, where):
    (only,) = problems(spoilt(*path, to=value))
    assert only.startswith(f"{where}: ")
    assert only.endswith("cannot be run yet; leave this field out")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("dispatch",), "first_come"),
        (("arrivals", 0, "party"), 1),
        (("arrivals", 0, "party"), 1.0),
        (("stations", 0, "clean_up"), 0),
        (("stations", 0, "per_person"), False),
        (("stations", 0, "blocks"), "desk_and_staff"),
        (("staff", 0, "handover"), False),
        (("vaccines",), [{"name": "A", "vial": 1}]),
    ],
)
def test_a_field_that_says_what_holds_anyway_is_accepted(path, value):
    assert problems(spoilt(*path, to=value)) == []


def test_a_field_that_is_wrong_is_only_said_to_be_wrong():
    (only,) = problems(spoilt("stations", 0, "waiting_room", to=-1))
    assert "got -1" in only


def test_every_row_is_about_a_field_of_its_own():
    paths = [row.path for row in NOT_YET]
    assert len(set(paths)) == len(paths)
