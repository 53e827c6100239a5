"""Random small scenarios, biased to ties: times on a grid of five minutes, few desks, shared roles.

Every behaviour that the engines run occurs; `tests/test_invariants.py` says how often.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

GRID = 5
OPENING, CLOSING = 8 * 60, 10 * 60
ROLES = ("clerk", "nurse", "doctor")
STATION_NAMES = ("registration", "screening", "counselling", "vaccination", "observation")

Table = dict[str, Any]


def clock(minutes: int) -> str:
    """Minutes since midnight as "HH:MM"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def times(first: int, last: int) -> st.SearchStrategy[str]:
    """Times of day on the grid."""
    return st.integers(first // GRID, last // GRID).map(lambda steps: clock(steps * GRID))


MOMENTS = st.one_of(times(OPENING - 10, CLOSING + 10), st.sampled_from(["08:00", "08:50", "09:10", "10:00"]))
"""When a group comes: often at the very tick at which doors open or close."""

durations = st.one_of(
    st.sampled_from([0, 5, 10, 15]),
    st.just({"dist": "discrete", "values": [5, 10, 15]}),
    st.just({"dist": "uniform", "low": 2, "high": 12}),
)

walks = st.sampled_from([0, 0, 5, {"dist": "discrete", "values": [0, 5]}])


def _maybe(strategy: st.SearchStrategy[Any], one_in: int = 3) -> st.SearchStrategy[Any]:
    """None more often than a value."""
    return st.integers(1, one_in).flatmap(lambda roll: strategy if roll == 1 else st.none())


def _without_none(table: Table) -> Table:
    return {key: value for key, value in table.items() if value is not None}


role_lists = st.one_of(
    st.sampled_from([["nurse", "doctor"], ["nurse", "clerk"], ["doctor", "clerk"]]),
    st.lists(st.sampled_from(ROLES), min_size=1, max_size=3, unique=True),
)
"""What a group can do: often two roles, so that crews can be filled in more than one way."""


@st.composite
def days(draw: st.DrawFn) -> Table:
    """[day]: one opening interval or two, gates, limits, both rules after closing, sometimes a stop."""
    noon = draw(_maybe(st.just([["08:00", "08:50"], ["09:10", "10:00"]]), 4))
    return _without_none(
        {
            "open": noon or [["08:00", "10:00"]],
            "after_close": draw(st.sampled_from(["serve", "serve", "turn_away"])),
            "not_before": draw(_maybe(times(OPENING - 20, OPENING + 20), 5)),
            "gate": draw(_maybe(st.sampled_from([0, 5, 15]))),
            "late_limit": draw(_maybe(st.sampled_from([0, 5, 10]))),
            "stop": draw(_maybe(times(OPENING + GRID, CLOSING + 30), 6)),
        }
    )


@st.composite
def arrivals(draw: st.DrawFn, classes: list[str]) -> Table:
    """One source of any kind but a trace."""
    common: Table = {}
    if len(classes) > 1:
        common["classes"] = dict.fromkeys(classes, 1 / len(classes))
    booked = {
        "punctuality": draw(st.sampled_from([0, 0, -10, 5, {"dist": "discrete", "values": [-15, -5, 0, 5, 10]}])),
        "no_show": draw(st.sampled_from([0, 0, 0.3])),
        "fill": draw(st.sampled_from([1, 1, 0.7])),
    }
    kind = draw(st.sampled_from(["appointments", "spread", "walk_ins", "gaps", "group"]))
    tables: dict[str, Table] = {
        "appointments": {
            "first": draw(times(OPENING, OPENING + 30)),
            "last": draw(times(OPENING + 40, CLOSING)),
            "every": draw(st.sampled_from([10, 15, 30])),
            "per_slot": draw(st.integers(1, 3)),
            **booked,
        },
        "spread": {"n": draw(st.integers(1, 12)), "from": "08:00", "to": draw(times(OPENING + 10, CLOSING)), **booked},
        "walk_ins": {"rate": [["07:50", draw(st.sampled_from([5, 20]))], ["09:00", draw(st.sampled_from([0, 10]))]]},
        "gaps": {"gap": [["08:00", draw(st.sampled_from([5, 10]))], ["09:00", 15]], "until": "09:30"},
        "group": {"at": draw(MOMENTS), "size": draw(st.integers(1, 6))},
    }
    return {"kind": kind, **tables[kind], **common}


@st.composite
def staff_groups(draw: st.DrawFn, name: str, roles: list[str]) -> Table:
    """A group with up to three shifts, one of them over the whole day, and up to two breaks."""
    shifts = [{"from": draw(times(OPENING - 20, OPENING)), "to": draw(times(CLOSING, CLOSING + 20))}]
    for _ in range(draw(st.integers(0, 2))):
        begin = draw(st.integers(OPENING // GRID, CLOSING // GRID - 6)) * GRID
        end = draw(st.integers(begin // GRID + 5, CLOSING // GRID + 1)) * GRID
        shifts.append({"from": clock(begin), "to": clock(end)})
    return {
        "group": name,
        "roles": roles,
        "pick": draw(st.sampled_from(["longest_idle", "lowest_number", "random"])),
        "shifts": [{**shift, "count": draw(st.integers(1, 2))} for shift in shifts],
        "until_clear": draw(st.sampled_from([True, True, False])),
        "absence": draw(st.sampled_from([0, 0, 0.3])),
        "breaks": [draw(breaks()) for _ in range(draw(st.integers(0, 2)))],
    }


@st.composite
def breaks(draw: st.DrawFn) -> Table:
    """A break in the middle of the day, at least five minutes inside the whole-day shift."""
    earliest = draw(st.integers(OPENING // GRID, CLOSING // GRID - 6)) * GRID
    return {
        "earliest": clock(earliest),
        "latest": clock(earliest + draw(st.sampled_from([0, 10, 30]))),
        "length": draw(st.sampled_from([5, 10, 15, {"dist": "discrete", "values": [5, 10]}])),
        "away": draw(st.sampled_from([1, 0.5, 0.3])),
    }


@st.composite
def stations(draw: st.DrawFn, names: tuple[str, ...], roles: list[str], classes: list[str]) -> list[Table]:
    """Two to five stations; a counselling station, where there is one, is reached by a branch from the first."""
    tables = []
    for place, name in enumerate(names):
        table: Table = {
            "name": name,
            "desks": draw(st.sampled_from([None, 1, 1, 2, 3])),
            "service": draw(durations),
            "walk": draw(walks),
            "discipline": draw(st.sampled_from(["first_come", "priority"])),
        }
        if roles and draw(st.booleans()):
            crew = draw(st.lists(st.sampled_from(roles), min_size=1, max_size=3))
            table["needs"] = {role: crew.count(role) for role in crew}
        if name == "vaccination":
            table["doses"] = 1
        if name == "observation" and "vaccination" in names:
            table |= draw(st.sampled_from([{}, {"since": "vaccination", "extra": 5}]))
        if place < len(names) - 1 and draw(st.integers(1, 4)) == 1:
            table["branches"] = [{"share": 0.3, "leave": draw(st.sampled_from(["deferred", "referred", "left"]))}]
        tables.append(_without_none(table))
    _lead_to_counselling(draw, tables, names, classes)
    return tables


def _lead_to_counselling(draw: st.DrawFn, tables: list[Table], names: tuple[str, ...], classes: list[str]) -> None:
    if "counselling" not in names[1:]:
        return
    tables[names.index("counselling")]["optional"] = True
    branch: Table = {"share": 0.4, "to": "counselling"}
    if draw(st.booleans()):
        branch["classes"] = [classes[-1]]
    if draw(st.booleans()):
        branch["service"] = 5
    tables[0].setdefault("branches", []).append(branch)


@st.composite
def scenarios(draw: st.DrawFn) -> Table:
    """A whole small scenario, as the table that a file would hold."""
    classes = [f"class_{i}" for i in range(draw(st.integers(1, 3)))]
    chosen = draw(st.sets(st.sampled_from(STATION_NAMES[:3] + STATION_NAMES[4:]), min_size=1, max_size=3))
    names = tuple(name for name in STATION_NAMES if name in chosen | {"vaccination"})
    held = draw(st.lists(role_lists, max_size=4))
    roles = sorted({role for group in held for role in group})
    skippable = [name for name in names if name not in ("vaccination", "counselling")]
    return {
        "seed": draw(st.integers(1, 10**6)),
        "replications": 1,
        "day": draw(days()),
        "classes": [
            {
                "name": name,
                "priority": draw(st.sampled_from([1, 10, 10])),
                "skips": draw(st.sampled_from([[], [], skippable[:1], skippable[-1:]])),
                "service": {"vaccination": draw(durations)} if draw(st.booleans()) else {},
            }
            for name in classes
        ],
        "arrivals": [draw(arrivals(classes)) for _ in range(draw(st.integers(1, 3)))],
        "stations": draw(stations(names, roles, classes)),
        "staff": [draw(staff_groups(f"group_{i}", group)) for i, group in enumerate(held)],
    }
