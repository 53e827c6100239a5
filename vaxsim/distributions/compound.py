"""Laws made of other laws: mixtures and sums.

Each part takes uniforms of its own, so a draw of one part never depends on another part's law.  A mixture takes one
more, which comes first and chooses the part.  Neither can be truncated, for their cdf is not known in closed form with
every modifier of the parts; a part can.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, model_serializer, model_validator
from pydantic.json_schema import JsonSchemaValue

from vaxsim.distributions.law import Law, Moments
from vaxsim.distributions.support import least
from vaxsim.fields import Listed, Record, Share, check_shares, complaint

if TYPE_CHECKING:
    from vaxsim.distributions.law import Floats
    from vaxsim.distributions.union import Distribution

MOST_UNIFORMS = 1_000
"""The most uniforms one draw may take, so that no file asks for more memory than there is."""


class Part(Record):
    """A part of a mixture: its share beside the keys of its law."""

    share: Share
    law: Distribution

    @model_validator(mode="before")
    @classmethod
    def _split(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "law" in data:
            return data
        split: dict[str, Any] = {"law": {key: value for key, value in data.items() if key != "share"}}
        return split | ({"share": data["share"]} if "share" in data else {})

    @model_serializer(mode="wrap")
    def _join(self, dump: Any) -> dict[str, Any]:
        flat: dict[str, Any] = dump(self)
        return {"share": flat["share"], **flat["law"]}

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> JsonSchemaValue:
        handler(core_schema)
        return {
            "type": "object",
            "title": "Part",
            "description": "A part of a mixture: its share beside the keys of a distribution.",
            "properties": {"share": {"type": "number", "minimum": 0, "maximum": 1}, "dist": {"type": "string"}},
            "required": ["share", "dist"],
        }


class _Compound(Law):
    """What mixtures and sums share: their moments follow from those of the parts."""

    @abstractmethod
    def combined(self, moments: Sequence[Moments]) -> Moments:
        """Mean and variance of the whole from those of the parts."""

    @abstractmethod
    def laws(self) -> tuple[Law, ...]:
        """The laws of the parts; one that occurs n times in a sum is listed once."""

    def plain_moments(self) -> Moments:
        return self.combined([law.moments() for law in self.laws()])

    def plain_rough_moments(self) -> Moments:
        return self.combined([law.rough_moments() for law in self.laws()])

    def _check_parts(self) -> None:
        if not self.laws():
            raise complaint("got no parts; give one or more", "parts")
        if self.uniforms > MOST_UNIFORMS:
            raise complaint(f"one draw would take {self.uniforms:,} random numbers; at most {MOST_UNIFORMS:,} can be")


class Mixture(_Compound):
    """One of the parts, chosen by their shares."""

    dist: Literal["mixture"] = "mixture"
    parts: Listed[Part]

    def prepare(self, folder: Path | None) -> None:
        self._check_parts()
        check_shares((part.share for part in self.parts), "parts")

    @property
    def uniforms(self) -> int:
        return 1 + sum(part.law.uniforms for part in self.parts)

    def laws(self) -> tuple[Law, ...]:
        return tuple(part.law for part in self.parts)

    def combined(self, moments: Sequence[Moments]) -> Moments:
        weighted = [(part.share, *pair) for part, pair in zip(self.parts, moments, strict=True)]
        mean = sum(share * m for share, m, _ in weighted)
        return mean, sum(share * (variance + (m - mean) ** 2) for share, m, variance in weighted)

    def plain_range(self) -> tuple[float, float]:
        return min(least(part.law) for part in self.parts if part.share > 0), math.inf

    def fixed(self) -> float | None:
        values = {part.law.constant() for part in self.parts if part.share > 0}
        return values.pop() if len(values) == 1 else None

    def plain_quantile(self, u: Floats) -> Floats:
        import numpy as np

        cumulated = list(accumulate(part.share for part in self.parts))[:-1]
        chosen = np.searchsorted(cumulated, u[:, 0])
        values = np.empty(len(u))
        begin = 1
        for index, part in enumerate(self.parts):
            mine = chosen == index
            values[mine] = part.law.quantile(u[mine, begin:])
            begin += part.law.uniforms
        return values


class Sum(_Compound):
    """The sum of independent values: of several parts, or of one part so many times."""

    dist: Literal["sum"] = "sum"
    parts: Listed[Distribution] | None = None
    part: Distribution | None = None
    times: int | None = Field(None, ge=1)

    def prepare(self, folder: Path | None) -> None:
        if (self.parts is None) == (self.part is None) or (self.part is None) != (self.times is None):
            raise complaint("give either parts, or part and times")
        self._check_parts()

    def laws(self) -> tuple[Law, ...]:
        return (self.part,) if self.part is not None else self.parts or ()

    def combined(self, moments: Sequence[Moments]) -> Moments:
        return self._repeats * sum(mean for mean, _ in moments), self._repeats * sum(var for _, var in moments)

    @property
    def uniforms(self) -> int:
        return self._repeats * sum(law.uniforms for law in self.laws())

    def plain_range(self) -> tuple[float, float]:
        return self._repeats * sum(least(law) for law in self.laws()), math.inf

    def fixed(self) -> float | None:
        values = [law.constant() for law in self.laws()]
        known = [value for value in values if value is not None]
        return self._repeats * sum(known) if len(known) == len(values) else None

    def plain_quantile(self, u: Floats) -> Floats:
        import numpy as np

        total = np.zeros(len(u))
        begin = 0
        for law in self.laws() * self._repeats:
            total += law.quantile(u[:, begin : begin + law.uniforms])
            begin += law.uniforms
        return total

    @property
    def _repeats(self) -> int:
        return self.times or 1
