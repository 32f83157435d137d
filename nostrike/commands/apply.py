"""`nostrike apply`: the decisions made in a checked workbook, carried out."""

import argparse
from pathlib import Path
from typing import Any

from nostrike.commands._shared import DONE, command, mode, say, speaking

_EXAMPLES = """\
example:
  nostrike demo --files FOLDER
  nostrike check FOLDER/registry.csv --areas FOLDER/areas.geojson --out out/check
  (decide in out/check/checked.xlsx, save it)
  nostrike apply out/check/checked.xlsx --out out/mended
"""


def add(commands: Any) -> None:
    """Add the command to the parser."""
    apply = command(
        commands, "apply", "carry out the decisions made in a checked workbook", _EXAMPLES
    )
    apply.add_argument("checked", type=Path, metavar="CHECKED.xlsx")
    apply.add_argument("--out", type=Path, required=True, metavar="DIR")
    apply.add_argument(
        "--allow-edits",
        action="store_true",
        help="take over what was edited outside the columns for decisions, and list it in "
        "changes.xlsx, instead of refusing it",
    )
    speaking(apply)
    apply.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the decisions and say where to look."""
    from nostrike.deliver_apply import deliver_apply

    said = deliver_apply(
        options.checked, options.out, mode(options), allow_edits=options.allow_edits
    )
    say(options, said)
    return DONE
