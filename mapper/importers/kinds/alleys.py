"""골목: road lines with what is known of each, from OSM-style or official columns.

Of a 도로구간 (TL_SPRD_MANAGE) the name, code, class and width are read, and never ROAD_LT, which is the length of
the whole named road. Of the 표준노드링크 (MOCT_LINK) one link of the two directions is kept.
"""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapper.crs import KOREA_TM
from mapper.frames import ALLEY_LINES
from mapper.importers.field import Field
from mapper.importers.key import refuse_repeated, source_keys
from mapper.importers.link_pair import opposite_links
from mapper.importers.number import decimals
from mapper.importers.reading import Importer
from mapper.importers.road_class import is_graded, level_of, structure_tags
from mapper.importers.shape import read_shapes
from mapper.importers.sheet import Sheet
from mapper.importers.tag import parse_tags
from mapper.importers.wkt_shape import GEOMETRY

_TAGS: Final = ("highway", "service", "footway", "access", "bridge", "tunnel", "layer", "width", "name:ko")
_SHORTEST_M: Final = 0.001
_WIDEST_M: Final = 100.0
_METRES: Final = r"^([0-9.]+)\s*(?:m|미터|meters?|metres?)?$"
_NAMELESS: Final = ("-", "무명", "무명도로")
_LINES: Final = frozenset({"LineString", "MultiLineString"})

FIELDS: Final = (
    Field(
        "source_id",
        "원본 번호",
        ("osm_id", "@id", "RDS_MAN_NO", "도로구간일련번호", "LINK_ID", "osm_way_id", "source_id", "id"),
    ),
    Field("city_code", "시군구코드", ("SIG_CD", "시군구코드")),
    Field("name", "도로명", ("name", "RN", "도로명", "도로이름", "ROAD_NAME"), personal=True),
    Field("road_code", "도로명코드", ("RN_CD", "도로명코드")),
    Field("road_class", "도로위계", ("ROA_CLS_SE", "도로위계", "도로위계구분", "ROAD_RANK")),
    Field("road_type", "도로유형", ("ROAD_TYPE",)),
    Field("start_node", "시작 노드", ("F_NODE",)),
    Field("end_node", "종료 노드", ("T_NODE",)),
    Field("width", "도로폭", ("ROAD_BT", "width", "도로폭")),
    Field("tags", "OSM 태그", ("other_tags", "tags")),
    GEOMETRY,
    *(Field(tag, f"OSM {tag}", (tag,), personal=True) for tag in _TAGS if tag != "width"),
)


def judge(sheet: Sheet) -> dict[str, pd.DataFrame]:
    """Judge road lines.

    Parameters
    ----------
    sheet : Sheet
        The file.

    Returns
    -------
    dict of str to DataFrame
        ALLEY_LINES, one row per line; a feature of several lines becomes ``id#1``, ``id#2``, ...
    """
    sheet.require_any("highway", "road_class")
    shapes = _lines(sheet)
    tags = _tags(sheet)
    frame = _attributes(sheet, tags)
    good = ~sheet.refused & _roads(sheet, frame)
    good &= ~_second_directions(sheet, frame["source_id"], _only(shapes, good))
    lines = gpd.GeoDataFrame(frame[good], geometry=shapes[good], crs=KOREA_TM)
    return {ALLEY_LINES.name: _parted(sheet, lines)}


def _lines(sheet: Sheet) -> NDArray[Any]:
    shapes = read_shapes(sheet, _LINES)
    tidy = shapely.remove_repeated_points(shapes, 0.0)
    repaired = int((shapely.get_num_coordinates(tidy) < shapely.get_num_coordinates(shapes)).sum())
    if repaired:
        sheet.note("repeated_points", f"Repeated points were dropped from {repaired} lines.", features=repaired)
    parts, owner = shapely.get_parts(tidy, return_index=True)
    short = np.zeros(len(sheet), dtype=bool)
    short[owner[shapely.length(parts) < _SHORTEST_M]] = True
    values = [f"a line of {length:.6f} m" for length in shapely.length(tidy)]
    remedy = "draw it again or delete it"
    sheet.refuse(short, "geometry", "zero_length", expected="a line at least 1 mm long", remedy=remedy, values=values)
    return tidy


def _tags(sheet: Sheet) -> list[dict[str, str]]:
    packed = [parse_tags(cell) if isinstance(cell, str) else {} for cell in sheet.text("tags").tolist()]
    unreadable = [int(row) for row, tags in zip(sheet.rows, packed, strict=True) if tags is None]
    if unreadable:
        message = f"{len(unreadable)} cells of {sheet.column('tags')} could not be read; their tags are unknown."
        sheet.note("tags_unreadable", message, rows=unreadable)
    tags = [found or {} for found in packed]
    for own, road_type in zip(tags, sheet.text("road_type").tolist(), strict=True):
        own.update(structure_tags(road_type) if isinstance(road_type, str) else {})
    for name in _TAGS:
        for own, cell in zip(tags, sheet.text(name).tolist(), strict=True):
            if isinstance(cell, str):
                own[name] = cell
    return tags


