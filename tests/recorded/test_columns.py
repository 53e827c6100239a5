"""Which columns hold what, as it is said on the command line."""

from __future__ import annotations

import pytest

from vaxsim.recorded import Columns, StationColumns, VisitColumns


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("a=b:e", ("a", "", "b", "e")),
        ("a = j : b : e", ("a", "j", "b", "e")),
        ("a=:e", ("a", "", "", "e")),
        ("a=b:", ("a", "", "b", "")),
    ],
)
def test_a_station_is_named_with_its_columns(text: str, columns: tuple[str, ...]) -> None:
    assert StationColumns.parse(text) == StationColumns(*columns)


@pytest.mark.parametrize("text", ["", "a", "a=b", "=b:e", "a=:", "a=j::", "a=1:2:3:4"])
def test_what_names_no_columns_is_refused_with_the_forms_allowed(text: str) -> None:
    with pytest.raises(ValueError, match="JOINED:BEGIN:END"):
        VisitColumns.parse(text)


def test_choices_that_contradict_each_other_are_said() -> None:
    station, visits = StationColumns("a", "", "b", "e"), VisitColumns("s", "", "b", "e")
    assert "twice" in Columns(stations=(station, station)).wrong()
    assert "not both" in Columns(stations=(station,), visits=visits, patient="p").wrong()
    assert "--patient" in Columns(visits=visits).wrong()
    assert "--visits" in Columns(patient="p").wrong()
    assert Columns(visits=visits, patient="p").wrong() == Columns(stations=(station,)).wrong() == ""
