"""The bar for notebooks."""

from __future__ import annotations

import sys

import pytest

from vaxsim.notebook import bar, progress_bar


def test_the_bar_says_how_much_is_done():
    assert bar("runs", 1500, 3000) == (
        '<progress value="1500" max="3000" aria-label="1,500 of 3,000 runs"></progress> 1,500 of 3,000 runs'
    )


def test_nothing_to_do_is_no_division_by_zero():
    assert 'max="1"' in bar("runs", 0, 0)


def test_what_is_counted_may_have_any_name():
    assert "<script>" not in bar("<script>", 0, 1)


def test_each_report_changes_the_bar_that_is_shown(monkeypatch):
    seen: list[str] = []

    class Shown:
        HTML = str

        @classmethod
        def display(cls, text, display_id):
            seen.append(text)
            return cls()

        def update(self, text):
            seen.append(text)

    monkeypatch.setitem(sys.modules, "IPython.display", Shown)
    report = progress_bar("runs")
    report(1, 2)
    assert seen == [bar("runs", 0, 1), bar("runs", 1, 2)]


def test_without_ipython_it_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython.display", None)
    with pytest.raises(ModuleNotFoundError, match=r"IPython"):
        progress_bar()