def _attributes(sheet: Sheet, tags: list[dict[str, str]]) -> pd.DataFrame:
    source_id = _source_ids(sheet)
    own_name = pd.Series([own.get("name:ko") for own in tags], dtype="str")
    name = own_name.fillna(sheet.text("name"))
    name = name.where(~name.isin(_NAMELESS))
    road_class = sheet.text("road_class")
    highway = pd.Series([own.get("highway") for own in tags], dtype="str")
    road_code = _road_codes(sheet)
    classes, names = _plain(road_class), _plain(name)
    return pd.DataFrame(
        {
            "source_id": source_id,
            "alley_key": road_code.fillna(name).fillna(source_id),
            "name": pd.Series(names, dtype=object),
            "road_code": pd.Series(_plain(road_code), dtype=object),
            "width_m": _widths(sheet, tags),
            "road_class": road_class.fillna(highway).fillna(""),
            "graded": [is_graded(*row) for row in zip(classes, names, tags, strict=True)],
            "level": pd.Series([level_of(own) for own in tags], dtype="str"),
        }
    ).astype({"graded": bool})


def _source_ids(sheet: Sheet) -> pd.Series[str]:
    if not (sheet.has("source_id") and sheet.has("city_code")):
        return source_keys(sheet, "source_id")
    # RDS_MAN_NO is unique within its 시군구 only
    keys = sheet.required("city_code") + "-" + sheet.required("source_id")
    refuse_repeated(sheet, "source_id", keys)
    return keys


def _road_codes(sheet: Sheet) -> pd.Series[str]:
    codes = sheet.text("road_code")
    short = (codes.str.len() <= 7).to_numpy(dtype=bool)
    return codes.where(~short, sheet.text("city_code").fillna("") + codes)


def _widths(sheet: Sheet, tags: list[dict[str, str]]) -> NDArray[np.float64]:
    cells = pd.Series([own.get("width") for own in tags], dtype="str")
    widths = decimals(cells.str.extract(_METRES, expand=False))
    usable = (widths > 0) & (widths <= _WIDEST_M)
    unused = int((cells.notna().to_numpy() & ~usable & (widths != 0)).sum())
    if unused:
        message = f"{unused} widths are not metres above 0 and up to {_WIDEST_M:g}; they count as unknown."
        sheet.note("widths_unused", message, rows=unused)
    return np.where(usable, widths, np.nan)


def _roads(sheet: Sheet, frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Leave out lines that no column calls a road: rivers, walls and rails of an OSM extract."""
    roads = ((frame["road_class"] != "") | frame["graded"]).to_numpy(dtype=bool)
    if not roads.all():
        count = int((~roads).sum())
        sheet.note("not_roads", f"{count} lines have no road class and are left out.", rows=count)
    return roads


def _second_directions(sheet: Sheet, keys: pd.Series[str], lines: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which links only run back along one that is kept: of the two, the one of the lower id stays."""
    if not (sheet.has("start_node") and sheet.has("end_node")):
        return np.zeros(len(sheet), dtype=bool)
    opposite = opposite_links(_plain(sheet.text("start_node")), _plain(sheet.text("end_node")), lines)
    paired = opposite >= 0
    second = paired & (keys > keys.iloc[opposite].reset_index(drop=True)).to_numpy(dtype=bool)
    single = int((~paired & ~shapely.is_missing(lines)).sum())
    message = (
        f"{int(second.sum())} roads are drawn twice, one link a direction: the link of the lower id is kept;"
        f" {single} links have no link back."
    )
    sheet.note("links_paired", message, pairs=int(second.sum()), single=single)
    return second


def _parted(sheet: Sheet, lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    parts = lines.explode(ignore_index=True)
    of = parts.groupby("source_id", sort=False)["source_id"]
    several = (of.transform("size") > 1).to_numpy()
    if several.any():
        features = int(parts.loc[several, "source_id"].nunique())
        message = f"{features} features of several lines were split into {int(several.sum())} lines."
        sheet.note("lines_split", message, features=features, lines=int(several.sum()))
    numbered = parts["source_id"] + "#" + (of.cumcount() + 1).astype("str")
    parts["source_id"] = parts["source_id"].where(~several, numbered)
    return parts


def _only(shapes: NDArray[Any], good: NDArray[np.bool_]) -> NDArray[Any]:
    left = shapes.copy()
    left[~good] = None
    return left


def _plain(cells: pd.Series[str]) -> list[str | None]:
    return [cell if isinstance(cell, str) else None for cell in cells.tolist()]


IMPORTER: Final = Importer(
    "alleys", "골목", FIELDS, (ALLEY_LINES,), judge, layers=("TL_SPRD_MANAGE", "MOCT_LINK", "lines")
)
