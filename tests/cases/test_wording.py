"""How figures are written: as many digits as their interval bears."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.cases.small import estimate
from vaxsim.cases import Figure
from vaxsim.cases.running import compare
from vaxsim.cases.wording import reference, simulated, verdict


def figure(value: str | None, half_width: str | None = None, days: int | None = None, spread: str = "") -> Figure:
    def decimal(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    return Figure("m", "n", False, 1.0, "min", "", decimal(value), decimal(half_width), days, spread, "")


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (figure("0.580", "0"), "0.580 exactly"),
        (figure("13.22", "0.45"), "13.22 ± 0.45"),
        (figure("25.4", days=300), "25.4 (300 days)"),
        (figure("52.16", spread="50.75 to 53.46"), "52.16 (days 50.75 to 53.46)"),
        (figure("0.685"), "0.685"),
        (figure(None), ""),
    ],
)
def test_a_reference_stands_as_it_is_printed(shown, text):
    assert reference(compare(shown, estimate(1))) == text


@pytest.mark.parametrize(
    ("sd", "text"), [(1.0, "13.54 ± 0.20"), (0.01, "13.5432 ± 0.0020"), (100, "14 ± 20"), (0.0, "13.543")]
)
def test_what_is_found_has_the_two_digits_of_its_interval(sd, text):
    assert simulated(compare(figure("13", "1"), estimate(13.5432, sd))) == text


def test_what_no_day_has_is_a_dash():
    assert simulated(compare(figure("13", "1"), estimate(float("nan"), float("nan"), 0))) == "–"


def test_a_verdict_from_too_few_days_says_so():
    assert verdict(compare(figure("13", "1"), estimate(13, 1))) == "agrees"
    assert verdict(compare(figure("13", "1"), estimate(13, 10))) == "agrees, but too few days"
