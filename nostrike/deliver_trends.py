"""From trends to the folder a person opens: page, figures for print, tables."""

from pathlib import Path
from typing import Any, Final

import pandas as pd

from layers import export
from maps.print_figures import write_figure
from maps.trends_page import figures_of, trend_lines, write_trends_page
from nostrike.deliver_link import link_inputs, write_link_tables
from nostrike.folder import check_out, whole_or_nothing
from nostrike.manifest import MANIFEST, build, cited, write_json
from nostrike.progress import Reporter
from nostrike.trend_summary import summary_of
from nostrike.trends import STEPS, Trends, TrendsRequest, run

PAGE: Final = "trends.html"
_WRITING: Final = 3


def deliver_trends(
    request: TrendsRequest, out: Path, mode: str = "bar"
) -> tuple[dict[str, Any], str]:
    """Count trends and write the folder.

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
    lang = request.linking.lang
    with report.running():
        trends = run(request, report)
        summary = summary_of(trends)
        with whole_or_nothing(out) as folder:
            report.step("Drawing figures and page")
            figures = figures_of(summary, lang)
            for name, figure in figures.items():
                write_figure(figure, folder, name)
            write_trends_page(folder / PAGE, summary, figures, lang=lang)
            report.step("Writing tables")
            export.write_csv(trends_table(trends), folder / "trends.csv")
            export.write_csv(trends.coverage, folder / "coverage.csv")
            write_link_tables(trends.linked, folder)
            write_json(folder / "summary.json", summary)
            report.step("Sealing")
            manifest = build(
                parameters=summary["parameters"],
                inputs=[
                    *link_inputs(request.linking),
                    *(("counts", path) for path in request.tables),
                ],
                accounting=summary["accounting"],
                sources=cited([trends.linked.incidents]),
                folder=folder,
            )
            write_json(folder / MANIFEST, manifest)
    lines = [f"Open {out / PAGE} in a browser; the figures for print lie beside it."]
    lines += [f"  {line}" for line in trend_lines(summary)]
    return summary, "\n".join(lines)


def trends_table(trends: Trends) -> pd.DataFrame:
    """Return the counts, long, with the coverage of each year beside them."""
    lead = ["list", "by", "value", "year", "month", "n", "n_low"]
    parts = [f"{part}_{kind}" for kind in ("before", "base") for part in ("ratio", "low", "high")]
    table = trends.counts[[*lead, *parts, "not_compared", "not_compared_base"]].copy()
    table[parts] = table[parts].round(4)
    table["month"] = table["month"].astype("Int64")
    covered = trends.coverage.set_index(["source", "year"])[["covered", "jump"]]
    return table.join(covered, on=["list", "year"])
