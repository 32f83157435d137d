"""The command line: words in, one message and an exit code out."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import NoReturn

from layers.errors import InputError
from nostrike.commands import add_all
from nostrike.commands._shared import BAD_INPUT, plain

_DESCRIPTION = """\
Were protected medical facilities struck, were they on the list, and how sure can the data make us?
"""
_EXAMPLES = """\
examples:
  nostrike demo --out out/demo
  nostrike audit --incidents incidents.xlsx --facilities hospitals.geojson --out out/audit
  nostrike audit --incidents ucdp_ged:events.csv --facilities list.xlsx \\
      --registry notified.xlsx --registry-scope operator="Demo Relief" --out out/audit
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InputError(f"{self.prog}: {message} (see {self.prog} --help)")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = _Parser(
        prog="nostrike",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"nostrike {version('nostrike')}")
    add_all(top.add_subparsers(dest="command", metavar="COMMAND", required=True))
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    words = list(sys.argv[1:] if words is None else words)
    try:
        options = parser().parse_args(words)
        command: Callable[[argparse.Namespace], int] = options.run
        return command(options)
    except InputError as fault:
        if "--json" in words:
            print(json.dumps({"error": str(fault)}), file=sys.stderr)
        else:
            print(f"nostrike: {plain(str(fault))}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("nostrike: stopped; nothing was written", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
