"""The manifest of a run: what went in, what came out, by checksum, so that a figure can be traced.

It holds no time and no path of a machine: the same inputs give the same bytes. Where `nostrike
fetch` brought an input, the day is part of that input, and stands here too.
"""

import hashlib
import json
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

MANIFEST = "manifest.json"
TOOL = "nostrike"
_LIBRARIES = ("geopandas", "numpy", "pandas", "pyproj", "scipy", "shapely")


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_json(path: Path, content: Any) -> None:
    """Write JSON that any strict reader takes: sorted keys, no NaN, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True)
    path.write_bytes(text.encode("utf-8", "replace") + b"\n")


def build(
    *,
    parameters: dict[str, Any],
    inputs: list[tuple[str, Path]],
    accounting: list[dict[str, Any]],
    sources: list[dict[str, Any]],
    folder: Path,
) -> dict[str, Any]:
    """Return the manifest of the outputs that stand in ``folder``."""
    outputs = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        "tool": TOOL,
        "version": version(TOOL),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "parameters": parameters,
        "inputs": [
            {
                "list": name,
                "file": path.name,
                "bytes": path.stat().st_size,
                "sha256": (digest := sha256(path)),
                **origin(path, digest),
            }
            for name, path in inputs
        ],
        "accounting": accounting,
        "sources": sources,
        "outputs": {path.relative_to(folder).as_posix(): sha256(path) for path in outputs},
    }


def cited(tables: Iterable[pd.DataFrame]) -> list[dict[str, Any]]:
    """Return the source, licence and citation of each file that canonical tables come from."""
    about = pd.concat([table[["file", "source", "licence", "citation"]] for table in tables])
    first = pd.DataFrame(about).groupby(["file", "source"], sort=True).first().reset_index()
    rows: list[dict[str, Any]] = first.astype(object).where(first.notna(), None).to_dict("records")
    return rows


def origin(path: Path, digest: str) -> dict[str, Any]:
    """Return where and when a file was fetched, as the manifest beside it says.

    Parameters
    ----------
    path
        An input file.
    digest
        Its SHA-256: a file that was changed since is not what was fetched.

    Returns
    -------
    ``{"fetched": {"from", "accessed", "source"}}``, empty for a file that `nostrike fetch` did
    not bring.
    """
    try:
        told = json.loads((path.parent / MANIFEST).read_text(encoding="utf-8"))
        entries = told["fetched"] if told.get("tool") == TOOL else []
        entry = next(e for e in entries if (e["file"], e["sha256"]) == (path.name, digest))
        return {"fetched": {key: entry[key] for key in ("from", "accessed", "source")}}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration):
        return {}


def is_earlier_run(folder: Path) -> bool:
    """Return whether ``folder`` was written by this tool, so that it may be replaced."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("tool") == TOOL
