"""The registry that lists every number and curve."""

from __future__ import annotations

import subprocess

import pytest

from vaxsim import metrics
from vaxsim.metrics.evaluate import sample_key


def test_every_number_and_curve_has_a_name_of_its_own_a_unit_and_a_meaning():
    for entries in (metrics.listing(), metrics.curve_listing()):
        assert all(entry.unit and entry.per and entry.meaning for entry in entries)
        assert len({(e.name, per) for e in entries for per in e.per}) == sum(len(e.per) for e in entries)


def test_keys_of_numbers_are_told_apart_where_a_group_and_a_station_share_a_name():
    names = metrics.Names(("registration",), ("registration",), ("all",))
    keys = [label.key for label in metrics.labels(names)]
    assert len(set(keys)) == len(keys)
    assert {"utilisation(station registration)", "utilisation(group registration)"} <= set(keys)


def test_a_name_registered_twice_for_the_same_things_is_refused():
    with pytest.raises(ValueError, match="registered already"):
        metrics.number("overtime", unit="min", per="site", meaning="again")(lambda day: 0.0)


def test_listing_the_registry_loads_no_numpy(python):
    code = "import sys, vaxsim.metrics as m; m.listing(); m.curve_listing(); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([python, "-c", code], check=False).returncode == 0


def test_a_sample_of_a_measure_is_kept_under_its_own_key():
    keys = [sample_key(measure) for measure in metrics.MEASURES if measure.kind == "sample"]
    assert len(set(keys)) == len(keys)
