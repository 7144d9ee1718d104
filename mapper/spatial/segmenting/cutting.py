"""The whole way from alley lines to segments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapper.crs import KOREA_TM
from mapper.frames import ALLEY_LINES, SEGMENTS
from mapper.spatial.districting import district_codes
from mapper.spatial.segmenting.doubles import find_doubles
from mapper.spatial.segmenting.fingerprint import fingerprints
from mapper.spatial.segmenting.noding import Arcs, node_lines
from mapper.spatial.segmenting.parts import SLACK_M, equal_parts
from mapper.spatial.segmenting.polylines import Polylines
from mapper.spatial.segmenting.report import CutReport, account, describe_doubles

STUB_M: Final = 30.0
"""A shorter segment with a free end is a stub [m]."""


@dataclass(frozen=True, eq=False)
class Cut:
    """A network cut into segments.

    Attributes
    ----------
    segments : GeoDataFrame
        By the contract SEGMENTS, in order of source id, then along the source line.
    report : CutReport
        What went in, what came out, and what was noticed.
    """

    segments: gpd.GeoDataFrame
    report: CutReport


def cut_alleys(lines: gpd.GeoDataFrame, districts: gpd.GeoDataFrame | None = None) -> Cut:
    """Cut alley lines into segments.

    Parameters
    ----------
    lines : GeoDataFrame
        By the contract ALLEY_LINES; context roads make junctions as well.
    districts : GeoDataFrame or None
        By the contract DISTRICTS; without them no segment has a district.

    Returns
    -------
    Cut
        The same segments whatever the order of the rows and the direction of the lines.

    Raises
    ------
    FrameFault
        When a frame breaks its contract; a wrong CRS is named together with the one expected.
    """
    ALLEY_LINES.check(lines)
    sources = _ordered(lines)
    kept, repeated = _without_doubles(_one_way(sources[sources.length > 0]), reason="same")
    shapes = Polylines.of(kept.geometry.to_numpy())
    arcs = node_lines(shapes, kept["level_code"].to_numpy())
    arc_lines = kept.iloc[arcs.line].set_geometry(shapes.between(arcs.start, arcs.end), crs=KOREA_TM)
    remaining, overlapping = _without_doubles(arc_lines.reset_index(drop=True), reason="overlap")
    network = arcs[remaining.index.to_numpy()]
    stretches = network.stretches()
    segments = _segments(kept, shapes, stretches, free_end=network.free_ends(stretches))
    if districts is not None:
        segments["district_code"] = pd.array(district_codes(segments.geometry.to_numpy(), districts), dtype="string")
    SEGMENTS.check(segments)
    report = account(
        sources,
        segments,
        pd.concat([repeated, overlapping]),
        junctions=network.junctions(),
        equal_cuts=len(segments) - len(stretches),
        located=districts is not None,
    )
    return Cut(segments, report)


def _ordered(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Sort by id, so that nothing hangs on the order of the rows, and clean the shapes without moving a vertex."""
    ordered = lines.sort_values("source_id", ignore_index=True)
    flat = shapely.force_2d(ordered.geometry.to_numpy())
    return ordered.set_geometry(shapely.remove_repeated_points(flat, 0), crs=KOREA_TM)


def _one_way(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Turn each line to the one of its two directions that its coordinates choose, so that both cut alike."""
    shapes = lines.geometry.to_numpy()
    turned = np.fromiter(map(_runs_back, shapes), dtype=bool, count=len(shapes))
    level_code = pd.factorize(lines["level"])[0]
    return (
        lines.assign(turned=turned, level_code=level_code)
        .set_geometry(np.where(turned, shapely.reverse(shapes), shapes), crs=KOREA_TM)
        .reset_index(drop=True)
    )


def _runs_back(line: shapely.LineString) -> bool:
    xy: list[list[float]] = shapely.get_coordinates(line).tolist()
    return xy[::-1] < xy


def _without_doubles(lines: gpd.GeoDataFrame, *, reason: str) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    rows = find_doubles(lines.geometry.to_numpy(), lines["level_code"].to_numpy(), lines["graded"].to_numpy())
    return lines.drop(index=pd.Index(rows.left_out)), describe_doubles(lines, rows, reason=reason)


def _segments(
    sources: gpd.GeoDataFrame, lines: Polylines, stretches: Arcs, *, free_end: NDArray[np.bool_]
) -> gpd.GeoDataFrame:
    parts = equal_parts(lines, stretches)
    source = sources.iloc[stretches.line[parts.stretch]].reset_index(drop=True)
    shapes = lines.between(parts.start, parts.end)
    shapes = np.where(source["turned"], shapely.reverse(shapes), shapes)
    length = shapely.length(shapes)
    forth, back = (source.groupby("source_id").cumcount(ascending=ascending) for ascending in (True, False))
    segments = gpd.GeoDataFrame(
        {
            "fingerprint": pd.array(fingerprints(shapes, source["source_id"], source["level"]), dtype="string"),
            "alley_key": source["alley_key"],
            "source_id": source["source_id"],
            "ordinal": np.where(source["turned"], back, forth),
            "length_m": length,
            "graded": source["graded"],
            "stub": free_end[parts.stretch] & (length < STUB_M - SLACK_M),
            "level": source["level"],
            "road_class": source["road_class"],
            "district_code": pd.array([None] * len(source), dtype="string"),
        },
        geometry=shapes,
        crs=KOREA_TM,
    )
    return segments.sort_values(["source_id", "ordinal"], ignore_index=True)
