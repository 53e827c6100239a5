"""What is measured of each vaccine: doses received, given, wasted and left, vials opened, people called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.metrics.registry import DOSES, PATIENTS, SHARE, VACCINE, level, number
from vaxsim.visits import Move

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day
    from vaxsim.metrics.steps import Steps

VACCINES = "vaccines"
ENDLESS = "none where the stock is endless"

FORMS = ("in_stock", "open", "prepared", "in_hands")
"""The forms of doses in Visits.doses_left, as names of numbers."""

FORM_MEANINGS = ("in closed vials", "in open vials", "made ahead", "in the hands of staff")


@number(
    "doses_received",
    unit=DOSES,
    per=VACCINE,
    meaning=f"stock of the morning and deliveries; {ENDLESS}",
    use=VACCINES,
)
def doses_received(day: Day) -> Any:
    return day.doses.where_counted(day.doses.moved(Move.RECEIVED))


@number("doses_given", unit=DOSES, per=VACCINE, meaning="doses given, each member of a party counted", use=VACCINES)
def doses_given(day: Day) -> Any:
    return day.doses.moved(Move.GIVEN)


@number("doses_wasted", unit=DOSES, per=VACCINE, meaning="doses past use, whatever their form", use=VACCINES)
def doses_wasted(day: Day) -> Any:
    return day.doses.wasted


@number("doses_wasted_open", unit=DOSES, per=VACCINE, meaning="doses past use in open vials", use=VACCINES)
def doses_wasted_open(day: Day) -> Any:
    return day.doses.moved(Move.WASTED_OPEN)


@number(
    "doses_wasted_prepared", unit=DOSES, per=VACCINE, meaning="doses past use that were made ahead", use="preparing"
)
def doses_wasted_prepared(day: Day) -> Any:
    return day.doses.moved(Move.WASTED_PREPARED)


@number(
    "waste_share",
    unit=SHARE,
    per=VACCINE,
    meaning="doses wasted / (doses given + doses wasted); what is left at the end of the day is not wasted",
    use=VACCINES,
)
def waste_share(day: Day) -> Any:
    return day.doses.waste_share


@number(
    "doses_left",
    unit=DOSES,
    per=VACCINE,
    meaning=f"doses that are left at the end of the day, whatever their form; {ENDLESS}",
    use=VACCINES,
)
def doses_left(day: Day) -> Any:
    return day.doses.where_counted(day.doses.left.sum(axis=1))


def _register_form(index: int, form: str) -> None:
    meaning = f"doses {FORM_MEANINGS[index]} that are left at the end of the day"
    use = {"prepared": "preparing", "in_hands": "restocking"}.get(form, VACCINES)

    @number(
        f"doses_left_{form}", unit=DOSES, per=VACCINE, meaning=meaning if index else f"{meaning}; {ENDLESS}", use=use
    )
    def left(day: Day) -> Any:
        return day.doses.left[:, index] if index else day.doses.where_counted(day.doses.left[:, index])


for _index, _form in enumerate(FORMS):
    _register_form(_index, _form)


@number("vials_opened", unit="vials", per=VACCINE, meaning="vials opened", use=VACCINES)
def vials_opened(day: Day) -> Any:
    return day.doses.vials_opened


@number("doses_made", unit=DOSES, per=VACCINE, meaning="doses made ahead", use="preparing")
def doses_made(day: Day) -> Any:
    return day.doses.moved(Move.MADE)


@number("standby_called", unit=PATIENTS, per=VACCINE, meaning="people called from the standby list", use="standby")
def standby_called(day: Day) -> Any:
    return day.doses.called


@level(
    "stock",
    unit=DOSES,
    per=VACCINE,
    meaning="doses in vials, closed and open; 0 where it is endless",
    use=VACCINES,
)
def stock(day: Day) -> tuple[Steps, ...]:
    return day.doses.in_store


@level("prepared", unit=DOSES, per=VACCINE, meaning="doses made ahead that nobody has taken", use="preparing")
def prepared(day: Day) -> tuple[Steps, ...]:
    return day.doses.prepared
