"""`nostrike map`: the pages of an audit without its tables."""

import argparse
from typing import Any

from nostrike.commands._shared import command
from nostrike.commands.audit import add_words, deliver_and_say, request_of

_EXAMPLES = """\
examples:
  nostrike demo --files FOLDER
  nostrike map --incidents FOLDER/incidents.csv --facilities FOLDER/facilities.csv \\
      --registry FOLDER/registry.csv --areas FOLDER/areas.geojson --out out/pages
  the same for the public, in Arabic:
    nostrike map --incidents FOLDER/incidents.csv --facilities FOLDER/facilities.csv \\
        --areas FOLDER/areas.geojson --edition public --lang ar --out out/public

The figures are those of `nostrike audit` with the same words; only the tables are not written.
Exit codes: 0 done, 2 bad input or usage.
"""


def add(commands: Any) -> None:
    """Add the command to the parser."""
    chart = command(commands, "map", "write only the maps and reports of an audit", _EXAMPLES)
    add_words(chart)
    chart.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the audit, write its pages and say where to look."""
    return deliver_and_say(request_of(options), options, only_pages=True)
