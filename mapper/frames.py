"""Contracts of the frames that pass between bands: columns, geometry, CRS.

A frame is checked once, where it enters a band; after that its columns are relied on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from mapper.crs import KOREA_TM, require_crs
from mapper.errors import FrameFault, WrongCrs

_KINDS: Final[dict[str, Callable[[Any], bool]]] = {
    "text": lambda s: pd.api.types.is_string_dtype(s) or pd.api.types.is_object_dtype(s),
    "number": pd.api.types.is_numeric_dtype,
    "flag": pd.api.types.is_bool_dtype,
    "date": pd.api.types.is_datetime64_any_dtype,
    "any": lambda _s: True,
}


def plain(column: pd.Series[Any]) -> list[Any]:
    """Return a column as Python values, with None wherever one is missing.

    Parameters
    ----------
    column : pandas.Series
        Of any type.

    Returns
    -------
    list
        Same length and order.
    """
    missing = column.isna().to_numpy()
    return [None if gone else value for value, gone in zip(column.tolist(), missing, strict=True)]


@dataclass(frozen=True)
class Contract:
    """What a frame must hold to be called by this name.

    Attributes
    ----------
    name : str
        Name used in errors.
    columns : dict of str to str
        Column name to kind: ``text``, ``number``, ``flag``, ``date`` or ``any``.
    geometry : frozenset of str
        Geometry types allowed; empty for a frame without geometry.
    crs : int
        EPSG code of the geometry.
    """

    name: str
    columns: dict[str, str]
    geometry: frozenset[str] = frozenset()
    crs: int = KOREA_TM

    def check(self, frame: pd.DataFrame) -> None:
        """Refuse a frame that breaks the contract, naming every fault at once.

        Parameters
        ----------
        frame : pandas.DataFrame
            The frame; a GeoDataFrame where the contract has geometry.

        Raises
        ------
        FrameFault
            With all the faults in one sentence.
        """
        faults = [*self._column_faults(frame), *self._geometry_faults(frame)]
        if faults:
            message = f"Frame {self.name}: " + "; ".join(faults) + "."
            raise FrameFault(message, frame=self.name, faults=faults)

    def _column_faults(self, frame: pd.DataFrame) -> list[str]:
        faults = []
        for column, kind in self.columns.items():
            if column not in frame.columns:
                faults.append(f"column {column} is missing")
            elif not _KINDS[kind](frame[column]):
                faults.append(f"column {column} is {frame[column].dtype}, expected {kind}")
        return faults

    def _geometry_faults(self, frame: pd.DataFrame) -> list[str]:
        if not self.geometry:
            return []
        if not isinstance(frame, gpd.GeoDataFrame):
            return ["it has no geometry column"]
        try:
            require_crs(frame.crs, self.crs, what=f"frame {self.name}")
        except WrongCrs as error:
            return [error.message]
        found = set(frame.geom_type.dropna().unique()) - self.geometry
        missing = int(frame.geometry.isna().sum())
        faults = [f"geometry {sorted(found)}, expected {sorted(self.geometry)}"] if found else []
        return faults + ([f"{missing} rows without geometry"] if missing else [])


ALLEY_LINES: Final = Contract(
    "ALLEY_LINES",
    {
        "source_id": "text",  # id of the line in its file, unique there
        "alley_key": "text",  # lines with one key are one alley
        "name": "text",  # road name, or None
        "road_code": "text",  # road-name code, or None
        "width_m": "number",  # NaN when unknown
        "road_class": "text",  # as the source says: residential, service, 4, ...
        "graded": "flag",  # an alley to survey and grade; otherwise context
        "level": "text",  # "" on the ground; bridge/tunnel/layer otherwise; levels do not meet
    },
    frozenset({"LineString"}),
)
"""One line per source feature, as importers read it."""

SEGMENTS: Final = Contract(
    "SEGMENTS",
    {
        "fingerprint": "text",  # same source line, same shape to the millimetre -> same text
        "alley_key": "text",
        "source_id": "text",
        "ordinal": "number",  # order along the source line, from 0
        "length_m": "number",
        "graded": "flag",
        "stub": "flag",  # shorter than 30 m with a free end
        "level": "text",
        "road_class": "text",
        "district_code": "text",  # by longest share; None outside every district
    },
    frozenset({"LineString"}),
)
"""One line per segment, as segmenting makes them."""

NETWORK: Final = Contract(
    "NETWORK",
    {"fingerprint": "text", "length_m": "number", "graded": "flag", "district_code": "text"},
    frozenset({"LineString"}),
)
"""One line per segment of a whole network, as public points are made from it; SEGMENTS is such a frame."""

DISTRICTS: Final = Contract(
    "DISTRICTS",
    {"code": "text", "name": "text"},
    frozenset({"Polygon", "MultiPolygon"}),
)
"""One area per 행정동; ``code`` is the ministry's 10 digits, or ``kostat:`` and the digits of 통계청."""

