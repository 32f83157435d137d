"""Check ``js/`` with eslint, and make it ``page.min.js`` with esbuild and terser, all from npm.

Run ``python -m maps.assets.build`` after a change in ``js/``; it needs node and npx, and writes how
many bytes each module takes. The vendored inflater is made small in the same way, as a script of
its own: ``inflate.min.js``. The first line of each says from which source it came, and a test holds
it to that.
"""

import hashlib
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final

from maps import assets

ESLINT: Final = "eslint@10.15.0"
ESBUILD: Final = "esbuild@0.28.2"
TERSER: Final = "terser@5.51.4"
FOLDER: Final = Path(__file__).parent
_SMALL: Final = ("--minify", "--charset=utf8", "--target=es2022", "--log-level=warning")
# A property that only our modules use, and no data, browser or Leaflet knows, ends so: it is made
# short.
OWN: Final = "[^_]_$"
# The modules wait for the page's data, so what they become runs in an async function.
_FRAME: Final = (
    "--format=esm",
    '--banner:js=window.nostrikeReady=(async()=>{"use strict";',
    "--footer:js=})();",
    f"--mangle-props={OWN}",
)


def mark(source: str) -> str:
    """Return the first line of a script made from a source."""
    digest = hashlib.sha256(source.encode()).hexdigest()[:16]
    return f"/* made by maps.assets.build from {digest} */"


def _npx(*command: str, given: str | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["npx", "--yes", *command],
        input=given,
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )


def check() -> str:
    """Return what eslint has against the modules; nothing if it has nothing."""
    done = _npx(ESLINT, "--config", "eslint.config.mjs", "--max-warnings", "0", "js")
    return f"{done.stdout}{done.stderr}" if done.returncode else ""


def small(*options: str, given: str | None = None) -> str:
    """Return modules or a script as esbuild writes them.

    Raises
    ------
    SyntaxError
        esbuild could not be fetched, or has something against the source.
    """
    done = _npx(ESBUILD, *_SMALL, *options, given=given)
    if done.returncode or done.stderr:
        raise SyntaxError(done.stderr)
    return done.stdout.strip()


def tight(script: str) -> str:
    """Return a small script smaller: terser puts what is used once where it is used.

    Raises
    ------
    SyntaxError
        terser could not be fetched, or has something against the script.
    """
    done = _npx(TERSER, "--compress", "ecma=2020,passes=3", given=script)
    if done.returncode or done.stderr:
        raise SyntaxError(done.stderr)
    return done.stdout.strip()


def _write(name: str, source: str, script: str) -> int:
    content = f"{mark(source)}\n{script}\n"
    (FOLDER / name).write_text(content, encoding="utf-8")
    return len(content.encode())


def build() -> dict[str, int]:
    """Write ``page.min.js`` and ``inflate.min.js``.

    Returns
    -------
    Bytes of each of them, and of each module's part as esbuild writes it, largest first.

    Raises
    ------
    SyntaxError
        eslint, esbuild or terser has something against the source.
    """
    if against := check():
        raise SyntaxError(against)
    with tempfile.TemporaryDirectory() as folder:
        made, meta = Path(folder) / "page.js", Path(folder) / "meta.json"
        small("js/start.js", "--bundle", *_FRAME, f"--outfile={made}", f"--metafile={meta}")
        page = made.read_text(encoding="utf-8").strip()
        (output,) = json.loads(meta.read_text(encoding="utf-8"))["outputs"].values()
    inflate = small(given=assets.inflater())
    sizes = {
        "page.min.js": _write("page.min.js", assets.source(), tight(page)),
        "inflate.min.js": _write("inflate.min.js", assets.inflater(), inflate),
    }
    return sizes | _by_module(output["inputs"])


def _by_module(inputs: dict[str, Any]) -> dict[str, int]:
    parts = {name: int(part["bytesInOutput"]) for name, part in inputs.items()}
    return dict(sorted(parts.items(), key=lambda part: -part[1]))


if __name__ == "__main__":
    for name, size in build().items():
        print(f"{size:>7,} {name}")
