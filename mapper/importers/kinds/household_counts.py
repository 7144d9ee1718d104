"""가구 수: public counts of households and buildings, by cell or by 행정동; never who they are."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from mapper.frames import HOUSEHOLD_COUNTS, plain
from mapper.importers.count import read_counts
from mapper.importers.district_code import CODE, KOSTAT_CODE, read_district_codes
from mapper.importers.field import Field
from mapper.importers.key import keys_from, refuse_repeated
from mapper.importers.moment import read_moments
from mapper.importers.reading import Importer
from mapper.importers.shape import read_shapes
from mapper.importers.sheet import Mask, Sheet
from mapper.importers.wkt_shape import GEOMETRY

_AREAS: Final = frozenset({"Polygon", "MultiPolygon"})
_TOTALS: Final = ("합계", "소계", "계", "총계", "총합계", "전체")
_CODE_IN_NAME: Final = r"\(\s*([0-9]{10})\s*\)$"
_LAST_WORD: Final = r"([^\s(]+)\s*(?:\(\s*[0-9]{10}\s*\))?$"
_WHOLE_CITY: Final = r"[0-9]{5}0{5}"
_MONTH: Final = re.compile(r"((?:19|20)[0-9]{2})\s*[-./년]?\s*(1[0-2]|0?[1-9])\s*[월.]?")

FIELDS: Final = (
    Field("cell", "격자 번호", ("gid", "격자코드", "격자번호", "격자 id", "GRID_CD", "TOT_REG_CD", "cell_id", "id")),
    CODE,
    KOSTAT_CODE,
    Field(
        "name",
        "행정동 이름",
        ("adm_nm", "행정동명", "행정동", "읍면동명", "읍면동", "행정구역", "행정기관", "동명", "name"),
        personal=True,
    ),
    Field(
        "households",
        "가구 수",
        ("households", "household_count", "가구수", "총가구수", "가구", "세대수", "총세대수", "세대"),
        required=True,
    ),
    Field("buildings", "건물 수", ("buildings", "building_count", "건물수", "총건물수", "건물")),
    Field("counted_on", "기준일", ("counted_on", "기준일", "기준일자", "작성기준일")),
    Field("counted_in", "기준연월", ("counted_in", "기준연월", "기준년월", "통계연월", "통계년월")),
    GEOMETRY,
)


def judge(sheet: Sheet) -> dict[str, pd.DataFrame]:
    """Judge public counts of households.

    Parameters
    ----------
    sheet : Sheet
        The file: areas with an id of their own, or rows with the code or the name of a 행정동.

    Returns
    -------
    dict of str to DataFrame
        HOUSEHOLD_COUNTS; sums of other rows, and rows whose number is held back, are left out and told.
    """
    by_cell = sheet.table.shapes is not None and (sheet.has("cell") or not sheet.has(CODE.name))
    sums = _sums(sheet)
    households = read_counts(sheet, "households", ~sums)
    kept = ~sums & ~households.held_back
    _note_left_out(sheet, sums, households.held_back & ~sums)
    buildings = read_counts(sheet, "buildings", kept)
    shapes: Any = read_shapes(sheet, _AREAS) if by_cell else np.full(len(sheet), None, dtype=object)
    codes, names = (sheet.nothing, sheet.nothing) if by_cell else _districts(sheet, kept)
    keys = _cell_keys(sheet, shapes, kept) if by_cell else codes.fillna(names)
    refuse_repeated(sheet, "cell" if by_cell else CODE.name, keys.where(kept))
    frame = pd.DataFrame(
        {
            "key": keys,
            "district_code": codes,
            "district_name": names,
            "households": households.numbers,
            "buildings": buildings.numbers,
            "counted_on": pd.Series(_days(sheet), dtype=object),
            "cell": pd.Series(list(shapes), dtype=object),
        }
    )
    return {HOUSEHOLD_COUNTS.name: frame[kept & ~sheet.refused].reset_index(drop=True)}


def _sums(sheet: Sheet) -> Mask:
    """Tell which rows add up others: 합계, and whole 시군구 or 시도 among 행정동."""
    said = [sheet.text(name) for name in ("cell", CODE.name, KOSTAT_CODE.name, "name")]
    sums = np.any([cells.str.replace(" ", "").isin(_TOTALS).to_numpy() for cells in said], axis=0)
    in_name = sheet.text("name").str.extract(_CODE_IN_NAME, expand=False)
    codes = sheet.text(CODE.name).fillna(in_name)
    found: Mask = sums | codes.str.fullmatch(_WHOLE_CITY).to_numpy(dtype=bool)
    return found & ~sheet.unread


def _note_left_out(sheet: Sheet, sums: Mask, held_back: Mask) -> None:
    if sums.any():
        rows = sheet.rows[sums].tolist()
        sheet.note("sums_left_out", f"{len(rows)} rows that add up others are left out.", rows=rows)
    held_back = held_back & ~sheet.unread
    if held_back.any():
        rows = sheet.rows[held_back].tolist()
        message = f"{len(rows)} rows whose number is held back (X, *, - or blank) are left out: it is not taken for 0."
        sheet.note("held_back", message, rows=rows)


def _districts(sheet: Sheet, kept: Mask) -> tuple[pd.Series[str], pd.Series[str]]:
    sheet.require_any(CODE.name, KOSTAT_CODE.name, "name")
    names = sheet.text("name")
    codes = read_district_codes(sheet, kept).fillna(names.str.extract(_CODE_IN_NAME, expand=False))
    names = names.str.extract(_LAST_WORD, expand=False)
    nowhere = kept & (codes.isna() & names.isna()).to_numpy()
    remedy = "fill it in, or delete the row"
    expected = "the code or the name of a 행정동"
    sheet.refuse(nowhere, CODE.name, "blank", expected=expected, remedy=remedy, values=[None] * len(sheet))
    return codes, names


def _cell_keys(sheet: Sheet, shapes: Any, kept: Mask) -> pd.Series[str]:
    if not sheet.has("cell"):
        outlines = shapely.to_wkb(shapely.set_precision(shapely.normalize(shapes), 0.01), hex=True)
        return keys_from(sheet, ["" if outline is None else str(outline) for outline in outlines.tolist()])
    ids = sheet.text("cell")
    blank = kept & ids.isna().to_numpy()
    sheet.refuse(blank, "cell", "blank", expected="an id in every row", remedy="fill it in or delete the row")
    return ids


def _days(sheet: Sheet) -> list[dt.date | None]:
    days = [None if moment is None else moment.date() for moment in plain(read_moments(sheet, "counted_on").at)]
    if sheet.has("counted_on") or not sheet.has("counted_in"):
        return days
    cells = sheet.text("counted_in")
    read = [_last_of_month(cell) if isinstance(cell, str) else None for cell in cells.tolist()]
    to_come = [day is None or day.replace(day=1) > sheet.today for day in read]
    wrong = np.array(to_come, dtype=bool) & cells.notna().to_numpy()
    remedy = "write it so, or leave it blank"
    sheet.refuse(wrong, "counted_in", "not_a_month", expected="a past month such as 2024-05 or 202405", remedy=remedy)
    return read


def _last_of_month(cell: str) -> dt.date | None:
    found = _MONTH.fullmatch(cell)
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    return dt.date(year, month, calendar.monthrange(year, month)[1])


IMPORTER: Final = Importer("household-counts", "가구 수", FIELDS, (HOUSEHOLD_COUNTS,), judge, ("multipolygons",))
