"""`nostrike trends`: how many attacks each list reports, and what the trend really is."""

import argparse
from pathlib import Path
from typing import Any

from nostrike.commands._shared import DONE, command, mode, reading, say, worded
from nostrike.commands.link import link_request, linking

_EXAMPLES = """\
examples:
  nostrike demo --files FOLDER
  nostrike trends --incidents FOLDER/incidents.csv --out out/trends
  nostrike trends --incidents insecurity-insight.xlsx shcc-2022.xlsx who-ssa.xlsx \\
      --base-year 2021 --lang fr --out out/trends
"""


def add(commands: Any) -> None:
    """Add the command to the parser."""
    trends = command(
        commands, "trends", "count attacks per list and year, each event once", _EXAMPLES
    )
    linking(trends)
    trends.add_argument("--out", type=Path, required=True, metavar="DIR")
    trends.add_argument(
        "--base-year",
        type=int,
        default=2021,
        metavar="YEAR",
        help="the year that later ones are set beside (default 2021)",
    )
    trends.add_argument(
        "--counts",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a table of counts, such as INSO's (country, year, month, incidents, ...); repeatable",
    )
    trends.add_argument(
        "--profile",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a conflict of one's own (TOML); repeatable",
    )
    reading(trends)
    worded(trends)
    trends.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Count and say where to look."""
    from nostrike.deliver_trends import deliver_trends
    from nostrike.trends import TrendsRequest

    request = TrendsRequest(
        linking=link_request(options),
        base_year=options.base_year,
        profiles=tuple(options.profile),
        tables=tuple(options.counts),
    )
    _, said = deliver_trends(request, options.out, mode(options))
    say(options, said)
    return DONE
