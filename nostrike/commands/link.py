"""`nostrike link`: which incidents of several lists report one event."""

import argparse
from pathlib import Path
from typing import Any

from layers.errors import InputError
from nostrike.commands._shared import DONE, command, mode, reading, say, speaking

_EXAMPLES = """\
examples:
  nostrike demo --files FOLDER
  nostrike link --incidents FOLDER/incidents.csv --out out/links
  nostrike link --incidents insecurity-insight.xlsx who-ssa.xlsx acled:events.csv --out out/links
  (write same or different into the column decision of out/links/links.csv, save it elsewhere)
  nostrike link --incidents insecurity-insight.xlsx who-ssa.xlsx acled:events.csv \\
      --links decided.csv --out out/again
"""


def add(commands: Any) -> None:
    """Add the command to the parser."""
    link = command(
        commands, "link", "find which incidents of several lists report one event", _EXAMPLES
    )
    linking(link)
    link.add_argument("--out", type=Path, required=True, metavar="DIR")
    reading(link)
    speaking(link)
    link.set_defaults(run=run)


def linking(made: argparse.ArgumentParser) -> None:
    """Add what a linkage takes."""
    made.add_argument(
        "--incidents",
        nargs="+",
        action="extend",
        default=[],
        required=True,
        metavar="[SOURCE:]FILE",
        help="lists of incidents, of any sources",
    )
    made.add_argument(
        "--links",
        type=Path,
        metavar="FILE",
        help="decisions: left_id, right_id, and decision (same or different)",
    )
    made.add_argument(
        "--window",
        type=int,
        default=3,
        metavar="DAYS",
        help="days that two reports of one event may lie apart (default 3, at most 7)",
    )
    made.add_argument(
        "--linked-from",
        type=float,
        default=0.7,
        metavar="P",
        help="probability from which a pair counts as one event (default 0.7)",
    )


def link_request(options: argparse.Namespace) -> Any:
    """Return the linkage that the options ask for."""
    from geo.linkage import LinkSettings
    from nostrike.columns import check_all_used, read_mappings
    from nostrike.linking import LinkRequest
    from nostrike.request import parse_file

    if not 0 <= options.window <= 7:  # noqa: PLR2004 - half of the shift of the chance pairs
        raise InputError(f"--window {options.window}: give 0 to 7 days")
    if not 0.5 <= options.linked_from < 1:  # noqa: PLR2004 - below even odds nothing is linked
        raise InputError(f"--linked-from {options.linked_from}: give 0.5 or more, and less than 1")
    files = tuple(parse_file(word, "incidents") for word in options.incidents)
    columns = read_mappings(options.columns)
    check_all_used(columns, [file.path for file in files], [])
    return LinkRequest(
        incidents=files,
        links=options.links,
        settings=LinkSettings(options.window, options.linked_from),
        lang=getattr(options, "lang", "en"),
        sheet=options.sheet,
        header_row=options.header_row,
        columns=columns,
    )


def run(options: argparse.Namespace) -> int:
    """Link and say where to look."""
    from nostrike.deliver_link import deliver_links

    _, said = deliver_links(link_request(options), options.out, mode(options))
    say(options, said)
    return DONE
