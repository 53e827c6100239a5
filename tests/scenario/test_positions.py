"""Positions point at the keys and values of a TOML text, however it is written."""

from __future__ import annotations

import pytest

from vaxsim.scenario.positions import Positions

TEXT = """title = "x"
day.open = [["08:00", "12:00"]]
[[stations]]
name = "r"
needs = { "日".x = 2, clerk = 1, "日".y = 3 }
[stations.service]
dist = "gamma"
[[stations]]
  name = "v"
  parts = [
    1, # one
    { share = 2 },
  ]
[[stations.branches]]
share = 1
[a.'b c'.d]
z = 1
"""


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("title",), (1, 1), (1, 9)),
        (("day", "open"), (2, 5), (2, 12)),
        (("day", "open", 0, 1), (2, 23), (2, 23)),
        (("stations", 0, "name"), (4, 1), (4, 8)),
        (("stations", 0, "needs", "日", "x"), (5, 15), (5, 19)),
        (("stations", 0, "needs", "日", "y"), (5, 37), (5, 41)),
        (("stations", 0, "needs", "clerk"), (5, 22), (5, 30)),
        (("stations", 0, "service", "dist"), (7, 1), (7, 8)),
        (("stations", 1, "parts", 1, "share"), (12, 7), (12, 15)),
        (("stations", 1, "branches", 0, "share"), (15, 1), (15, 9)),
        (("a", "b c", "d", "z"), (17, 1), (17, 5)),
    ],
)
def test_keys_and_values_are_found(path, key, value):
    positions = Positions(TEXT)
    assert (positions.key(path), positions.value(path)) == (key, value)


def test_what_is_not_in_the_text_has_the_place_of_what_holds_it():
    positions = Positions(TEXT)
    assert positions.value(("stations", 1, "desks")) == (8, 1)
    assert positions.value(("stations", 0, "service", "mean")) == (6, 1)
    assert positions.value(("nothing", 3)) == (1, 1)


def test_a_text_that_is_no_toml_has_positions_all_the_same():
    assert Positions('[[a]\nb = = 1\n"').value(("a", 0, "b")) is not None
