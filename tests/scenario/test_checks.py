"""Cross-checks find each mistake that one field alone does not show, and nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.scenario.wrong import RIGHT, problems, spoilt

SHIFT = {"from": "08:00", "to": "12:00", "count": 1}
GROUP = {"kind": "group", "at": "09:00"}
BREAK = {"earliest": "09:00", "latest": "10:00", "length": 10}


SEVERAL = {'classes.1.name: got "young", which is taken': 2, "no branch leads": 2}
"""How many findings there are where one change makes several mistakes."""


def test_the_right_scenario_is_right():
    assert problems(RIGHT) == []


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        # names
        (("classes", 1, "name"), "young", 'classes.1.name: got "young", which is taken'),
        (("classes", 0, "skips"), ["jap"], 'classes.young.skips.0: got "jap", which is no station; allowed: "desk"'),
        (("classes", 0, "skips"), ["jap"], 'did you mean "jab"?'),
        (("classes", 0, "service"), {"jap": 1}, "classes.young.service.jap: got"),
        (("classes", 0, "patience"), {"limit": 1, "stations": ["x"]}, "classes.young.patience.stations.0: got"),
        (("classes", 0, "vaccine"), "A", 'classes.young.vaccine: got "A", which is no vaccine; allowed: none'),
        (("dispatch",), ["jab", "jap"], 'dispatch.1: got "jap", which is no station'),
        (("dispatch",), ["jab", "jab"], 'dispatch.1: got "jab" twice'),
        (("stations", 0, "branches", 0, "to"), "tall", 'stations.desk.branches.0.to: got "tall"'),
        (("stations", 0, "branches", 0, "classes"), ["yuong"], "stations.desk.branches.0.classes.0: got"),
        (("stations", 3, "since"), "jabb", 'stations.rest.since: got "jabb"'),
        (("stations", 3, "hold"), {"station": "x", "more_than": 1}, "stations.rest.hold.station: got"),
        (("stations", 3, "hold"), {"station": "rest", "more_than": 1}, "itself; allowed: another station"),
        (("stations", 2, "needs"), {"nurze": 1}, 'stations.jab.needs.nurze: no group of staff has the role "nurze"'),
        (
            ("vaccines",),
            [{"name": "A", "prepare": {"group": "x", "per_dose": 1, "release": [["08:00", 5]]}}],
            "prepare.group",
        ),
        # the day
        (("day", "open"), [["12:00", "08:00"]], "day.open.0: got 12:00 to 08:00"),
        (("day", "open"), [["08:00", "10:00"], ["09:00", "12:00"]], "day.open.1: begins at 09:00, before"),
        (("day", "open"), [["14:00", "16:00"], ["08:00", "12:00"]], "day.open.1: begins at 08:00, before"),
        (("day", "measure"), ["10:00", "10:00"], "day.measure: got 10:00 to 10:00"),
        (("day", "measure"), ["05:00", "08:00"], "day.measure: got 05:00 to 08:00, outside of the day"),
        (("day", "measure"), ["36:01", "40:00"], "day.measure: got 36:01 to 40:00, outside of the day"),
        (("day", "stop"), "08:00", "day.stop: got 08:00; allowed: a time after the first opening at 08:00"),
        (("day", "not_before"), "12:00", "day.not_before: got 12:00; allowed: a time before closing at 12:00"),
        # arrivals
        (("arrivals", 0, "classes"), {"young": 0.5}, "arrivals.0.classes: the shares add up to 0.5"),
        (("arrivals", 0, "classes"), {"old": 0.5, "yuong": 0.5}, "arrivals.0.classes.yuong: got"),
        (("arrivals",), [GROUP | {"size": -3}], "arrivals.0.size: got -3; allowed: 0 or more"),
        (("arrivals",), [GROUP | {"size": {"dist": "normal", "mean": 1, "sd": 1, "max": -1}}], "got at most -1"),
        (("arrivals",), [GROUP | {"size": {"dist": "uniform", "low": -9, "high": -2}}], "got at most -2"),
        (("arrivals", 0, "name"), "a\tb", 'got "a\\tb"; allowed: a name'),
        # routes
        (("stations", 0, "branches", 0, "to"), "desk", "this station itself; routes go forward only"),
        (("stations", 2, "branches"), [{"share": 0.1, "to": "talk"}], "an earlier station; routes go forward only"),
        (("stations", 0, "branches", 0), {"share": 0.1, "leave": "left"}, "stations.talk.optional: no branch leads to"),
        (("stations", 0, "branches", 0), {"share": 0.1, "to": "talk", "leave": "left"}, "got both of to and leave"),
        (("stations", 3, "branches"), [{"share": 0.1}], "stations.rest.branches.0: got neither of to and leave"),
        (("classes", 0, "skips"), ["desk", "jab", "rest"], "classes.young.skips: skips every station"),
        (("stations", 2, "since"), "jabb", 'no station; allowed: "desk" or "talk"'),
        (("stations", 0, "since"), "jabb", "but no station comes earlier"),
        (("stations", 2, "since"), "rest", "a later station; allowed: an earlier station"),
        (("stations", 2, "since"), "jab", "this station itself; allowed: an earlier station"),
        (("stations", 2, "since"), "talk", "which patients of class young can have missed"),
        (
            ("classes", 1, "skips"),
            ["jab"],
            'stations.rest.since: got "jab", which patients of class old can have missed',
        ),
        (("stations", 0, "branches", 0), {"share": 0.1, "to": "rest"}, "no branch leads"),
        (
            ("stations", 3),
            {"name": "rest", "kinds": [{"name": "a", "service": 1, "classes": ["old"]}]},
            "no kind serves class young",
        ),
        # shares
        (
            ("stations", 2, "branches"),
            [{"share": 0.6, "leave": "left"}, {"share": 0.6, "leave": "left"}],
            "add up to 1.2",
        ),
        # staff
        (("staff", 1, "shifts"), [SHIFT | {"to": "07:00"}], "shift past midnight ends at 24:00 or later"),
        (
            ("stations", 2, "needs"),
            {"nurse": 4},
            "needs 4 units with the role nurse at once; on duty together are at most 3",
        ),
        (("stations", 2, "needs"), {"nurse": 101}, "got 101 units for one service; allowed: at most 100"),
        (("staff", 1, "shifts"), [], "staff.nurses.shifts: got an empty list"),
        (("staff", 1, "breaks"), [BREAK | {"latest": "08:00"}], "breaks.0.latest: got 08:00, before earliest at 09:00"),
        (("staff", 1, "breaks"), [BREAK | {"earliest": "13:00", "latest": "14:00"}], "lies outside of every shift"),
        (("staff", 1, "breaks"), [BREAK | {"length": 240}], "got 240 minutes; allowed: less than its shift of 240"),
        (
            ("staff", 1, "breaks"),
            [BREAK | {"length": {"dist": "uniform", "low": 250, "high": 300}}],
            "got 250 minutes or more; allowed: less than its shift of 240",
        ),
        (
            ("staff", 1, "breaks"),
            [BREAK | {"length": {"dist": "exponential", "mean": 5, "plus": 240}}],
            "got 240 minutes or more; allowed: less than its shift of 240",
        ),
        (("arrivals", 0, "party"), 0, "arrivals.0.party: got 0 people; allowed: 1 or more"),
        # choices and steps
        (("classes", 0, "balk"), {}, "classes.young.balk: got neither of more_than and join"),
        (
            ("classes", 0, "balk"),
            {"more_than": 1, "join": {"form": "exp", "rate": 1}},
            "got both of more_than and join",
        ),
        (("stations", 3), {"name": "rest"}, "stations.rest.service: is missing"),
        (("stations", 3, "kinds"), [], "stations.rest.kinds: got an empty list"),
        (
            ("staff", 1, "restock"),
            {"holds": 5, "start": 6, "fill": 1},
            "got 6 doses; allowed: at most what a unit holds, 5",
        ),
        (("staff", 1, "pace"), [[0, 1000], [0, 1100]], "staff.nurses.pace.1.0: is not later"),
        (
            ("vaccines",),
            [{"name": "A", "deliveries": [["09:00", 5], ["08:00", 5]]}],
            "vaccines.A.deliveries.1.0: is not later",
        ),
    ],
)
def test_a_mistake_is_found(path, value, expected):
    found = problems(spoilt(*path, to=value))
    assert any(expected in one for one in found), found
    assert len(found) == SEVERAL.get(expected, 1), found


@pytest.mark.parametrize("window", [["07:00", "08:01"], ["13:00", "14:00"], ["36:00", "40:00"]])
def test_what_may_be_measured_reaches_into_the_day_or_follows_it(window):
    assert problems(spoilt("day", "measure", to=window)) == []


def test_the_shares_of_branches_are_added_up_for_each_class_alone():
    branches = [
        {"share": 0.6, "leave": "left", "classes": ["old"]},
        {"share": 0.6, "leave": "left", "classes": ["young"]},
    ]
    assert problems(spoilt("stations", 2, "branches", to=branches)) == []


def test_shares_may_miss_one_by_rounding():
    thirds = [{"share": share, "leave": "left"} for share in (0.7, 0.2, 0.1)]
    assert problems(spoilt("stations", 2, "branches", to=thirds)) == []


def test_a_branch_to_a_station_that_a_class_skips_is_allowed():
    data = spoilt("classes", 0, "skips", to=["talk"])
    assert problems(data) == []


def test_a_branch_past_the_station_that_since_counts_from_is_a_mistake_unless_its_share_is_0():
    data = spoilt("stations", 0, "branches", to=[{"share": 0.1, "to": "talk"}, {"share": 0.1, "to": "rest"}])
    assert ["can have missed" in one for one in problems(data)] == [True]
    data["stations"][0]["branches"][1]["share"] = 0.0
    assert problems(data) == []


def test_a_class_that_skips_both_the_station_and_the_one_it_counts_from_is_right():
    assert problems(spoilt("classes", 1, "skips", to=["jab", "rest"])) == []


def test_shifts_that_do_not_overlap_do_not_add_up():
    data = spoilt("staff", 1, "shifts", to=[SHIFT | {"to": "10:00", "count": 2}, SHIFT | {"from": "10:00", "count": 2}])
    data["stations"][2]["needs"] = {"nurse": 3}
    assert ["at most 2" in one for one in problems(data)] == [True]
    data["staff"][1]["shifts"][0]["to"] = "10:01"
    assert problems(data) == []


def crew(needs: dict[str, int], *groups: tuple[list[str], int]) -> list[str]:
    """What is wrong when one station has these needs and the only staff are these groups: roles and number."""
    data: dict[str, Any] = copy.deepcopy(RIGHT)
    data["stations"] = [{"name": "jab", "needs": needs, "service": 5}]
    data["staff"] = [
        {"group": f"g{place}", "roles": roles, "shifts": [SHIFT | {"count": count}]}
        for place, (roles, count) in enumerate(groups)
    ]
    return problems(data)


def test_one_unit_cannot_take_two_places_of_a_crew():
    assert crew({"doctor": 1, "nurse": 1}, (["doctor", "nurse"], 2)) == []
    assert crew({"doctor": 1, "nurse": 1}, (["doctor", "nurse"], 1), (["doctor"], 1)) == []
    (only,) = crew({"doctor": 1, "nurse": 1}, (["doctor", "nurse"], 1))
    assert "needs 2 units with the roles doctor and nurse at once; on duty together are at most 1" in only


def test_a_crew_whose_roles_are_shared_crosswise_is_matched_not_counted():
    groups = (["a", "b"], 1), (["b", "c"], 1), (["c"], 1)
    assert crew({"a": 1, "b": 1, "c": 1}, *groups) == []
    assert len(crew({"a": 2, "b": 1}, *groups)) == 1


def test_staff_who_stay_until_all_is_done_can_meet_those_who_come_after_closing():
    data: dict[str, Any] = copy.deepcopy(RIGHT)
    data["stations"] = [{"name": "jab", "needs": {"nurse": 2}, "service": 5}]
    late = SHIFT | {"from": "13:00", "to": "15:00"}
    data["staff"] = [{"group": "g", "roles": ["nurse"], "shifts": [SHIFT, late]}]
    assert problems(data) == []
    data["staff"][0]["until_clear"] = False
    assert len(problems(data)) == 1


def test_unnamed_sources_keep_their_automatic_names_to_themselves():
    sources = [{"kind": "spread", "n": 1, "from": "08:00", "to": "09:00"} for _ in range(2)]
    sources[1]["name"] = "spread 1"
    assert ["by which a source without a name goes" in one for one in problems(spoilt("arrivals", to=sources))] == [
        True
    ]


COMBINATIONS = {
    "sessions with kinds": (
        {
            ("stations", 3): {
                "name": "rest",
                "kinds": [{"name": "a", "service": 1}],
                "batch": {"size": 2, "max_wait": 1},
            }
        },
        "stations.rest.batch: sessions (batch) cannot be combined with kinds",
    ),
    "sessions larger than the room": (
        {("stations", 3): {"name": "rest", "service": 1, "waiting_room": 3, "batch": {"size": 4, "max_wait": 1}}},
        "stations.rest.waiting_room: got 3; allowed: at least the size of a session, 4",
    ),
    "sessions without a longest wait": (
        {("stations", 3): {"name": "rest", "service": 1, "batch": {"size": 4}}},
        "stations.rest.batch.max_wait: is missing",
    ),
    "interrupted sessions": (
        {("stations", 2, "batch"): {"size": 2, "max_wait": 1}, ("staff", 1, "breaks"): [BREAK | {"interrupt": True}]},
        "staff.nurses.breaks.0.interrupt: cannot be combined with sessions (batch), which the group holds at jab",
    ),
    "an interruption before a room of 0": (
        {("stations", 3, "waiting_room"): 0, ("staff", 1, "breaks"): [BREAK | {"interrupt": True}]},
        "staff.nurses.breaks.0.interrupt: cannot be combined with a waiting room of 0 at rest, right after jab",
    ),
    "a room of 0 after a walk": (
        {("stations", 3, "waiting_room"): 0, ("stations", 2, "walk"): 1},
        "stations.rest.waiting_room: got 0 after a walk from jab",
    ),
    "standby with stop": (
        {("vaccines",): [{"name": "A", "standby": {"from": 60, "travel": 10}}], ("day", "stop"): "11:00"},
        "vaccines.A.standby: cannot be combined with day.stop",
    ),
    "appointments kept years late": (
        {("arrivals", 0, "punctuality"): 1e300},
        "arrivals.0.punctuality: got a mean of 1e+300; allowed: from -1e+06 to 1e+06",
    ),
    "handing over with several roles": (
        {("stations", 2, "needs"): {"nurse": 1, "clerk": 1}, ("staff", 1, "handover"): True},
        "staff.nurses.handover: cannot be combined with services that need several roles, as at jab",
    ),
    "handing over beside others at one kind of desk": (
        {
            ("stations", 2): {
                "name": "jab",
                "kinds": [
                    {"name": "a", "service": 1, "needs": {"nurse": 1}},
                    {"name": "b", "service": 1, "needs": {"nurse": 1, "clerk": 1}},
                ],
            },
            ("staff", 1, "handover"): True,
        },
        "staff.nurses.handover: cannot be combined with services that need several roles, as at jab",
    ),
    "two stations that wait for each other": (
        {
            ("stations", 0, "hold"): {"station": "jab", "more_than": 2},
            ("stations", 2, "hold"): {"station": "desk", "more_than": 2},
        },
        "stations.desk.hold: desk and jab wait for each other, and could all wait without end",
    ),
    "a station that waits for two that wait for each other": (
        {
            ("stations", 0, "hold"): {"station": "jab", "more_than": 2},
            ("stations", 2, "hold"): {"station": "rest", "more_than": 2},
            ("stations", 3, "hold"): {"station": "jab", "more_than": 2},
        },
        "stations.jab.hold: jab and rest wait for each other",
    ),
    "parties that never come in": (
        {("day", "max_inside"): 3, ("arrivals", 0, "party"): 4},
        "arrivals.0.party: got 4 people, who never come in; allowed: at most day.max_inside, 3",
    ),
    "parties of any size that never come in": (
        {("day", "max_inside"): 2, ("arrivals", 0, "party"): {"dist": "discrete", "values": [4, 3]}},
        "arrivals.0.party: got 3 people or more, who never come in; allowed: at most day.max_inside, 2",
    ),
    "vials that keep for no time": (
        {("vaccines",): [{"name": "A", "vial": 5, "open_life": 0}]},
        "vaccines.A.open_life: got 0 minutes, in which no dose could be given; allowed: more than 0",
    ),
    "doses released when nobody makes them any more": (
        {
            ("vaccines",): [
                {"name": "A", "prepare": {"group": "clerks", "per_dose": 1, "release": [["08:00", 5], ["12:00", 5]]}}
            ],
            ("staff", 0, "until_clear"): False,
        },
        "vaccines.A.prepare.release.1.0: got 12:00, when nobody of clerks is on duty any more; allowed: a time before "
        "12:00",
    ),
    "units that carry fewer doses than a person gets": (
        {("stations", 2, "doses"): 3, ("staff", 1, "restock"): {"holds": 2, "fill": 1}},
        "staff.nurses.restock.holds: got 2, fewer than a person is given at jab; allowed: at least 3",
    ),
    "kinds beside desks": (
        {("stations", 3): {"name": "rest", "desks": 2, "kinds": [{"name": "a", "service": 1}]}},
        "stations.rest.desks: cannot stand beside kinds",
    ),
    "doses released as numbers and shares": (
        {
            ("vaccines",): [
                {"name": "A", "prepare": {"group": "nurses", "per_dose": 1, "release": [["08:00", 5], ["09:00", 0.5]]}}
            ]
        },
        "vaccines.A.prepare.release: got shares beside numbers of doses",
    ),
    "more doses released than come": (
        {
            ("vaccines",): [
                {
                    "name": "A",
                    "prepare": {"group": "nurses", "per_dose": 1, "release": [["08:00", 0.6], ["09:00", 0.5]]},
                }
            ]
        },
        "vaccines.A.prepare.release: got shares that add up to 1.1",
    ),
}


@pytest.mark.parametrize("name", COMBINATIONS)
def test_what_contradicts_itself_is_refused_as_such(name):
    changes, expected = COMBINATIONS[name]
    data = copy.deepcopy(RIGHT)
    for path, value in changes.items():
        here: Any = data
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = value
    found = problems(data)
    assert len(found) == 1, found
    assert found[0].startswith(expected)


def test_staff_who_may_stay_make_doses_that_are_released_at_closing():
    late = {"name": "A", "prepare": {"group": "clerks", "per_dose": 1, "release": [["12:00", 5]]}}
    assert problems(spoilt("vaccines", to=[late])) == []


def test_units_that_carry_few_doses_may_serve_beside_others_who_need_none():
    data = spoilt("stations", 2, "doses", to=3)
    data["staff"][1]["restock"] = {"holds": 2, "fill": 1}
    data["staff"][2]["roles"] = ["doctor", "nurse"]
    assert problems(data) == []


def test_holds_that_lead_in_no_circle_are_right():
    data = spoilt("stations", 0, "hold", to={"station": "jab", "more_than": 2})
    data["stations"][2]["hold"] = {"station": "rest", "more_than": 2}
    assert problems(data) == []


def test_a_room_of_0_without_a_walk_before_it_is_right():
    assert problems(spoilt("stations", 3, "waiting_room", to=0)) == []
