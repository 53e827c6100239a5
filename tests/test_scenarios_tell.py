"""What the shipped scenarios say in their comments, and the pages in their tables, is what they give when run."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import vaxsim as vs

FIFTH_DOCTOR = {"staff.doctors.shifts.0.count": 5, "stations.screening.desks": 5}
MORE_PEOPLE = {"arrivals.morning.per_slot": 62, "arrivals.afternoon.per_slot": 55}

BAOTOU: list[tuple[dict[str, Any], str, str]] = [
    ({}, "18.6", "kept"),
    ({"staff.nurses.shifts.0.count": 5}, "29.2", "not kept"),
    (MORE_PEOPLE, "23.8", "not kept"),
    (MORE_PEOPLE | FIFTH_DOCTOR, "20.4", "uncertain"),
    (FIFTH_DOCTOR, "13.5", "kept"),
]
"""Changes, the mean wait that the comments give, and what becomes of the promise."""


@pytest.mark.slow
@pytest.mark.parametrize(("changes", "wait", "state"), BAOTOU, ids=[wait for _, wait, _ in BAOTOU])
def test_the_promise_of_baotou_breaks_where_its_comments_say(
    changes: dict[str, Any], wait: str, state: str, scenarios: Path
) -> None:
    file = scenarios / "baotou_20min.toml"
    found = vs.replicate(vs.read(file).replace(changes))
    assert f"{found.number('mean(wait)').mean:.1f}" == wait
    assert found.promises[0].state == state
    assert f"{wait} minutes" in file.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def short_ways(project: Path) -> ModuleType:
    """The script that writes docs/short_ways.md."""
    found = importlib.util.spec_from_file_location("make_short_ways", project / "docs" / "make_short_ways.py")
    assert found is not None
    assert found.loader is not None
    script = importlib.util.module_from_spec(found)
    sys.modules[found.name] = script  # its dataclass asks for the module
    found.loader.exec_module(script)
    return script


def test_the_page_of_short_ways_has_a_table_for_each_pair_and_only_tables_between_its_marks(
    short_ways: ModuleType,
) -> None:
    page = short_ways.PAGE.read_text(encoding="utf-8")
    for name in (*short_ways.SHORT_WAYS, "loads"):
        changed = short_ways.replaced(page, name, ["| x |", ""])
        assert changed != page
        kept = page.partition(f"<!-- {name}: generated -->")[2].partition(f"<!-- end of {name} -->")[0]
        assert short_ways.replaced(changed, name, [*kept.strip().split("\n"), ""]) == page
    with pytest.raises(ValueError, match="no marks for nothing"):
        short_ways.replaced(page, "nothing", [])


def test_a_short_way_is_a_paired_difference_of_the_two_files(short_ways: ModuleType) -> None:
    first, *_ = short_ways.worths("one_stop", days=2)
    assert first.short - first.plain == pytest.approx(first.less[0])
    assert first.less[0] < 0


@pytest.mark.slow
def test_the_page_of_short_ways_is_what_its_files_give(short_ways: ModuleType) -> None:
    page = short_ways.PAGE.read_text(encoding="utf-8")
    for name in short_ways.SHORT_WAYS:
        assert "\n".join(short_ways.table_of_worth(name)) in page
