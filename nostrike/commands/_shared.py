"""What commands have in common: how they are added, how they speak, how they end."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from layers.errors import InputError

DONE, FAILED_ON, BAD_INPUT = 0, 1, 2
_LANGUAGES = ("en", "nl", "fr", "ar", "uk")


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


def files(
    made: argparse.ArgumentParser, option: str, help_text: str | None = None, **more: Any
) -> None:
    """Add an option that takes one file or several, and may be repeated."""
    more = {"default": [], "metavar": "[SOURCE:]FILE", "help": help_text, **more}
    made.add_argument(option, nargs="+", action="extend", **more)


def areas(made: argparse.ArgumentParser, help_text: str) -> None:
    """Add the outlines of provinces and districts."""
    files(made, "--areas", help_text, type=Path, metavar="FILE")


def registry_scope(made: argparse.ArgumentParser) -> None:
    """Add whose sites a registry claims to hold."""
    made.add_argument(
        "--registry-scope",
        default="all",
        metavar="SCOPE",
        help="whose sites the registry claims to hold: all, operator=NAME, area=NAME, or partial "
        "(a part of a longer list: nothing can be missing from it)",
    )


def speaking(made: argparse.ArgumentParser) -> None:
    """Add how much a command says."""
    made.add_argument("--quiet", action="store_true", help="no progress, no closing lines")
    made.add_argument(
        "--json", action="store_true", help="progress and errors as lines of JSON on stderr"
    )


def paged(made: argparse.ArgumentParser) -> None:
    """Add what a command that draws pages takes: edition, language, how much it says."""
    edition(made)
    worded(made)


def edition(made: argparse.ArgumentParser) -> None:
    """Add which edition a command writes."""
    made.add_argument("--edition", choices=["restricted", "public"], default="restricted")


def languages(made: argparse.ArgumentParser, default: Sequence[str] | None = ("en",)) -> None:
    """Add the languages of an audit's pages; None stands for those of an earlier run."""
    made.add_argument(
        "--lang",
        nargs="+",
        choices=_LANGUAGES,
        default=default,
        metavar="LANG",
        help="language that pages open in (en, nl, fr, ar, uk); of several, the first, and "
        "reports, briefs and pictures are written in each. The map and the front page always hold "
        "all five" + ("" if default else " (default: as in the run)"),
    )


def worded(made: argparse.ArgumentParser) -> None:
    """Add in which language a command writes its pages, and how much it says."""
    made.add_argument("--lang", choices=_LANGUAGES, default="en")
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


def day_of(option: str, text: str | None) -> Any:
    """Return the day that an option names, or None where it is not given.

    Raises
    ------
    InputError
        The text is no date.
    """
    from datetime import date

    import pandas as pd

    if text is None:
        return None
    try:
        return pd.Timestamp(date.fromisoformat(text))
    except ValueError:
        raise InputError(f"{option} {text}: write a date like 2026-05-31") from None


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
