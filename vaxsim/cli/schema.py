"""``vaxsim schema``: the JSON Schema of scenario files, for editors that complete and check them."""

from __future__ import annotations

import json

import typer

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim schema > scenario.schema.json
With "#:schema scenario.schema.json" as first line of a scenario file, editors complete and check it.
"""


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check TOML."""
    from vaxsim.scenario import schema as schema_of_scenarios

    typer.echo(json.dumps(schema_of_scenarios(), indent=2))
