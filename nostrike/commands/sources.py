"""`nostrike sources`: list the sources that are recognised."""

import argparse
import json
import textwrap
from typing import Any

from layers.errors import InputError
from nostrike.commands._shared import DONE, command

_EXAMPLES = """\
examples:
  nostrike sources
  nostrike sources who_ssa awsd
  nostrike sources --json
"""
_KEYS = ("name", "title", "role", "shows", "cannot_show", "licence", "obtain", "citation")
_SAID = {
    "shows": "holds",
    "cannot_show": "cannot show",
    "precision": "precision",
    "licence": "licence",
    "obtain": "obtained from",
    "citation": "citation",
    "fetch": "fetch",
}


def add(commands: Any) -> None:
    """Add the command to the parser."""
    sources = command(
        commands,
        "sources",
        "list the sources that are recognised: what each holds, how precise, how to obtain it",
        _EXAMPLES,
    )
    sources.add_argument("names", nargs="*", metavar="NAME", help="only these")
    sources.add_argument("--json", action="store_true", help="as JSON")
    sources.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the list."""
    from layers.sources import all_sources

    shelf = all_sources()
    for name in options.names:
        if name not in shelf:
            raise InputError(f"there is no source {name!r}; known: {', '.join(shelf)}")
    told = [_told(shelf[name]) for name in shelf if not options.names or name in options.names]
    if options.json:
        print(json.dumps(told, indent=2, ensure_ascii=False))
        return DONE
    for one in told:
        print(f"{one['name']}  ({one['role']})")
        print(textwrap.indent(one["title"], "    "))
        for key, label in _SAID.items():
            value = _precision(one["precision"]) if key == "precision" else one[key]
            if value:
                print(textwrap.indent(textwrap.fill(f"{label}: {value}", 92), "    "))
    return DONE


def _told(source: Any) -> dict[str, Any]:
    """Return what the source says of itself, and whether `nostrike fetch` can bring it."""
    from nostrike.fetch import FETCHED

    told = {key: getattr(source, key) for key in _KEYS}
    told["precision"] = [
        {
            "code": entry.code,
            "meaning": entry.meaning,
            "location_precision": entry.location_precision,
            "error_m": entry.error_m,
            "error_model": entry.error_model,
        }
        for entry in source.precision
    ]
    told["fetch"] = f"nostrike fetch {source.name}" if source.name in FETCHED else None
    return told


def _precision(entries: list[dict[str, Any]]) -> str:
    """Return the precision in a line: each code's place, and its radius where it has one."""
    return "; ".join(
        f"{entry['meaning']}: {entry['location_precision']}"
        + (f", {entry['error_m']:,.0f} m" if entry["error_m"] is not None else "")
        for entry in entries
    )
