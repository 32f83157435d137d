"""A source's own account of itself as Markdown: the text of ``docs/sources.md``."""

from layers.source import Label, Precision, Source
from layers.sources._weapons import WEAPONS

_LABELS_SHOWN = 60


def _row(*fields: object) -> str:
    return "| " + " | ".join(str(field).replace("|", "\\|") for field in fields) + " |"


def _table(head: tuple[str, ...], rows: list[str]) -> str:
    return "\n".join([_row(*head), _row(*("---" for _ in head)), *rows])


def _precision_row(entry: Precision) -> str:
    error = "-" if entry.error_m is None else f"{entry.error_m:g}"
    model = entry.error_model or "cannot be assessed"
    place = entry.location_precision
    return _row(f"`{entry.code}`", entry.meaning, f"`{place}`", error, model, entry.basis)


def _labels(source: Source) -> str:
    shown: tuple[Label, ...] = source.labels[:_LABELS_SHOWN]
    strikes = source.role == "incidents"
    of_column = ("column",) if any(label.column for label in source.labels) else ()
    head = (*of_column, "label", "becomes", *(("strike",) if strikes else ()), "rows seen")
    rows = [
        _row(
            *((label.column,) if of_column else ()),
            f"`{label.value}`",
            label.event_type,
            *(("yes" if label.is_strike else "no",) if strikes else ()),
            label.seen,
        )
        for label in shown
    ]
    text = _table(head, rows)
    rest = source.labels[_LABELS_SHOWN:]
    if rest:
        seen = sum(label.seen for label in rest)
        text += f"\n\nAnd {len(rest)} rarer labels ({seen} rows), in the module's own table."
    return text


def _codes(source: Source) -> str:
    rows = [_row(code.column, f"`{code.value}`", code.becomes, code.seen) for code in source.codes]
    return _table(("column", "code", "becomes", "rows seen"), rows)


def weapon_table() -> str:
    """Return the table of single weapon labels, with what each stands for.

    Examples
    --------
    >>> weapon_table().splitlines()[2]
    '| `Aerial Bomb: Plane` | air_strike | explosive | 618 |'
    """
    rows = [_row(f"`{w.label}`", w.event_type, w.force, w.seen) for w in WEAPONS]
    return _table(("label", "event type", "force", "rows seen"), rows)


def describe(source: Source) -> str:
    """Return a source's section of the documents: what it shows, how it is read, its tables.

    Examples
    --------
    >>> from layers.sources.airwars import SOURCE
    >>> describe(SOURCE).splitlines()[0]
    '## airwars: Airwars, civilian harm in Gaza (scraped export)'
    """
    parts = [
        f"## {source.name}: {source.title}",
        _table(
            ("", ""),
            [
                _row("holds", source.role),
                _row("can show", source.shows),
                _row("cannot show", source.cannot_show),
                _row("licence", source.licence),
                _row("citation", source.citation),
                _row("obtained from", source.obtain),
            ],
        ),
    ]
    if source.precision:
        head = ("code", "meaning", "precision", "error_m", "model", "basis")
        parts += ["### Precision", _table(head, [_precision_row(p) for p in source.precision])]
    if source.labels:
        parts += ["### Labels", _labels(source)]
    if source.codes:
        parts += ["### Codes", _codes(source)]
    if source.quirks:
        parts += ["### To know", "\n".join(f"- {quirk}" for quirk in source.quirks)]
    return "\n\n".join(parts)
