"""One event, counted once: record linkage across lists, their overlap, and what no list saw."""

from geo.linkage.link import Linkage, LinkSettings, link_incidents
from geo.linkage.overlap import combinations_seen, pairwise_overlap
from geo.linkage.ratios import by_year, poisson_ratio
from geo.linkage.recapture import ASSUMPTIONS, Estimate, Recapture, recapture

__all__ = [
    "ASSUMPTIONS",
    "Estimate",
    "LinkSettings",
    "Linkage",
    "Recapture",
    "by_year",
    "combinations_seen",
    "link_incidents",
    "pairwise_overlap",
    "poisson_ratio",
    "recapture",
]