SURVEYS: Final = Contract(
    "SURVEYS",
    {
        "source_key": "text",  # id of the survey where it comes from, unique there
        "segment_id": "any",  # the segment the rater picked, or None
        "x": "number",  # otherwise where it was walked [m, EPSG:5179], NaN when segment_id is given
        "y": "number",
        "accuracy_m": "number",  # 68 % radius of x, y; NaN when unknown
        "walked_at": "date",  # when it occurred, with time zone
        "recorded_at": "date",  # when it reached us; NaT means now
        "surveyor": "text",
        "rubric": "text",  # rubric version
        "levels": "any",  # tuple in rubric order: 0-4, -1 for 해당 없음, None for 확인 못함
        "duration_s": "number",  # NaN when unknown
    },
)
"""One row per survey (one walk of one segment); no geometry column."""

ISSUES: Final = Contract(
    "ISSUES",
    {
        "source_key": "text",
        "category": "text",  # id of mapper.domain.category
        "severity": "number",  # 1-4
        "segment_id": "any",  # when a person on site picked the segment, else None
        "x": "number",  # [m, EPSG:5179], NaN when it has no position
        "y": "number",
        "accuracy_m": "number",  # 68 % radius, NaN when unknown
        "road_name": "text",  # road name its address names, or None
        "address": "text",  # where it is, in words, or None; never public
        "origin": "text",  # patrol, field, complaint or file
        "description": "text",  # or None; never public
        "reported_at": "date",
        "recorded_at": "date",  # NaT means now
    },
)
"""One row per issue (one thing wrong at one place); no geometry column."""

ISSUE_EVENTS: Final = Contract(
    "ISSUE_EVENTS",
    {
        "issue_key": "text",  # source_key of its issue
        "kind": "text",  # verified, rejected, resolved, reopened, closed, merged
        "occurred_at": "date",
        "recorded_at": "date",  # NaT means now
    },
)
"""What happened to an issue after it was reported, one row each."""

COMPLAINT_PREFIX: Final = "complaint:"
"""Before the key of a complaint that is the key of the issue which it opened: no other issue has such a key."""

COMPLAINTS: Final = Contract(
    "COMPLAINTS",
    {
        "source_key": "text",  # id in the source system
        "category": "text",
        "kind": "text",  # id of the deadline by which it is answered
        "x": "number",
        "y": "number",
        "accuracy_m": "number",
        "road_name": "text",
        "address": "text",  # where it is, in words, or None; never public
        "text": "text",  # what the resident wrote, or None; never public
        "filed_at": "date",
        "recorded_at": "date",
    },
)
"""One row per complaint (what a resident filed); no geometry column and no contact."""

HOUSEHOLD_COUNTS: Final = Contract(
    "HOUSEHOLD_COUNTS",
    {
        "key": "text",  # id of the cell, or code or name of the 행정동; unique in the file
        "district_code": "text",  # of a count by 행정동, where the file gives it
        "district_name": "text",  # of a count by 행정동 without a code: to be found among the districts
        "households": "number",  # whole
        "buildings": "number",  # whole, NaN when unknown
        "counted_on": "any",  # date, None when unknown
        "cell": "any",  # polygon or multipolygon in EPSG:5179 [m], None for a count by 행정동
    },
)
"""One row per public count of households, of a cell or of a 행정동; nothing about who they are."""

PLACES: Final = Contract(
    "PLACES",
    {
        "source_key": "text",
        "kind": "text",  # what it is, as the source says: 근린공원, 파출소, ...
        "name": "text",  # or None
        "address": "text",  # or None
        "x": "number",  # [m, EPSG:5179], NaN when it has no position
        "y": "number",
    },
)
"""One row per public place; no geometry column and no contact."""

SHOPS: Final = Contract(
    "SHOPS",
    {
        "source_key": "text",
        "sector": "text",  # a key of mapper.domain.shop.SHOP_SECTORS
        "name": "text",
        "address": "text",  # or None
        "hours": "text",  # when it is open, as the source says, or None
        "services": "text",  # what it does for neighbours, or None
        "joined_on": "any",  # date, None when unknown
        "x": "number",  # [m, EPSG:5179]
        "y": "number",
    },
)
"""One row per welfare shop; no geometry column, and nobody's name or number."""

