"""Distribution: the pydantic type of a field that takes a number or the table of any family."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field
from typing_extensions import TypeAliasType

from vaxsim.distributions.bounded import Constant, Pert, Triangular, Uniform
from vaxsim.distributions.compound import Mixture, Part, Sum
from vaxsim.distributions.law import Law
from vaxsim.distributions.tables import Discrete, Empirical
from vaxsim.distributions.unbounded import Erlang, Exponential, Gamma, Lognormal, Normal, Weibull
from vaxsim.fields import refusal

FAMILIES: dict[str, type[Law]] = {
    "constant": Constant,
    "uniform": Uniform,
    "triangular": Triangular,
    "pert": Pert,
    "exponential": Exponential,
    "normal": Normal,
    "lognormal": Lognormal,
    "gamma": Gamma,
    "erlang": Erlang,
    "weibull": Weibull,
    "discrete": Discrete,
    "empirical": Empirical,
    "mixture": Mixture,
    "sum": Sum,
}
"""Every family by its name in ``dist``; a new one is a class and a line here."""


def _as_table(value: Any) -> Any:
    """A plain number as the table of a constant; anything that is neither number nor table is refused."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"dist": "constant", "value": value}
    if isinstance(value, Law):
        return value
    if not isinstance(value, dict):
        raise refusal(value, 'a number, or a table with dist = "..."')
    if not isinstance(value.get("dist", ""), str):
        raise refusal(value["dist"], f"one of {', '.join(FAMILIES)}", "dist")
    return value


if TYPE_CHECKING:
    Distribution = Law
else:
    _Table = Annotated[functools.reduce(operator.or_, FAMILIES.values()), Field(discriminator="dist")]
    Distribution = TypeAliasType(
        "Distribution", Annotated[_Table, BeforeValidator(_as_table, json_schema_input_type=float | _Table)]
    )

for _model in (Part, Mixture, Sum):
    _model.model_rebuild(_types_namespace={"Distribution": Distribution, "Part": Part, "Floats": Any})
