"""`nostrike check`: the coordinates of a list, each held against what is known."""

import argparse
from pathlib import Path
from typing import Any

from nostrike.commands._shared import (
    DONE,
    FAILED_ON,
    areas,
    command,
    day_of,
    files,
    mode,
    reading,
    say,
    worded,
)

_EXAMPLES = """\
examples:
  nostrike demo --files FOLDER
  nostrike check FOLDER/registry.csv --areas FOLDER/areas.geojson --out out/check
  (decide in out/check/checked.xlsx, save it)
  nostrike apply out/check/checked.xlsx --out out/mended
  nostrike check out/mended/registry.csv --areas FOLDER/areas.geojson --out out/again

Exit codes: 0 done, 1 done but --fail-on fired, 2 bad input or usage.
"""


def add(commands: Any) -> None:
    """Add the command to the parser."""
    check = command(
        commands, "check", "check the coordinates of a list, row by row and as a whole", _EXAMPLES
    )
    check.add_argument("facilities", metavar="[SOURCE:]FACILITIES")
    check.add_argument("--out", type=Path, required=True, metavar="DIR")
    files(
        check,
        "--reference",
        "a list that is known better: sites of the same name should stand where it says",
    )
    areas(check, "provinces and districts, so that a point can contradict the one its row names")
    check.add_argument(
        "--as-of", metavar="DATE", help="the day to judge by how old a registration is"
    )
    check.add_argument(
        "--decisions",
        type=Path,
        metavar="FILE|DIR|none",
        help="what an earlier round decided (default: decisions.csv beside the list, where "
        "nostrike apply wrote it); none shows everything again",
    )
    check.add_argument(
        "--fail-on",
        choices=["error", "warning"],
        help="exit with 1 if an open finding is so bad, or worse",
    )
    reading(check)
    worded(check)
    check.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out a check and say where to look."""
    from nostrike.check import CheckRequest
    from nostrike.columns import check_all_used, read_mappings
    from nostrike.deliver_check import deliver_check, fires
    from nostrike.request import parse_file

    request = CheckRequest(
        file=parse_file(options.facilities, "facilities"),
        reference=tuple(parse_file(word, "facilities") for word in options.reference),
        areas=tuple(options.areas),
        as_of=day_of("--as-of", options.as_of),
        decisions="none" if str(options.decisions) == "none" else options.decisions,
        lang=options.lang,
        sheet=options.sheet,
        header_row=options.header_row,
        columns=read_mappings(options.columns),
    )
    lists = [request.file.path, *(one.path for one in request.reference)]
    check_all_used(request.columns, [], lists)
    checked, said = deliver_check(request, options.out, mode(options))
    say(options, said)
    if fires(checked, options.fail_on):
        say(options, f"--fail-on {options.fail_on}: there are such findings.")
        return FAILED_ON
    return DONE
