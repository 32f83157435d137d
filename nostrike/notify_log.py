"""What was sent, read back into the dates of the registry."""

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from layers import export
from layers.errors import InputError
from layers.load import Loaded
from layers.sent_log import read_sent_log
from nostrike.folder import check_out, whole_or_nothing
from nostrike.manifest import MANIFEST, build, write_json
from nostrike.notify import NotifyRequest, load
from nostrike.progress import Reporter
from nostrike.tables import longitude_latitude

REGISTRY: Final = "registry.xlsx"
_STEPS: Final = 4
_TEXTS: Final = (
    "name", "names_other", "kind", "operator", "country", "admin1", "admin2", "latitude",
    "longitude", "error_m", "status", "exists_from", "exists_until", "list_as_of",
    "registered_on", "registered_until", "notified_to", "notified_on", "acknowledged_on",
    "reference_no", "list_version", "public", "do_not_publish",
)  # fmt: skip
_STATED: Final = "stated"


def deliver_log(
    request: NotifyRequest, log: Path, out: Path, mode: str = "bar"
) -> tuple[dict[str, Any], str]:
    """Write the registry with the dates of what was sent.

    Returns
    -------
    The figures, and the closing lines for the user.

    Raises
    ------
    InputError
        The log or the list cannot be used, or they do not belong together.
    """
    check_out(out)
    report = Reporter(_STEPS, mode)
    with report.running():
        report.step("Reading the list")
        loaded = load(request.file, request)
        report.step("Reading the log")
        lines, sites = read_sent_log(log)
        sent = _sent(lines, sites, loaded, log)
        report.step("Writing")
        table, changed = _dated(loaded.table, sent)
        summary = {
            "tool": "nostrike",
            "edition": "restricted",
            "parameters": {"list": request.file.path.name, "sent_log": log.name},
            "n_notices_sent": len(lines),
            "n_sites_dated": int(changed),
            "n_acknowledged": int((sent["acknowledged_on"].notna()).sum()),
            "sent_sites_not_in_list": int((~sent["facility_id"].isin(loaded.table.index)).sum()),
            "read_as": loaded.read_as,
            "accounting": loaded.accounting.to_dict("records"),
        }
        with whole_or_nothing(out) as folder:
            export.write_workbook(folder / REGISTRY, {"facilities": table})
            export.write_csv(sent, folder / "sent.csv")
            write_json(folder / "summary.json", summary)
            report.step("Sealing")
            manifest = build(
                parameters=summary["parameters"],
                inputs=[("list", request.file.path), ("sent_log", log)],
                accounting=[{"list": "list", **one} for one in summary["accounting"]],
                sources=[],
                folder=folder,
            )
            write_json(folder / MANIFEST, manifest)
    said = (
        f"{summary['n_sites_dated']} sites have the dates of {len(lines)} notices: "
        f"{out / REGISTRY}. Per site and recipient: {out / 'sent.csv'}."
    )
    if loaded.table.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).any():
        said += " Outlines are written as a point on them."
    return summary, said


def _sent(lines: pd.DataFrame, sites: pd.DataFrame, loaded: Loaded, log: Path) -> pd.DataFrame:
    """Return a row per site and notice that was sent."""
    keys = ["recipient", "file"]
    about = lines.drop(columns=["what", "row"])
    sent = sites.drop(columns="row").merge(about, on=keys, how="inner")
    here = sent["facility_id"].isin(loaded.table.index) | sent["what"].eq("removals")
    if len(sent) and not here.any():
        raise InputError(
            f"--sent-log {log.name}: none of the sites that were sent is in "
            f"{loaded.read_as[0]['file']}; give the list that the notices were made of"
        )
    texts = ["sent_by", "sent_to", "reference"]
    return sent.assign(**{name: sent[name].mask(sent[name].eq("")) for name in texts})


def _dated(table: gpd.GeoDataFrame, sent: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the registry with its dates, and how many sites have new ones.

    A site that went to several recipients has the last day, and is acknowledged only where each of
    them acknowledged it.
    """
    own = sent[sent["facility_id"].isin(table.index) & sent["what"].ne("removals")]
    groups = own.groupby("facility_id")
    last = groups["sent_on"].max()
    all_said = groups["acknowledged_on"].apply(lambda days: days.notna().all())
    acknowledged = groups["acknowledged_on"].max()[all_said.to_numpy(dtype=bool)]
    references = groups["reference"].agg(lambda refs: "; ".join(dict.fromkeys(refs.dropna())))
    out = pd.DataFrame(table.drop(columns="geometry")).join(longitude_latitude(table))
    out["error_m"] = out["error_m"].where(out["error_basis"].str.startswith(_STATED))
    out["names_other"] = out["names_other"].map("; ".join)
    out["names_other"] = out["names_other"].mask(out["names_other"].eq(""))
    sent_rows = out.index.isin(last.index)
    out.loc[sent_rows, "notified_on"] = last.reindex(out.index[sent_rows]).to_numpy()
    days = acknowledged.reindex(out.index[sent_rows])
    out.loc[sent_rows, "acknowledged_on"] = days.to_numpy()
    for facility, text in references[references.ne("")].items():
        out.loc[facility, "reference_no"] = text
    out.insert(0, "id", out.index.str.split(":", n=1).str[-1])
    return out[["id", *_TEXTS]].reset_index(drop=True), len(last)
