"""`nostrike conflicts`: list the conflict profiles."""

import argparse
import json
from typing import Any

from nostrike.commands._shared import DONE, command


def add(commands: Any) -> None:
    """Add the command to the parser."""
    conflicts = command(commands, "conflicts", "list the conflict profiles")
    conflicts.add_argument("--json", action="store_true", help="as JSON")
    conflicts.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the list."""
    from layers.conflicts import profiles

    known = profiles()
    if options.json:
        print(json.dumps({name: dict(p.names) for name, p in known.items()}, indent=2))
        return DONE
    for name, profile in known.items():
        since = f"since {profile.first_date:%Y-%m-%d}" if profile.first_date else ""
        print(f"{name:<18}{profile.names['en']:<30}{since}")
    return DONE
