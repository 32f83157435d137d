"""What phones and hand-held receivers write: KML, KMZ (a zipped KML) and GPX.

The folders of a KML are read together, as one list. Of a GPX only the waypoints are: a track is
where somebody went, not a list of places.
"""

import re
import warnings
from pathlib import Path, PurePosixPath
from typing import Any, Final, Literal

import pandas as pd
import pyogrio
import shapely

from layers.errors import InputError
from layers.formats.vector import to_raw
from layers.source import RawTable

Kind = Literal["kml", "gpx"]

_START: Final = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*"
    rb"<(?:\w+:)?(kml|gpx)[\s>]",
    re.DOTALL | re.IGNORECASE,
)
_DRAWING: Final = frozenset({
    "altitudemode", "tessellate", "extrude", "visibility", "draworder", "icon", "snippet", "id",
})  # fmt: skip
"""What the reader adds to every feature of a KML, about how it is drawn."""
_FAULTS: Final = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    OSError,
    ValueError,
    RuntimeError,
    shapely.errors.ShapelyError,
)


def phone_kind(data: bytes) -> Kind | None:
    """Return whether a content is KML or GPX, seen from its first element."""
    found = _START.match(data[:20_000])
    return None if found is None else "kml" if found[1].lower() == b"kml" else "gpx"


def kml_in_zip(names: list[str]) -> str | None:
    """Return the KML in a zip: doc.kml, else the first that lies highest."""
    inside = [name for name in names if name.casefold().endswith(".kml")]
    return min(
        inside, key=lambda n: (len(PurePosixPath(n).parts), n.casefold() != "doc.kml"), default=None
    )


def read_phone(
    path: Path, kind: Kind, *, layer: str | None = None, member: str | None = None
) -> RawTable:
    """Read the places of a KML, KMZ or GPX file.

    Parameters
    ----------
    path
        The file.
    kind
        What it is.
    layer
        The folder of a KML to read alone; None reads all.
    member
        The KML inside a KMZ.

    Raises
    ------
    InputError
        The file is damaged, has no such folder, or holds no places.
    """
    place = f"/vsizip/{{{path}}}/{member}" if member else str(path)
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            found = [str(name) for name, _ in pyogrio.list_layers(place)]
            wanted = _wanted(path, kind, found, layer)
            frames = {name: _read(place, name) for name in wanted}
    except InputError:
        raise
    except _FAULTS as error:
        text = str(error).replace(place, path.name).replace(str(path), path.name)
        first = (text.splitlines() or [type(error).__name__])[0]
        raise InputError(
            f"{path.name}: cannot be read as {kind.upper()}, it may be cut short or damaged "
            f"({first}); export it again, or as GeoJSON"
        ) from error
    notes = [str(warning.message).splitlines()[0].replace(place, path.name) for warning in said]
    frames = {name: frame for name, frame in frames.items() if len(frame)}
    if not frames:
        raise InputError(_no_places(path, kind, found))
    if len(frames) > 1:
        notes.append(f"the folders are read together: {', '.join(frames)}")
        frames = {name: frame.assign(folder=name) for name, frame in frames.items()}
    left = [name for name in found if name not in wanted]
    if kind == "gpx":
        left = [name for name in left if name in {"tracks", "routes"} and _count(place, name)]
    if left:
        notes.append(f"not read: {', '.join(left)}")
    frame = _together(list(frames.values()))
    sheet = next(iter(frames)) if len(frames) == 1 else None
    name = "kmz" if member else kind
    return to_raw(path, frame, format_name=name, layer=sheet, notes=tuple(dict.fromkeys(notes)))


def _wanted(path: Path, kind: Kind, found: list[str], layer: str | None) -> list[str]:
    if layer is not None and layer not in found:
        raise InputError(
            f"{path.name}: there is no folder {layer!r}; there are: {', '.join(found) or 'none'}"
        )
    if layer is not None:
        return [layer]
    return [name for name in found if kind == "kml" or name == "waypoints"]


def _read(place: str, name: str) -> Any:
    return pyogrio.read_dataframe(place, layer=name, on_invalid="ignore")


def _count(place: str, name: str) -> int:
    return int(pyogrio.read_info(place, layer=name, force_feature_count=True)["features"])


def _together(frames: list[Any]) -> Any:
    """Return the features of several folders as one frame, without columns that say nothing."""
    geometry = frames[0].active_geometry_name
    frames = [frame.dropna(axis="columns", how="all") for frame in frames]
    for number, frame in enumerate(frames):
        if geometry not in frame:
            frames[number] = frame.assign(**{geometry: None}).set_geometry(geometry, crs=4326)
    frame = pd.concat([f.astype({c: object for c in f if c != geometry}) for f in frames])
    drawn = [c for c in frame if c != geometry and str(c).casefold() in _DRAWING]
    empty = [c for c in frame if c != geometry and frame[c].astype("str").str.strip().eq("").all()]
    return frame.drop(columns=list(dict.fromkeys([*drawn, *empty])))


def _no_places(path: Path, kind: Kind, found: list[str]) -> str:
    if kind == "gpx":
        return (
            f"{path.name}: this GPX holds no waypoints, only tracks or routes; mark the places as "
            "waypoints, or give a list of them"
        )
    what = "no placemark" if found else "no layer with a placemark"
    return (
        f"{path.name}: this KML holds {what} (perhaps only a link to another file); in Google "
        "Earth or the app, save the places themselves"
    )
