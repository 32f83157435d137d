"""Check ``js/`` with eslint and make ``page.min.js`` from it with terser, both from npm.

Run ``python -m maps.assets.build`` after a change in ``js/``; it needs node and npx. The first line
of what it writes says from which source it came, and a test holds it to that.
"""

import hashlib
import subprocess
from pathlib import Path
from typing import Final

from maps import assets

ESLINT: Final = "eslint@10.15.0"
TERSER: Final = "terser@5.51.4"
RULES: Final = Path(__file__).with_name("eslint.config.mjs")
BUILT: Final = Path(__file__).with_name("page.min.js")


def mark(source: str) -> str:
    """Return the first line of a script made from a source."""
    return (
        f"/* made from js/ by maps.assets.build, {hashlib.sha256(source.encode()).hexdigest()} */"
    )


def check(source: str) -> str:
    """Return what eslint has against a source; nothing if it has nothing."""
    command = [
        "npx",
        "--yes",
        ESLINT,
        "--config",
        str(RULES),
        "--stdin",
        "--stdin-filename",
        "page.js",
    ]
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}" if done.returncode else ""


def build() -> int:
    """Write ``page.min.js``.

    Returns
    -------
    Its size in bytes.

    Raises
    ------
    SyntaxError
        eslint has something against the source.
    subprocess.CalledProcessError
        terser could not be fetched, or found the source wanting.
    """
    source = assets.source()
    if against := check(source):
        raise SyntaxError(against)
    command = ["npx", "--yes", TERSER, "--compress", "passes=3", "--mangle"]
    short = subprocess.run(command, input=source, capture_output=True, text=True, check=True)
    content = f"{mark(source)}\n{short.stdout.strip()}\n"
    BUILT.write_text(content, encoding="utf-8")
    return len(content.encode())


if __name__ == "__main__":
    print(f"{BUILT.name}: {build():,} bytes")
