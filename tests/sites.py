"""A small site with luck in it, for tests of whole runs."""

from __future__ import annotations

SMALL = """
title = "a small site"
seed = 7
replications = 4
bin = 10
promises = ["p90(wait) <= 600", "overtime(nurses) <= -1", "share(wait <= 600) >= 0.9", "vaccinated >= 1"]

[day]
open = [["08:00", "10:00"]]

[[arrivals]]
kind = "appointments"
first = "08:00"
last = "09:30"
every = 30
per_slot = 10
no_show = 0.1
punctuality = { dist = "normal", mean = -3, sd = 8 }

[[stations]]
name = "registration"
desks = 2
needs = { clerk = 1 }
service = { dist = "exponential", mean = 3 }
walk = 1

[[stations]]
name = "vaccination"
desks = 2
needs = { nurse = 1 }
service = { dist = "gamma", mean = 4, sd = 2 }
doses = 1

[[staff]]
group = "clerks"
roles = ["clerk"]
shifts = [{ from = "08:00", to = "10:00", count = 2 }]

[[staff]]
group = "nurses"
roles = ["nurse"]
shifts = [{ from = "08:00", to = "10:00", count = 1 }]
cost = 30
"""

SENSELESS = SMALL.replace('{ from = "08:00", to = "10:00", count = 1 }', '{ from = "06:00", to = "07:00", count = 1 }')
"""The same, but the only nurse has gone before the doors open."""
