"""How figures are written, in the terminal and on a page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from vaxsim.cases.finding import Verdict

if TYPE_CHECKING:
    from vaxsim.cases.finding import CaseFinding, FigureFinding


def reference(finding: FigureFinding) -> str:
    """The figure to be met as its source prints it, with what is known of its precision."""
    figure = finding.figure
    if figure.reference is None:
        return ""
    if figure.half_width is not None:
        return f"{figure.reference} ± {figure.half_width}" if figure.half_width else f"{figure.reference} exactly"
    if figure.days is not None:
        return f"{figure.reference} ({figure.days} days)"
    return f"{figure.reference} (days {figure.spread})" if figure.spread else f"{figure.reference}"


def simulated(finding: FigureFinding) -> str:
    """What vaxsim finds, with its interval; empty where the case could not be run."""
    if finding.simulated is None:
        return "" if finding.verdict is Verdict.NOT_RUN else "–"
    if not finding.half_width:
        return f"{finding.simulated:.5g}"
    decimals = max(0, 1 - math.floor(math.log10(finding.half_width)))
    return f"{finding.simulated:.{decimals}f} ± {finding.half_width:.{decimals}f}"


def verdict(finding: FigureFinding) -> str:
    """The verdict, and whether more days are needed for it to say much."""
    return finding.verdict.value if finding.narrow else f"{finding.verdict.value}, but too few days"


def heading(finding: CaseFinding) -> str:
    """The case with its title, as a line."""
    return f"{finding.case.name}: {finding.title}"
