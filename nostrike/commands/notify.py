"""`nostrike notify`: prepare what is to be passed on, per recipient, and log what was sent."""

import argparse
from pathlib import Path
from typing import Any

from layers.errors import InputError
from nostrike.commands._shared import (
    DONE,
    FAILED_ON,
    areas,
    command,
    day_of,
    files,
    mode,
    reading,
    say,
    speaking,
)

_EXAMPLES = """\
examples:
  nostrike demo --files FOLDER
  nostrike notify FOLDER/registry.csv --areas FOLDER/areas.geojson --force --out out/notices
  nostrike notify list.xlsx --previous submitted.xlsx --template form.xlsx --out out/notices
  what was sent, back into the dates of the list:
    nostrike notify list.xlsx --sent-log out/notices/sent-log.xlsx --out out/dated
  an empty form, to adapt and give as --template:
    nostrike notify --blank-form form.xlsx
  whether sheets that were prepared earlier still agree with the list:
    nostrike notify list.xlsx --verify additions.xlsx

Nothing is sent. Exit codes: 0 done, 1 --verify found a difference, 2 bad input or usage.
"""


def add(commands: Any) -> None:
    """Add the command to the parser."""
    notify = command(
        commands, "notify", "prepare additions, removals and corrections per recipient", _EXAMPLES
    )
    notify.add_argument("list", metavar="[SOURCE:]LIST", nargs="?")
    notify.add_argument("--out", type=Path, metavar="DIR")
    notify.add_argument(
        "--previous", metavar="[SOURCE:]FILE", help="the version that was submitted last"
    )
    notify.add_argument(
        "--template",
        type=Path,
        metavar="FILE.xlsx",
        help="a form of your own, filled by its headers",
    )
    notify.add_argument(
        "--blank-form",
        type=Path,
        metavar="FILE.xlsx",
        help="write an empty form with every column there is, to adapt and give as --template",
    )
    notify.add_argument(
        "--recipient",
        action="append",
        default=[],
        metavar="NAME",
        help="only for this one; repeatable (default: every recipient the list names)",
    )
    notify.add_argument(
        "--date", metavar="DATE", help="day of the notices (default: the list's own list_as_of)"
    )
    areas(notify, "provinces and districts, to check coordinates against")
    notify.add_argument(
        "--force", action="store_true", help="write sites with open errors too, and say so"
    )
    notify.add_argument(
        "--sent-log", type=Path, metavar="FILE", help="a sent-log.xlsx that was filled in"
    )
    files(
        notify,
        "--verify",
        "sheets that were prepared earlier, to hold against the list",
        type=Path,
        metavar="FILE",
    )
    reading(notify)
    speaking(notify)
    notify.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prepare notices, read a log back, or verify sheets."""
    if options.blank_form:
        from layers.export.blank_form import write_blank_form

        write_blank_form(options.blank_form)
        say(options, f"An empty form is in {options.blank_form}. Leave the headers as they are.")
        if options.list is None:
            return DONE
    if options.list is None:
        raise InputError("nostrike notify: name the list (see nostrike notify --help)")
    from nostrike.columns import check_all_used, read_mappings
    from nostrike.notify import NotifyRequest, load
    from nostrike.notify_deliver import check_verified, deliver_notices
    from nostrike.notify_log import deliver_log
    from nostrike.request import parse_file

    request = NotifyRequest(
        file=parse_file(options.list, "facilities"),
        previous=parse_file(options.previous, "facilities") if options.previous else None,
        template=options.template,
        recipients=tuple(options.recipient),
        areas=tuple(options.areas),
        date=day_of("--date", options.date),
        force=options.force,
        sheet=options.sheet,
        header_row=options.header_row,
        columns=read_mappings(options.columns),
    )
    lists = [request.file, *([request.previous] if request.previous else [])]
    check_all_used(request.columns, [], [one.path for one in lists])
    if options.verify:
        lines, all_right = check_verified(options.verify, load(request.file, request).table)
        say(options, "\n".join(lines))
        return DONE if all_right else FAILED_ON
    if options.out is None:
        raise InputError("nostrike notify: --out DIR is needed (see nostrike notify --help)")
    if options.sent_log:
        _, said = deliver_log(request, options.sent_log, options.out, mode(options))
    else:
        _, said = deliver_notices(request, options.out, mode(options))
    say(options, said)
    return DONE
