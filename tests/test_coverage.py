"""Intervals hold the truth about as often as they say: fixed numbers of days, and runs to a precision."""

from __future__ import annotations

import numpy as np
import pytest

from tests.coverage.__main__ import BEGIN, END, QUEUES, main, outcomes
from tests.coverage.experiments import Days, Outcome, Queue, precise


@pytest.mark.slow
@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.title)
def test_intervals_hold_the_truth_about_as_often_as_they_say(queue: Queue) -> None:
    found = {one.rule: one for one in outcomes(queue, 1_000)}
    assert abs(found["100 days"].covered - 0.95) < 0.03  # 4.4 standard errors
    assert found["20 days"].covered > 0.88  # skewed numbers on few days
    assert found["to ±15%"].covered > 0.90  # what sequential stopping costs


def test_experiments_follow_each_other_and_stop_as_the_rule_says() -> None:
    days = Days(Queue(1, 0.6), "reference")
    days._values = np.tile([1.0, 3.0], 500)  # days as they might be
    sure = precise(days, 2.0, 0.3, 5)
    assert sure == Outcome("to ±30%", 1.0, 20.0, 5)
    assert precise(days, 9.0, 0.3, 5).covered == 0


def test_the_table_is_put_between_the_marks_of_a_document(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("tests.coverage.__main__.outcomes", lambda *_: [Outcome("20 days", 0.94, 20.0, 1000)])
    document = tmp_path / "page.md"
    document.write_text(f"before\n{BEGIN}\nstale\n{END}\nafter\n", encoding="utf-8")
    assert main(["--write", str(document)]) == 0
    text = document.read_text(encoding="utf-8")
    assert "| M/M/1 at 60% | 20 days | 1,000 | 20 | 94.0% ± 1.5% |" in text
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "stale" not in text
