"""From a linkage to the folder a person opens: links with their reasons, and what lists share."""

from pathlib import Path
from typing import Any, Final

from layers import export
from layers.lineage import FEEDS
from nostrike.folder import check_out, whole_or_nothing
from nostrike.link_summary import linkage_figures, links_table, overlap_table, unseen_table
from nostrike.linking import STEPS, Linked, LinkRequest, events_table, run
from nostrike.manifest import MANIFEST, build, cited, write_json
from nostrike.progress import Reporter

_WRITING: Final = 2


def deliver_links(request: LinkRequest, out: Path, mode: str = "bar") -> tuple[dict[str, Any], str]:
    """Link files and write the folder.

    Returns
    -------
    The figures, as ``summary.json`` holds them, and the closing lines for the user.

    Raises
    ------
    InputError
        A bad input or output; nothing has been written then.
    """
    check_out(out)
    report = Reporter(STEPS + _WRITING, mode)
    with report.running():
        linked = run(request, report)
        summary = _summary(linked)
        with whole_or_nothing(out) as folder:
            report.step("Writing tables")
            write_link_tables(linked, folder)
            events = events_table(linked.incidents, linked.linkage)
            export.write_csv(events.rename_axis("event_id"), folder / "events.csv")
            write_json(folder / "summary.json", summary)
            report.step("Sealing")
            manifest = build(
                parameters=summary["parameters"],
                inputs=link_inputs(request),
                accounting=summary["accounting"],
                sources=cited([linked.incidents]),
                folder=folder,
            )
            write_json(folder / MANIFEST, manifest)
    return summary, _closing(summary, out)


def write_link_tables(linked: Linked, folder: Path) -> None:
    """Write ``links.csv``, ``overlap.csv``, ``unseen.csv``, and what was not loaded."""
    export.write_csv(links_table(linked), folder / "links.csv")
    export.write_csv(overlap_table(linked), folder / "overlap.csv")
    export.write_csv(unseen_table(linked), folder / "unseen.csv")
    export.write_csv(linked.loaded.rejected, folder / "rejected.csv")
    if linked.decisions is not None:
        export.write_csv(linked.decisions, folder / "decisions.csv")


def link_inputs(request: LinkRequest) -> list[tuple[str, Path]]:
    """Return the input files with what each was given as."""
    return [
        *(("incidents", file.path) for file in request.incidents),
        *((("links", request.links),) if request.links else ()),
        *(("columns", mapping.path) for mapping in request.columns),
    ]


def _summary(linked: Linked) -> dict[str, Any]:
    request = linked.request
    return {
        "tool": "nostrike",
        "edition": "public",
        "parameters": {
            "incidents": [file.path.name for file in request.incidents],
            "links": request.links.name if request.links else None,
            "window_days": request.settings.window_days,
            "linked_from": request.settings.linked_from,
        },
        "linkage": linkage_figures(linked),
        "feeds": [dict(feed._asdict()) for feed in FEEDS],
        "read_as": linked.loaded.read_as,
        "accounting": linked.loaded.accounting.to_dict("records"),
    }


def _closing(summary: dict[str, Any], out: Path) -> str:
    figures = summary["linkage"]
    lines = [
        f"{figures['incidents']:,} incidents report {figures['events']:,} events.",
        *(
            f"  {pair['left']} and {pair['right']}: {pair['linked']:,} shared "
            f"(between {pair['low']:,} and {pair['high']:,})"
            for pair in figures["pairs"]
            if pair["linked"] or pair["high"]
        ),
        f"The pairs with their reasons are in {out / 'links.csv'}.",
        "Write same or different into its column decision; run again with --links and that file.",
    ]
    return "\n".join(lines)