POINTS: Final = Contract(
    "POINTS",
    {
        "x": "number",  # [m, EPSG:5179], NaN when it has no position
        "y": "number",
        "accuracy_m": "number",  # 68 % radius, NaN when unknown
        "road_name": "text",  # road name its address names, or None
    },
)
"""One row per point to place on a segment; ISSUES and COMPLAINTS are such frames."""

ADDRESSES: Final = Contract(
    "ADDRESSES",
    {
        "source_key": "text",  # what the row is known by in its file
        "road_code": "text",  # 12 digits: 시군구 and road; None where only management_no tells which address is meant
        "ground": "number",  # 0 above ground, 1 below, 2 in the air
        "main": "number",  # 본번; NaN for a row about a whole road
        "sub": "number",  # 부번, 0 for none
        "management_no": "text",  # 관리번호, by which the files of 주소DB are joined
        "legal_code": "text",  # 10 digits of the 법정동 or 법정리
        "province": "text",
        "city": "text",  # 시군구, None in 세종
        "town": "text",  # 법정 읍면동
        "village": "text",  # 법정리
        "road": "text",
        "district_code": "text",  # 행정동
        "district": "text",
        "postcode": "text",
        "building": "text",  # its name
        "lot_mountain": "flag",
        "lot_main": "number",  # 번지; NaN where the row names no lot
        "lot_sub": "number",
        "x": "number",  # [m, EPSG:5179], NaN when undisclosed
        "y": "number",
        "exactness": "number",  # mapper.domain.address.Exactness of x, y
        "gone": "flag",  # 이동사유 63
        "told_on": "any",  # date of the edition
    },
)
"""One row per line of an official file of addresses: of an address, of a lot that it stands on, or of a road."""

MATCHABLE_SEGMENTS: Final = Contract(
    "MATCHABLE_SEGMENTS",
    {
        "id": "text",
        "name": "text",  # of its alley, or None
        "width_m": "number",  # of its alley, NaN when unknown
    },
    frozenset({"LineString"}),
)
"""One line per graded segment, as points are placed on them."""

GRADED_LINES: Final = Contract(
    "GRADED_LINES",
    {
        "id": "text",
        "name": "text",
        "overall": "text",  # A-E or None for 미조사
        "residential": "text",
        "walking": "text",
        "confidence": "text",  # high, medium, low or None
    },
    frozenset({"LineString"}),
)
"""One line per graded segment, as layers draw them."""

CONTEXT_ROADS: Final = Contract(
    "CONTEXT_ROADS",
    {
        "name": "text",  # road name, or None
        "road_class": "text",  # as the source says
        "level": "text",  # "" on the ground
    },
    frozenset({"LineString"}),
)
"""One line per road that is not graded, as layers draw them."""

PUBLIC_ISSUES: Final = Contract(
    "PUBLIC_ISSUES",
    {
        "label": "text",  # Korean name of the category
        "count": "number",  # issues at this public point
    },
    frozenset({"Point"}),
)
"""One row per public point of issues (a segment's, never where a person stood), as layers draw them."""

VENUES: Final = Contract(
    "VENUES",
    {
        "id": "text",  # UUID of the venue; an area has a row more than its mark
        "kind": "text",  # a key of mapper.domain.venue.VENUE_KINDS
        "name": "text",
    },
    frozenset({"Point", "Polygon"}),
)
"""One row per 모두의 운동장: a school yard or a hall that residents may use, as everybody knows it."""

PUBLIC_SHOPS: Final = Contract(
    "PUBLIC_SHOPS",
    {
        "id": "text",  # UUID of the shop, unique
        "sector": "text",  # a key of mapper.domain.shop.SHOP_SECTORS
        "name": "text",
        "hours": "text",  # or None
        "services": "text",  # or None
    },
    frozenset({"Point"}),
)
"""One row per 복지상점, as layers draw them."""

DENSITY: Final = Contract(
    "DENSITY",
    {
        "path": "text",  # of the area in its tree, unique
        "name": "text",  # which 행정동 it lies in
        "band": "text",  # such as 10–14; no number is told anywhere
        "rate": "number",  # class of the share of households, 1 to 5
    },
    frozenset({"MultiPolygon"}),
)
"""One area per band of a release of density, as planners see it; they cover the city and do not overlap."""
