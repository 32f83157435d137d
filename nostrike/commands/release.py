"""`nostrike release`: the public edition of a restricted run."""

import argparse
from pathlib import Path
from typing import Any

from nostrike.commands._shared import DONE, command, languages, mode, say, speaking

_EXAMPLES = """\
examples:
  nostrike demo --files FOLDER
  nostrike audit --incidents FOLDER/incidents.csv --facilities FOLDER/facilities.csv \\
      --registry FOLDER/registry.csv --areas FOLDER/areas.geojson --out out/restricted
  nostrike release out/restricted --inputs FOLDER --out out/public

The inputs, the registry excepted, are found by name and checksum and audited again with public
sites only; nothing is cut out of restricted files. Nothing is written if something restricted
would be in it. Exit codes: 0 done, 2 bad input, or refused.
"""


def add(commands: Any) -> None:
    """Add the command to the parser."""
    made = command(commands, "release", "make the public edition of a restricted run", _EXAMPLES)
    made.add_argument("folder", type=Path, metavar="DIR")
    made.add_argument(
        "--inputs",
        nargs="+",
        action="extend",
        required=True,
        type=Path,
        metavar="PATH",
        help="the files that the run read, or folders that hold them",
    )
    made.add_argument("--out", type=Path, required=True, metavar="DIR")
    languages(made, default=None)
    speaking(made)
    made.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the public edition and say where to look."""
    from nostrike.release import release

    said = release(
        options.folder, options.inputs, options.out, languages=options.lang, mode=mode(options)
    )
    say(options, said)
    return DONE
