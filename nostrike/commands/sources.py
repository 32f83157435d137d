"""`nostrike sources`: list the sources that are recognised."""

import argparse
import json
import textwrap
from typing import Any

from nostrike.commands._shared import DONE, command


def add(commands: Any) -> None:
    """Add the command to the parser."""
    sources = command(commands, "sources", "list the sources that are recognised")
    sources.add_argument("--json", action="store_true", help="as JSON")
    sources.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the list."""
    from layers.sources import all_sources

    shelf = all_sources()
    keys = ("name", "title", "role", "shows", "cannot_show", "licence", "obtain", "citation")
    if options.json:
        print(json.dumps([{k: getattr(s, k) for k in keys} for s in shelf.values()], indent=2))
        return DONE
    for name, source in shelf.items():
        print(f"{name}  ({source.role})")
        for key in keys[1:2] + keys[3:]:
            text = f"{key.replace('_', ' ')}: {getattr(source, key)}"
            print(textwrap.indent(textwrap.fill(text, 92), "    "))
    return DONE
