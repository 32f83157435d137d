"""The manifest of a run: what went in, what came out, by checksum, so that a figure can be traced.

It holds no time and no path of a machine: the same inputs give the same bytes.
"""

import hashlib
import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

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
            {"list": name, "file": path.name, "bytes": path.stat().st_size, "sha256": sha256(path)}
            for name, path in inputs
        ],
        "accounting": accounting,
        "sources": sources,
        "outputs": {path.relative_to(folder).as_posix(): sha256(path) for path in outputs},
    }


def is_earlier_run(folder: Path) -> bool:
    """Return whether ``folder`` was written by this tool, so that it may be replaced."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("tool") == TOOL
