"""`nostrike verify`: whether a folder is still what a run wrote."""

import argparse
from pathlib import Path
from typing import Any

from nostrike.commands._shared import DONE, FAILED_ON, command, say, speaking

_EXAMPLES = """\
examples:
  nostrike demo --out out/demo
  nostrike verify out/demo
  nostrike demo --files FOLDER
  nostrike verify out/demo --inputs FOLDER

Exit codes: 0 all as the manifest says, 1 something differs, 2 no run's folder or usage.
"""


def add(commands: Any) -> None:
    """Add the command to the parser."""
    check = command(
        commands, "verify", "compare a run's folder, and its inputs, with its manifest", _EXAMPLES
    )
    check.add_argument("folder", type=Path, metavar="DIR")
    check.add_argument(
        "--inputs",
        nargs="+",
        action="extend",
        default=[],
        type=Path,
        metavar="PATH",
        help="files, or folders that hold them, to compare with what the run read",
    )
    speaking(check)
    check.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare, and say what differs."""
    from nostrike.verify import verify

    found = verify(options.folder, options.inputs)
    if options.json:
        import json

        print(json.dumps(found._asdict() | {"holds": found.holds}, ensure_ascii=True))
        return DONE if found.holds else FAILED_ON
    for heading, names in (
        ("changed since it was written", found.changed),
        ("missing", found.missing),
        ("not of this run", found.added),
        ("not the input of this run", found.other_inputs),
    ):
        for name in names:
            say(options, f"{name}: {heading}")
    whole = found.n_outputs - len(found.changed) - len(found.missing)
    say(options, f"{whole} of {found.n_outputs} outputs are as the manifest says.")
    if options.inputs:
        n = len(found.same_inputs) + len(found.other_inputs) + len(found.unseen_inputs)
        say(options, f"{len(found.same_inputs)} of {n} inputs are as the manifest says.")
    for name in found.unseen_inputs:
        say(options, f"{name}: not compared, its file was not given (--inputs)")
    return DONE if found.holds else FAILED_ON
