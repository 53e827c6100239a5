"""Numbers that an experiment is asked about: read, and looked up at a site before anything runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vaxsim.promises import Number, names_in, parse_number

if TYPE_CHECKING:
    from vaxsim.scenario import Scenario

FIRST_READ = ("mean(wait)", "p90(wait)", "mean(time_on_site)", "dosed")
"""What a planner reads first: how long people wait and stay, and how many are vaccinated."""


Asked = str | Number | Sequence[str | Number]
"""What may be given as the numbers asked about: several, or one by itself."""


def several(asked: Asked) -> Sequence[str | Number]:
    """The numbers asked about, where one may be given by itself."""
    return [asked] if isinstance(asked, str | Number) else asked


def read(scenario: Scenario, asked: Asked) -> tuple[Number, ...]:
    """Numbers such as "p90(wait)", each once.  Raises ValueError that says what there is, with every mistake."""
    names, wrong, numbers = names_in(scenario), list[str](), dict[str, Number]()
    for one in several(asked):
        try:
            number = parse_number(one) if isinstance(one, str) else one
            number.look_up(names)
            numbers.setdefault(number.name, number)
        except ValueError as error:
            wrong.append(str(error))
    if wrong:
        raise ValueError("\n".join(wrong))
    return tuple(numbers.values())


def first_read(scenario: Scenario) -> tuple[str, ...]:
    """Those of `FIRST_READ` that mean something at a site: where no doses are given, who passes through is counted."""
    gives_doses = any(station.doses for station in scenario.stations)
    return FIRST_READ if gives_doses else (*FIRST_READ[:-1], "left")
