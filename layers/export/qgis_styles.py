"""QGIS styles (QML) for the layers of the GeoPackage, so that it opens drawn right.

Every style is one symbol per value of one column, in colours that colour-blind people can tell
apart (Okabe and Ito 2008).
"""

from collections.abc import Iterable
from typing import Final, Literal
from xml.etree import ElementTree as ET

from geo.vocabulary import DEFAULT_KINDS, LOCATION_PRECISIONS, OUTCOMES, TIERS

Shape = Literal["marker", "line", "fill"]

_GREY: Final = "153,153,153,255"
_COLOURS: Final = (
    *("0,114,178,255", "230,159,0,255", "0,158,115,255", "204,121,167,255"),
    *("86,180,233,255", "213,94,0,255", "240,228,66,255", "0,0,0,255"),
)
TIER_COLOURS: Final = dict(
    zip(
        TIERS,
        ("165,15,21,255", "222,45,38,255", "252,146,114,255", "158,202,225,255", _GREY),
        strict=True,
    )
)
_VALUES: Final[dict[str, tuple[str, ...]]] = {
    "outcome": OUTCOMES,
    "coverage_outcome": OUTCOMES,
    "kind": DEFAULT_KINDS,
    "location_precision": LOCATION_PRECISIONS,
    "level": ("country", "admin1", "admin2", "admin3"),
}
# the first of these that a layer has is what it is coloured by
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "incidents": ("tier_any_", "location_precision"),
    "facilities": ("coverage_outcome", "kind"),
    "footprints": ("coverage_outcome", "kind"),
    "flags": ("tier_",),
    "areas": ("level",),
}


def column_to_colour(layer: str, columns: Iterable[str]) -> str | None:
    """Return the column a layer is coloured by; of tiers, the one of the smallest radius.

    Examples
    --------
    >>> column_to_colour("flags", ["p_500", "tier_1000", "tier_500", "tier_if_doubled_500"])
    'tier_500'
    >>> column_to_colour("findings", ["code"]) is None
    True
    """
    names = list(columns)
    for wanted in _CHOICES.get(layer, ()):
        if wanted in names:
            return wanted
        radii = [
            n.removeprefix(wanted) for n in names if wanted[-1] == "_" and n.startswith(wanted)
        ]
        numbers = sorted(int(r) for r in radii if r.isdigit())
        if numbers:
            return f"{wanted}{numbers[0]}"
    return None


def _categories(column: str) -> list[tuple[str, str]]:
    if column.startswith("tier_"):
        return list(TIER_COLOURS.items())
    values = _VALUES[column]
    return [(value, _COLOURS[at % len(_COLOURS)]) for at, value in enumerate(values)]


def _symbol(parent: ET.Element, name: str, shape: Shape, colour: str) -> None:
    symbol = ET.SubElement(parent, "symbol", name=name, type=shape, alpha="1", clip_to_extent="1")
    kinds = {"marker": "SimpleMarker", "line": "SimpleLine", "fill": "SimpleFill"}
    layer = ET.SubElement(symbol, "layer", {"class": kinds[shape], "enabled": "1", "pass": "0"})
    white = "255,255,255,255"
    options = {
        "marker": {"color": colour, "name": "circle", "outline_color": white, "size": "2.6"},
        "line": {"line_color": colour, "line_width": "0.4", "line_style": "solid"},
        "fill": {"color": colour, "outline_color": colour, "outline_width": "0.4", "style": "no"},
    }[shape]
    group = ET.SubElement(layer, "Option", type="Map")
    for key, value in options.items():
        ET.SubElement(group, "Option", name=key, type="QString", value=value)


def qml(column: str, shape: Shape) -> str:
    """Return a QGIS style: a symbol per value of ``column``, grey for any other.

    Examples
    --------
    >>> qml("tier_500", "line").count("<category ")
    6
    """
    root = ET.Element("qgis", version="3.28.0", styleCategories="Symbology")
    renderer = ET.SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr=column, enableorderby="0"
    )
    listed, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    everything = [*_categories(column), ("", _GREY)]
    for at, (value, colour) in enumerate(everything):
        label = value.replace("_", " ") or "other"
        ET.SubElement(listed, "category", symbol=str(at), value=value, label=label, render="true")
        _symbol(symbols, str(at), shape, colour)
    return "<!DOCTYPE qgis>\n" + ET.tostring(root, encoding="unicode")
