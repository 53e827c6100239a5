"""What the fields of all records have in common."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from vaxsim.fields import Clock, Listed, Record, Share, check_shares, shown
from vaxsim.units import parse_clock


class _Opening(Record):
    """A record of a scenario file."""

    times: Listed[Clock]
    share: Share = 0.5
    limit: float | None = None


def test_lists_become_tuples_and_times_of_day_ticks() -> None:
    assert _Opening.model_validate({"times": ["08:00", "25:30"]}).times == (parse_clock("08:00"), parse_clock("25:30"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"times": "08:00"},
        {"times": [480]},
        {"times": ["8"]},
        {"times": [], "share": True},
        {"times": [], "share": "1"},
        {"times": [], "share": 1.5},
        {"times": [], "limit": float("inf")},
        {"times": [], "limit": 10**400},
        {"times": [], "limits": 3},
    ],
    ids=str,
)
def test_nothing_is_coerced(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        _Opening.model_validate(wrong)
    assert caught.value.error_count() == 1


def test_a_record_cannot_be_changed_and_shows_what_differs_from_its_defaults() -> None:
    opening = _Opening.model_validate({"times": [], "share": 0.25})
    assert repr(opening) == "_Opening(times=(), share=0.25)"
    with pytest.raises(ValidationError, match="frozen"):
        opening.share = 0.5


def test_the_schema_of_a_record_has_neither_nulls_nor_titles_of_keys() -> None:
    properties = _Opening.model_json_schema()["properties"]
    assert properties["limit"] == {"type": "number"}
    assert properties["times"]["items"]["type"] == "string"


def test_shares_add_up_to_one_within_a_billionth() -> None:
    check_shares([0.1] * 10, "shares")
    check_shares([0.5, 0.5 + 9e-10], "shares")
    with pytest.raises(ValueError, match=r"add up to 1\.000000002"):
        check_shares([0.5, 0.5 + 2e-9], "shares")


def test_long_values_are_shown_short_and_on_one_line() -> None:
    assert shown("a\nb") == '"a\\nb"'
    assert len(shown("x" * 1000)) == 60
