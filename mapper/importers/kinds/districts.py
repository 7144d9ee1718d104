"""행정동: an area, the ministry's code, a name."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import pandas as pd

from mapper.crs import KOREA_TM
from mapper.frames import DISTRICTS
from mapper.importers.field import Field
from mapper.importers.key import refuse_repeated
from mapper.importers.reading import Importer
from mapper.importers.shape import read_shapes
from mapper.importers.sheet import Sheet
from mapper.importers.wkt_shape import GEOMETRY

CODE: Final = Field(
    "code", "행정동코드", ("adm_cd2", "행정동코드", "행정기관코드", "HJD_CD", "EMD_CD", "code", "adm_cd"), required=True
)
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
        DISTRICTS; a code of 8 digits gets the two zeros the ministry writes in registers, a name is its last word
        (``경기도 의정부시 의정부1동`` becomes ``의정부1동``).
    """
    codes = _codes(sheet)
    names = sheet.required(NAME.name).str.split().str[-1]
    shapes = read_shapes(sheet, DISTRICTS.geometry)
    good = ~sheet.refused
    columns = {"code": codes[good].reset_index(drop=True), "name": names[good].reset_index(drop=True)}
    return {DISTRICTS.name: gpd.GeoDataFrame(columns, geometry=shapes[good], crs=KOREA_TM)}


def _codes(sheet: Sheet) -> pd.Series[str]:
    codes = sheet.required(CODE.name)
    wrong = codes.notna() & ~codes.str.fullmatch(r"[0-9]{8}(?:[0-9]{2})?")
    remedy = "use the 행정안전부 code (adm_cd2); the 7 digits of 통계청 are another system"
    sheet.refuse(wrong.to_numpy(), CODE.name, "not_a_code", expected="10 or 8 digits", remedy=remedy)
    short = (codes.str.len() == 8).to_numpy()
    if short.any():
        message = (
            f"{int(short.sum())} codes of 8 digits were completed with 00; those of 법정동 are not those of 행정동."
        )
        sheet.note("codes_completed", message, rows=int(short.sum()))
    full = codes.where(~short, codes + "00")
    refuse_repeated(sheet, CODE.name, full)
    return full


IMPORTER: Final = Importer("districts", "행정동", (CODE, NAME, GEOMETRY), (DISTRICTS,), judge)
