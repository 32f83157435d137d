"""The interactive map of one conflict: a folium map that opens with no network at all.

Text from data never passes through folium's rendering, which compiles rendered text a second time
as a template (measured on folium 0.20 with branca 0.8.2: a facility named ``{{ 7*191 }}`` comes
out as 1337). This map renders itself: data travels as one inert block (`maps.inert`), and the
page's script writes it with text nodes.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import folium
import geopandas as gpd
import pandas as pd
from branca.element import Figure

from maps.map_page import Added, page
from maps.map_payload import EDITIONS, Inputs, payload


class _Page(Figure):
    """The root that folium asks for, written by the map and not by a template."""

    def __init__(self, chart: "ConflictMap") -> None:
        super().__init__(height="720px")
        self._chart = chart

    def render(self, **kwargs: Any) -> str:
        """Return the map's page."""
        return self._chart.render(**kwargs)


class ConflictMap(folium.Map):
    """A self-contained map page; made by `conflict_map`.

    It is a `folium.Map`: it shows in a notebook, has bounds, and takes further layers. Layers added
    by hand are refused on `save` unless asked for, because folium renders them and text in them
    can then run code, here and in the reader's browser.
    """

    default_js = []  # noqa: RUF012 - as folium declares it: nothing is linked
    default_css = []  # noqa: RUF012

    def __init__(self, content: dict[str, Any]) -> None:
        west, south, east, north = content["about"]["frame"]
        super().__init__(
            location=[(south + north) / 2, (west + east) / 2], tiles=None, prefer_canvas=True
        )
        self._content = content
        _Page(self).add_child(self)

    def get_bounds(self) -> list[list[float | None]]:
        """Return the frame: [[south, west], [north, east]] in degrees."""
        west, south, east, north = self._content["about"]["frame"]
        return [[south, west], [north, east]]

    def render(self, *, allow_added_layers: bool = False, **_: Any) -> str:
        """Return the whole page as text.

        Parameters
        ----------
        allow_added_layers
            Render layers that were added with ``add_child`` too. Text in them passes through
            folium, so use it for text of your own only. The page then has no policy, says
            "unverified additions" and names the hosts that the layers ask.

        Raises
        ------
        ValueError
            Layers were added and not allowed.
        """
        if self._children and not allow_added_layers:
            raise ValueError(
                "layers were added to this map; folium would render their text as a template, "
                "which can run code. If their text is your own, save(..., allow_added_layers=True)"
            )
        return page(self._content, added=self._added() if self._children else None)

    def _added(self) -> Added:
        """Return the added layers as folium renders them: it may link to hosts of its choice."""
        sink = Figure()
        sink.header._children.clear()  # noqa: SLF001 - folium's own figure links what we do without
        self._parent, root = sink, self._parent
        try:
            for child in self._children.values():
                child.render()
        finally:
            self._parent = root
        return Added(
            script=sink.script.render(),
            head=sink.header.render(),
            body=sink.html.render(),
            name=self.get_name(),
        )

    def save(
        self,
        outfile: str | bytes | Path | BinaryIO,
        close_file: bool = True,  # noqa: FBT001, FBT002 - folium's own signature
        *,
        allow_added_layers: bool = False,
        **_: Any,
    ) -> None:
        """Write the page to a file; the same inputs give the same bytes.

        Parameters
        ----------
        outfile
            A path or an open binary file.
        close_file
            Close the file that was given.
        allow_added_layers
            See `render`.

        Raises
        ------
        ValueError
            Layers were added and not allowed; nothing is written then.
        """
        content = self.render(allow_added_layers=allow_added_layers).encode("utf-8")
        if isinstance(outfile, bytes):
            outfile = outfile.decode()
        if isinstance(outfile, str | Path):
            Path(outfile).write_bytes(content)
            return
        outfile.write(content)
        if close_file:
            outfile.close()


def conflict_map(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    strikes: pd.DataFrame,
    coverage: pd.DataFrame | None = None,
    *,
    summary: pd.DataFrame | None = None,
    registry: gpd.GeoDataFrame | None = None,
    areas: gpd.GeoDataFrame | None = None,
    findings: pd.DataFrame | None = None,
    figures: dict[str, Any] | None = None,
    profile: Any = None,
    edition: str = "restricted",
    lang: str = "en",
    radius_m: Sequence[float] = (500, 1000),
    title: str | None = None,
    sources: list[dict[str, Any]] | None = None,
    notice: str | None = None,
    headline: list[str] | None = None,
    limits: list[str] | None = None,
    languages: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
    candidates: pd.DataFrame | None = None,
) -> ConflictMap:
    """Draw one conflict: facilities by coverage outcome, strikes by tier, and how sure each is.

    Parameters
    ----------
    incidents, facilities
        Canonical tables, EPSG:4326.
    strikes
        What `geo.flag_strikes` (a row per radius) or `geo.pivot_flags` (a row per pair) returned.
    coverage
        What `geo.check_coverage` returned; with ``registry``, registered points are drawn too.
    summary
        What `geo.summarise_incidents` returned; without it an incident's tier is that of its
        likeliest single site.
    registry, areas, findings
        The other tables of the audit, where there are any.
    figures
        The account of the conflict: key figures, sources, how files were read.
    profile
        A `layers.conflicts.Profile`: names, frame, detail of the public edition.
    edition
        "restricted" or "public". In a public map what is not public is not in the file in any form.
    lang
        Language of the page; numbers and dates follow it.
    radius_m
        Radii of the flags, in metres.
    title, notice
        Heading, and a sentence under it; by default those of the profile and the figures.
    sources
        How each file was read, as ``read_as`` of `layers.load`; by default that of the figures.
    headline, limits
        Sentences for "what the data show" and "what this does not show"; by default plain ones made
        from the figures.
    languages
        The same sentences (``headline`` and ``limits``) in each further language that the page
        offers its reader; without ``headline`` and ``limits`` of your own it offers all.
    candidates
        The ``table`` of `geo.which_facility`: linked from incidents and facilities. Left out of a
        public edition.

    Returns
    -------
    ConflictMap; write it with ``.save(path)``.

    Raises
    ------
    ValueError
        Unknown edition, no radius, or strikes without tiers at one of the radii.
    """
    if edition not in EDITIONS:
        raise ValueError(f"edition is one of {', '.join(EDITIONS)}, not {edition!r}")
    if not len(radius_m):
        raise ValueError("radius_m names no radius")
    given = Inputs(
        incidents=incidents,
        facilities=facilities,
        strikes=strikes,
        coverage=coverage,
        summary=summary,
        registry=registry,
        areas=areas,
        findings=findings,
        figures=figures or {},
        profile=profile,
        edition=edition,
        lang=lang,
        radius_m=tuple(radius_m),
        title=title,
        sources=sources,
        notice=notice,
        headline=headline,
        limits=limits,
        languages=languages,
        candidates=candidates,
    )
    return ConflictMap(payload(given))
