"""What the map's page is made of: vendored Leaflet and inflater, our own scripts and styles.

`maps.assets.vendor` fetches the vendored files; ``vendor/VENDORED.json`` says what they are.
`maps.assets.build` makes ``page.min.js`` from ``js/``; run it after any change there.
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
    "csv.js",
    "table.js",
    "geodesic.js",
    "measure.js",
    "tiles.js",
    "panel.js",
    "tools.js",
    "link.js",
    "start.js",
)


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def source() -> str:
    """Return the page's own script as it is written, the inflater inside."""
    inflate = _read("vendor/tiny-inflate/index.js")
    ours = "\n".join(_read(f"js/{name}") for name in _SCRIPTS)
    inflater = f"(function () {{\nconst module = {{}};\n{inflate}\nreturn module.exports;\n}})()"
    return (
        "window.nostrikeReady = (async function () {\n'use strict';\n"
        f"const tinyInflate = {inflater};\n{ours}\n}})();\n"
    )


@cache
def scripts() -> tuple[str, ...]:
    """Return the page's scripts in order: Leaflet, then ours.

    Returns
    -------
    Texts to stand in a ``<script>`` each, without source map links (nothing is fetched). Ours is
    ``page.min.js``, which `maps.assets.build` makes from `source`.
    """
    leaflet = re.sub(r"\n?//# sourceMappingURL=.*", "", _read("vendor/leaflet/leaflet.js"))
    return leaflet, _read("page.min.js")


@cache
def style() -> str:
    """Return the page's style sheet: Leaflet's, without its pictures, then ours."""
    leaflet = re.sub(r"url\([^)]*\)", "none", _read("vendor/leaflet/leaflet.css"))
    return f"{leaflet}\n{_read('map.css')}"
