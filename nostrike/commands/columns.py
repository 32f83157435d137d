"""`nostrike columns`: a mapping to edit."""

import argparse
from pathlib import Path
from typing import Any

from nostrike.commands._shared import DONE, command, say, speaking

_EXAMPLES = """\
example:
  nostrike demo --files FOLDER
  nostrike columns FOLDER/incidents.csv --out mapping.toml
  (edit the meanings in mapping.toml)
  nostrike audit --incidents FOLDER/incidents.csv --columns mapping.toml --out out/audit
"""


def add(commands: Any) -> None:
    """Add the command to the parser."""
    columns = command(
        commands, "columns", "write what the columns of a file mean, to be edited", _EXAMPLES
    )
    columns.add_argument("file", type=Path, metavar="FILE")
    columns.add_argument("--out", type=Path, required=True, metavar="MAPPING.toml|.xlsx")
    columns.add_argument("--role", choices=["incidents", "facilities"], help="what the file lists")
    columns.add_argument("--sheet", help="sheet to read from a workbook")
    columns.add_argument("--header-row", type=int, metavar="N", help="row the header stands in")
    speaking(columns)
    columns.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the mapping of a file, and say what was found."""
    from nostrike.columns import draft

    said = draft(
        options.file,
        options.out,
        role=options.role,
        sheet=options.sheet,
        header_row=options.header_row,
    )
    say(options, said)
    return DONE
