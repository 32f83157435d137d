"""The one online service that a map may ask for pictures, once its reader has pressed the button.

It has to accept a page opened from disk, which sends no Referer: OpenStreetMap's own servers and
CARTO's refuse such pages (2026). EOX's mosaic of Sentinel-2 asks for no key and is free for
non-commercial use, humanitarian mapping named among it (https://cloudless.eox.at/documentation/license).
"""

from typing import Final, NamedTuple


class Tiles(NamedTuple):
    """A tile service.

    Attributes
    ----------
    host
        Whom the reader's browser asks: it learns the reader's address and what part of the map is
        looked at, and nothing that is on the map.
    url
        Template with ``{z}``, ``{x}`` and ``{y}``.
    credit
        What must stand on the map with it.
    zoom
        Last zoom that the service has; beyond it pictures are enlarged.
    """

    host: str
    url: str
    credit: str
    zoom: int


TILES: Final = Tiles(
    host="tiles.maps.eox.at",
    url="https://tiles.maps.eox.at/wmts/1.0.0/s2cloudless-2020_3857/default/g/{z}/{y}/{x}.jpg",
    credit="EOxCloudless https://cloudless.eox.at by EOX IT Services GmbH "
    "(Contains modified Copernicus Sentinel data 2020)",
    zoom=14,
)
