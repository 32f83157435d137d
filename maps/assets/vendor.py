"""Fetch the vendored web assets, through the ordinary npm client, into ``vendor/``.

Run ``python -m maps.assets.vendor`` to bring in the versions named here; what it writes is
committed, so nobody else needs npm.
"""

import hashlib
import io
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any, Final

VENDOR: Final = Path(__file__).with_name("vendor")
PACKAGES: Final[dict[str, dict[str, Any]]] = {
    "leaflet": {
        "version": "1.9.4",
        "licence": "BSD-2-Clause",
        "files": {
            "dist/leaflet.js": "leaflet.js",
            "dist/leaflet.css": "leaflet.css",
            "LICENSE": "LICENSE.txt",
        },
    },
    "tiny-inflate": {
        "version": "1.0.3",
        "licence": "MIT",
        "files": {"index.js": "index.js", "LICENSE": "LICENSE.txt"},
    },
}


def _pack(name: str, version: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", f"{name}@{version}"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (archive,) = Path(folder).glob("*.tgz")
        return archive.read_bytes()


def vendor() -> dict[str, Any]:
    """Write the packages' files and ``VENDORED.json``: version, licence and SHA-256 of each file.

    Returns
    -------
    What ``VENDORED.json`` holds.

    Raises
    ------
    subprocess.CalledProcessError
        npm could not fetch a package.
    """
    record: dict[str, Any] = {}
    for name, about in PACKAGES.items():
        folder = VENDOR / name
        folder.mkdir(parents=True, exist_ok=True)
        hashes = {}
        with tarfile.open(fileobj=io.BytesIO(_pack(name, about["version"]))) as archive:
            for inside, outside in about["files"].items():
                member = archive.extractfile(f"package/{inside}")
                if member is None:
                    raise FileNotFoundError(f"{name}: no file {inside} in the package")
                content = member.read()
                (folder / outside).write_bytes(content)
                hashes[outside] = hashlib.sha256(content).hexdigest()
        record[name] = {
            "version": about["version"],
            "licence": about["licence"],
            "sha256": hashes,
        }
    (VENDOR / "VENDORED.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return record


if __name__ == "__main__":
    for package, entry in vendor().items():
        print(f"{package} {entry['version']} ({entry['licence']})")
