"""사례 밀도: bands of a release, for planners; it says itself how well it shows what is so."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from layers.base import MapLayer
from mapper.frames import DENSITY


class Density(MapLayer):
    """Areas of one release, coloured by their class, with their band written on them.

    Parameters
    ----------
    source : geopandas.GeoDataFrame
        By the contract DENSITY: of a release, as nothing else may be drawn of households.
    correlation : float or None
        With the true density of squares of 500 m, at least, as the release states it; None where the release states none,
        as those with noise do. Either is part of the layer's name in Folium's layer control: nobody draws it without.
    address : str or None
        On our host, that answers `collection`: the page then is as light for a large city as for a small one.
    """

    key = "density"
    title_ko = "사례 밀도"
    contract = DENSITY

    def __init__(self, source: gpd.GeoDataFrame, *, correlation: float | None, address: str | None = None) -> None:
        super().__init__(source)
        self._address = address
        said = "모름" if correlation is None else f"{correlation:.2f} 이상"
        self.layer_name = f"{self.title_ko} (실제와의 상관 {said})"

    def block(self) -> dict[str, Any]:
        """Return what stands in the page's JSON block.

        Returns
        -------
        dict
            The address of the areas, or themselves where they have none.
        """
        return {"href": self._address} if self._address else self.collection()
