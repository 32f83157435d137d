"""What the map's page is made of: vendored Leaflet and inflater, our own scripts and styles.

`maps.assets.vendor` fetches the vendored files; ``vendor/VENDORED.json`` says what they are.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_SCRIPTS: Final = (
    "data.js",
    "words.js",
    "elements.js",
    "symbols.js",
    "state.js",
    "details.js",
    "layers.js",
    "bundles.js",
    "popups.js",
    "search.js",
    "filters.js",
    "timeline.js",
    "controls.js",
    "table.js",
    "measure.js",
    "panel.js",
    "tools.js",
    "link.js",
    "start.js",
)


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@cache
def scripts() -> tuple[str, ...]:
    """Return the page's scripts in order: Leaflet, then ours with the inflater inside.

    Returns
    -------
    Texts to stand in a ``<script>`` each, without source map links (nothing is fetched).
    """
    leaflet = re.sub(r"\n?//# sourceMappingURL=.*", "", _read("vendor/leaflet/leaflet.js"))
    inflate = _read("vendor/tiny-inflate/index.js")
    ours = "\n".join(_read(f"js/{name}") for name in _SCRIPTS)
    inflater = f"(function () {{\nconst module = {{}};\n{inflate}\nreturn module.exports;\n}})()"
    page = (
        "window.nostrikeReady = (async function () {\n'use strict';\n"
        f"const tinyInflate = {inflater};\n{ours}\n}})();\n"
    )
    return leaflet, page


@cache
def style() -> str:
    """Return the page's style sheet: Leaflet's, without its pictures, then ours."""
    leaflet = re.sub(r"url\([^)]*\)", "none", _read("vendor/leaflet/leaflet.css"))
    return f"{leaflet}\n{_read('map.css')}"
