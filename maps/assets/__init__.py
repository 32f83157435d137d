"""What the map's page is made of: vendored Leaflet and inflater, our own scripts and styles.

`maps.assets.vendor` fetches the vendored files; ``vendor/VENDORED.json`` says what they are.
`maps.assets.build` makes ``page.min.js`` from the modules in ``js/``; run it after a change there.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def source() -> str:
    """Return the page's own modules as they are written, each under its name."""
    names = sorted(path.name for path in (_HERE / "js").glob("*.js"))
    return "".join(f"// {name}\n{_read(f'js/{name}')}" for name in names)


def inflater() -> str:
    """Return the vendored inflater as a function that makes it, for browsers without their own."""
    holder = _read("vendor/tiny-inflate/LICENSE.txt").partition("Copyright ")[2].partition("\n")[0]
    return (
        f"/*! tiny-inflate, MIT licence, copyright {holder} */\n"
        "window.tinyInflate = function () {\nconst module = {};\n"
        f"{_read('vendor/tiny-inflate/index.js')}\nreturn module.exports;\n}};\n"
    )


@cache
def scripts() -> tuple[str, ...]:
    """Return the page's scripts in order: Leaflet, the inflater, then ours.

    Returns
    -------
    Texts to stand in a ``<script>`` each, without source map links (nothing is fetched). Ours is
    ``page.min.js``, which `maps.assets.build` makes from `source`; the inflater is
    ``inflate.min.js``, a function that is called only in a browser that cannot inflate.
    """
    leaflet = re.sub(r"\n?//# sourceMappingURL=.*", "", _read("vendor/leaflet/leaflet.js"))
    return leaflet, _read("inflate.min.js"), _read("page.min.js")


@cache
def style() -> str:
    """Return the page's style sheet: Leaflet's, without its pictures, then ours."""
    leaflet = re.sub(r"url\([^)]*\)", "none", _read("vendor/leaflet/leaflet.css"))
    return f"{leaflet}\n{_read('map.css')}"


@cache
def still_style() -> str:
    """Return what is added to the style sheet where no script runs."""
    return _read("still.css")
