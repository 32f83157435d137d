"""What commands have in common: how they are added, how they speak, how they end."""

import argparse
from pathlib import Path
from typing import Any

DONE, FAILED_ON, BAD_INPUT = 0, 1, 2


def command(
    commands: Any, name: str, help_text: str, examples: str = ""
) -> argparse.ArgumentParser:
    """Add a command to the parser."""
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_text,
        description=help_text[0].upper() + help_text[1:] + ".",
        epilog=examples or f"example:\n  nostrike {name}\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return made


def speaking(made: argparse.ArgumentParser) -> None:
    """Add how much a command says."""
    made.add_argument("--quiet", action="store_true", help="no progress, no closing lines")
    made.add_argument(
        "--json", action="store_true", help="progress and errors as lines of JSON on stderr"
    )


def paged(made: argparse.ArgumentParser) -> None:
    """Add what a command that draws pages takes: edition, language, how much it says."""
    made.add_argument("--edition", choices=["restricted", "public"], default="restricted")
    made.add_argument("--lang", choices=["en", "nl", "fr", "ar", "uk"], default="en")
    speaking(made)


def reading(made: argparse.ArgumentParser) -> None:
    """Add how a workbook and its columns are to be read."""
    made.add_argument("--sheet", help="sheet to read from the workbooks")
    made.add_argument("--header-row", type=int, metavar="N", help="row the header stands in")
    made.add_argument(
        "--columns",
        type=Path,
        action="append",
        default=[],
        metavar="MAPPING",
        help="what the columns of a file mean, as `nostrike columns` writes it; repeatable",
    )


def mode(options: argparse.Namespace) -> str:
    """Return how progress is told: ``json``, ``quiet`` or ``bar``."""
    return "json" if options.json else "quiet" if options.quiet else "bar"


def say(options: argparse.Namespace, text: str) -> None:
    """Print the closing lines, unless the user wants none."""
    if not options.quiet:
        print(plain(text))


def plain(text: str) -> str:
    """Return text that cannot steer the terminal it is printed on."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
