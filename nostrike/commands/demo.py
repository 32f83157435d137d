"""`nostrike demo`: a bundled sample, audited."""

import argparse
from pathlib import Path
from typing import Any

from nostrike.commands._shared import DONE, command, paged, say
from nostrike.commands.audit import deliver_and_say


def add(commands: Any) -> None:
    """Add the command to the parser."""
    demo = command(commands, "demo", "audit a bundled sample")
    demo.add_argument(
        "--sample",
        choices=["demoland", "documented"],
        default="demoland",
        help="demoland, an invented country (default), or documented, strikes that public reports "
        "describe",
    )
    demo.add_argument("--out", type=Path, default=Path("out/demo"), metavar="DIR")
    demo.add_argument(
        "--files", type=Path, metavar="DIR", help="only copy the sample's files to DIR"
    )
    paged(demo)
    demo.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Audit a sample, or only copy its files."""
    from nostrike import demo

    if options.files:
        demo.copy_files(options.files, options.sample)
        say(options, f"The sample's files are in {options.files}")
        return DONE
    return deliver_and_say(demo.request(options.sample, options.edition, options.lang), options)
