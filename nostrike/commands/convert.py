"""`nostrike convert`: files of any known source to one GeoParquet table."""

import argparse
from pathlib import Path
from typing import Any

from nostrike.commands._shared import DONE, command, mode, reading, say, speaking

_EXAMPLES = """\
examples:
  nostrike demo --files FOLDER
  nostrike convert FOLDER/incidents.csv --out out/incidents.parquet
  nostrike convert FOLDER/facilities.csv --role facilities --out out/facilities
  nostrike audit --incidents out/incidents.parquet \\
      --facilities out/facilities/facilities.parquet --out out/audit

The table keeps each row's citation and licence, and the file and row it came from. Beside it:
rejected rows, the account (read = loaded + rejected + merged), sources and a manifest.
"""


def add(commands: Any) -> None:
    """Add the command to the parser."""
    convert = command(
        commands, "convert", "turn files of any known source into one GeoParquet table", _EXAMPLES
    )
    convert.add_argument("files", nargs="+", metavar="[SOURCE:]FILE")
    convert.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE.parquet|DIR",
        help="the table, with the rest beside it under the same name; or a folder for all",
    )
    convert.add_argument(
        "--role",
        choices=["incidents", "facilities"],
        default="incidents",
        help="what the files list (default: incidents)",
    )
    reading(convert)
    speaking(convert)
    convert.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out a conversion and say where the table is."""
    from nostrike.columns import check_all_used, read_mappings
    from nostrike.convert import ConvertRequest, deliver_convert
    from nostrike.request import parse_file

    files = tuple(parse_file(word, options.role) for word in options.files)
    columns = read_mappings(options.columns)
    paths = [file.path for file in files]
    incidents, facilities = (paths, []) if options.role == "incidents" else ([], paths)
    check_all_used(columns, incidents, facilities)
    request = ConvertRequest(
        files=files,
        role=options.role,
        sheet=options.sheet,
        header_row=options.header_row,
        columns=columns,
    )
    say(options, deliver_convert(request, options.out, mode(options)))
    return DONE
