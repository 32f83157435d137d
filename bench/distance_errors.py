"""The figure of docs/method.md: how far off 5 km are, by latitude, on planes and a sphere.

``python -m bench.distance_errors`` writes docs/distance-errors.svg.
"""

from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
import numpy as np
from pyproj import Geod, Transformer

_OUT = Path(__file__).resolve().parents[1] / "docs" / "distance-errors.svg"
_LENGTH_M = 5_000.0
_SPHERE_M = 6_371_008.8


def main() -> None:
    """Measure 5 km due east of places on every latitude, and draw how far off each is."""
    geod = Geod(ellps="WGS84")
    latitude = np.linspace(0.0, 80.0, 161)
    longitude = np.full_like(latitude, 3.0)
    east, length = (np.full_like(latitude, value) for value in (90.0, _LENGTH_M))
    to_x, to_y, _ = geod.fwd(longitude, latitude, east, length)

    def on_plane(crs: str, shift: float = 0.0) -> np.ndarray:
        plane = Transformer.from_crs(4326, crs, always_xy=True)
        ends = (plane.transform(x + shift, y) for x, y in ((longitude, latitude), (to_x, to_y)))
        (x, y), (other_x, other_y) = ends
        return np.asarray(np.hypot(other_x - x, other_y - y))

    turn = np.radians(to_x - longitude)
    phi, to_phi = np.radians(latitude), np.radians(to_y)
    half = np.sin((to_phi - phi) / 2) ** 2 + np.cos(phi) * np.cos(to_phi) * np.sin(turn / 2) ** 2
    lines = {
        "Web Mercator (EPSG:3857)": on_plane("EPSG:3857"),
        "degrees, 111.32 km each": 111_320.0 * np.hypot(to_x - longitude, to_y - latitude),
        "UTM, 12° from its meridian": on_plane("EPSG:32631", 12.0),
        "sphere": 2 * _SPHERE_M * np.arcsin(np.sqrt(half)),
        "UTM, on its meridian": on_plane("EPSG:32631"),
    }
    mpl.rcParams["svg.hashsalt"] = "nostrike"
    figure, axes = plt.subplots(figsize=(7, 4))
    for name, metres in lines.items():
        axes.semilogy(latitude, np.abs(metres - _LENGTH_M), label=name)
    axes.set(xlabel="latitude, degrees", ylabel="error of 5,000 m, metres", ylim=(0.1, 3e4))
    axes.grid(visible=True, alpha=0.3)
    axes.legend(fontsize=8, loc="center right")
    figure.tight_layout()
    figure.savefig(_OUT, metadata={"Date": None})


if __name__ == "__main__":
    main()
