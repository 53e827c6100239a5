import pytest

from vaxsim.scenario import not_yet


@pytest.fixture(autouse=True)
def _draws_know_behaviours_before_engines_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(not_yet, "NOT_YET", ())
