"""행정동: an area, the code of an office, a name."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import pandas as pd

from mapper.crs import KOREA_TM
from mapper.frames import DISTRICTS
from mapper.importers.district_code import CODE, KOSTAT_CODE, read_district_codes
from mapper.importers.field import Field
from mapper.importers.key import refuse_repeated
from mapper.importers.reading import Importer
from mapper.importers.shape import read_shapes
from mapper.importers.sheet import Sheet
from mapper.importers.wkt_shape import GEOMETRY

NAME: Final = Field(
    "name",
    "행정동 이름",
    ("adm_nm", "행정동명", "읍면동명", "HJD_NM", "EMD_KOR_NM", "EMD_NM", "동명", "name", "emd"),
    required=True,
    personal=True,
)


def judge(sheet: Sheet) -> dict[str, pd.DataFrame]:
    """Judge districts.

    Parameters
    ----------
    sheet : Sheet
        The file.

    Returns
    -------
    dict of str to DataFrame
        DISTRICTS; a name is its last word (``경기도 의정부시 의정부1동`` becomes ``의정부1동``).
    """
    codes = _codes(sheet)
    names = sheet.required(NAME.name).str.extract(r"(\S+)$", expand=False)
    shapes = read_shapes(sheet, DISTRICTS.geometry)
    good = ~sheet.refused
    _note_legal(sheet, codes[good])
    columns = {"code": codes[good].reset_index(drop=True), "name": names[good].reset_index(drop=True)}
    return {DISTRICTS.name: gpd.GeoDataFrame(columns, geometry=shapes[good], crs=KOREA_TM)}


def _codes(sheet: Sheet) -> pd.Series[str]:
    sheet.require_any(CODE.name, KOSTAT_CODE.name)
    column = KOSTAT_CODE.name if sheet.has(KOSTAT_CODE.name) else CODE.name
    sheet.required(column)
    codes = read_district_codes(sheet, ~sheet.unread)
    refuse_repeated(sheet, column, codes)
    return codes


def _note_legal(sheet: Sheet, codes: pd.Series[str]) -> None:
    # 읍 and 면 have one code in both systems; a legal 동 is numbered from 101 and an administrative one from 500
    legal = int(codes.str.fullmatch(r"[0-9]{5}1[0-9]{4}").sum())
    if legal:
        message = (
            f"{legal} of {len(codes)} areas are 법정동, not 행정동: they come in, but counts, rights and figures by"
            " 행정동 will find none of them. For 행정동 give TL_SCCO_GEMD, or a file with adm_cd2."
        )
        sheet.note("legal_districts", message, rows=legal)


IMPORTER: Final = Importer(
    "districts",
    "행정동",
    (CODE, KOSTAT_CODE, NAME, GEOMETRY),
    (DISTRICTS,),
    judge,
    layers=("TL_SCCO_GEMD", "TL_SCCO_EMD", "LSMD_ADM_SECT_UMD", "multipolygons"),
)
