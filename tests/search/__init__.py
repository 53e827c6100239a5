"""The long search for disagreements between the two engines: `python -m tests.search --help`.

`hunt` makes scenarios and runs them through both engines, `tally` counts what happened in them, `shrinking` makes a
scenario in which the engines disagree as small as it gets, `report` puts all of it into words.
"""
