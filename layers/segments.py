"""골목 등급: the graded segments, by the axis the reader chose."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from layers.base import MapLayer
from layers.style import AXES, UNGRADED
from mapper.errors import FrameFault
from mapper.frames import GRADED_LINES

AxisTotals = dict[str, dict[str, dict[str, float]]]
"""Axis key to symbol key to ``segments`` and ``km``."""


class Segments(MapLayer):
    """Graded segments in the palette, widths and dashes of spec 1.0 §8."""

    key = "segments"
    title_ko = "골목 등급"
    contract = GRADED_LINES
    legend = AXES

    def _checked(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        checked = super()._checked(frame)
        faults = [
            f"column {axis.key} holds {value!r}, expected one of {', '.join(_values(axis.key))} or nothing"
            for axis in AXES
            for value in checked[axis.key].dropna().unique()
            if value not in _values(axis.key)
        ]
        if faults:
            message = f"Frame {self.contract.name}: " + "; ".join(faults) + "."
            raise FrameFault(message, frame=self.contract.name, faults=faults)
        return checked


def axis_totals(frame: gpd.GeoDataFrame) -> AxisTotals:
    """Count segments and kilometres for every entry of the legend.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Contract ``GRADED_LINES``; lengths are taken from its geometry [m].

    Returns
    -------
    dict
        For each axis, each value: ``segments`` (a count) and ``km`` (three decimals).
    """
    kilometres = frame.geometry.length / 1000
    totals: AxisTotals = {}
    for axis in AXES:
        values: Any = frame[axis.key].fillna(UNGRADED.key)
        of_value = {symbol.key: values == symbol.key for symbol in axis.symbols}
        totals[axis.key] = {
            key: {"segments": int(rows.sum()), "km": round(float(kilometres[rows].sum()), 3)}
            for key, rows in of_value.items()
        }
    return totals


def _values(axis_key: str) -> list[str]:
    return [symbol.key for axis in AXES if axis.key == axis_key for symbol in axis.symbols if symbol is not UNGRADED]
