"""MapLayer: a real ``folium.map.Layer`` that draws from vector tiles or from a frame."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import geopandas as gpd
import numpy as np
import shapely
from folium.map import Layer
from folium.template import Template

from layers.embed import Verbatim, figure_of, put_drawing, script_json
from layers.style import Axis
from mapper.crs import WGS84
from mapper.errors import InvalidInput
from mapper.frames import Contract

COORDINATE_DIGITS: Final = 6
"""Decimals of a degree that reach the browser: about 0.1 m."""


def to_web(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame in longitude and latitude, rounded for the browser.

    The one place where coordinates leave metres.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        In ``KOREA_TM``, as its contract says.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows in ``WGS84``.
    """
    web = frame.to_crs(WGS84)
    rounded = shapely.transform(web.geometry.to_numpy(), lambda xy: np.round(xy, COORDINATE_DIGITS))
    return web.set_geometry(gpd.GeoSeries(rounded, index=web.index, crs=WGS84))


class MapLayer(Layer):
    """A layer of the city's map.

    Parameters
    ----------
    source : str or geopandas.GeoDataFrame
        Address of vector tiles on our own host, with ``{z}``, ``{x}`` and ``{y}``, for a map we
        serve; or a frame that keeps ``contract``, drawn into any ``folium.Map``.
    show : bool, optional
        Whether it is switched on at first; the layer's own habit when not given.

    Attributes
    ----------
    key : str
        Name in addresses, tiles and files.
    title_ko : str
        Korean name on the switch.
    contract : Contract
        What a frame must hold; its geometry types are the ones the layer draws.
    shown : bool
        Whether it is switched on at first.
    legend : tuple of Axis
        What its colours mean; empty where they mean nothing.

    Raises
    ------
    FrameFault
        When a frame breaks the contract, naming every fault and both CRS codes.
    InvalidInput
        When an address is on another host or lacks a placeholder.
    """

    key: ClassVar[str]
    title_ko: ClassVar[str]
    contract: ClassVar[Contract]
    shown: ClassVar[bool] = True
    legend: ClassVar[tuple[Axis, ...]] = ()

    _template = Template(
        "{% macro script(this, kwargs) %}\n"
        "var {{ this.get_name() }} = golmok.layer({{ this.key|tojson }}, {{ this.source()|tojson }});\n"
        "{% endmacro %}"
    )

    def __init__(self, source: str | gpd.GeoDataFrame, *, show: bool | None = None) -> None:
        super().__init__(name=self.title_ko, overlay=True, show=self.shown if show is None else show)
        self._name = f"Golmok{type(self).__name__}"
        self.tiles = _own_address(source) if isinstance(source, str) else None
        self.web = None if isinstance(source, str) else to_web(self._checked(source))

    def source(self) -> dict[str, str]:
        """Return where the browser finds the features.

        Returns
        -------
        dict
            ``tiles``, an address, or ``block``, the id of a JSON block in the page.
        """
        return {"tiles": self.tiles} if self.tiles else {"block": f"{self.get_name()}_data"}

    def collection(self) -> dict[str, Any]:
        """Return the features of the frame as GeoJSON.

        Returns
        -------
        dict
            A FeatureCollection with the columns of the contract; empty for tiles.
        """
        if self.web is None:
            return {"type": "FeatureCollection", "features": []}
        columns = self.web[list(self.contract.columns)].astype(object)
        rows = columns.where(columns.notna(), None).to_dict(orient="records")
        shapes = [shapely.geometry.mapping(shape) for shape in self.web.geometry]
        features = [
            {"type": "Feature", "properties": row, "geometry": shape} for row, shape in zip(rows, shapes, strict=True)
        ]
        return {"type": "FeatureCollection", "features": features}

    def block(self) -> dict[str, Any]:
        """Return what stands in the page's JSON block.

        Returns
        -------
        dict
            The features; or ``href``, the address on our host that answers them.
        """
        return self.collection()

    def render(self, **kwargs: Any) -> str:
        """Put scripts, data and the layer's own call into the figure.

        Parameters
        ----------
        **kwargs : Any
            Handed on to Folium.

        Returns
        -------
        str
            Nothing: a layer has no text outside its figure.
        """
        figure = figure_of(self)
        put_drawing(figure)
        if not self.tiles:
            figure.html.add_child(self._data_block(), name=f"{self.get_name()}_data")
        super().render(**kwargs)  # type: ignore[no-untyped-call]  # folium leaves it untyped
        return ""

    def _data_block(self) -> Verbatim:
        identifier = f"{self.get_name()}_data"
        data = script_json(self.block())
        return Verbatim(f'<script type="application/json" id="{identifier}">{data}</script>\n')

    def _checked(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        self.contract.check(frame)
        return frame

    def _get_self_bounds(self) -> list[list[float | None]]:
        if self.web is None or self.web.empty:
            return [[None, None], [None, None]]
        west, south, east, north = (float(edge) for edge in self.web.total_bounds)
        return [[south, west], [north, east]]


def _own_address(address: str) -> str:
    ours = address.startswith("/") and not address.startswith("//")
    if not ours or not all(part in address for part in ("{z}", "{x}", "{y}")):
        message = (
            f"Tile address {address!r} cannot be used, expected a path on our own host such as "
            "'/tiles/segments/{z}/{x}/{y}.mvt'; nothing is loaded from elsewhere."
        )
        raise InvalidInput(message, address=address)
    return address
