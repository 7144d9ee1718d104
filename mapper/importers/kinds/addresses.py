"""주소: the official text files of road-name addresses, their lots and their points; nobody's in particular."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapper.domain.province import PROVINCE_OF_CODE, PROVINCE_WORDS, current_city, current_code
from mapper.errors import UnreadableFile
from mapper.frames import ADDRESSES
from mapper.importers.address_point import read_points
from mapper.importers.edition_day import edition_day
from mapper.importers.field import Field
from mapper.importers.number import read_numbers
from mapper.importers.reading import Importer
from mapper.importers.sheet import Sheet

MOVES: Final = ("31", "34", "63")
"""이동사유코드: new, changed, gone."""
GONE: Final = "63"

_MOST_NUMBER: Final = 99_999

FIELDS: Final = (
    Field("management_no", "관리번호", ("관리번호", "도로명주소관리번호", "건물관리번호")),
    Field("road_code", "도로명코드", ("도로명코드",)),
    Field("city_code", "시군구코드", ("시군구코드",)),
    Field("road_no", "도로명번호", ("도로명번호",)),
    Field("road", "도로명", ("도로명",), personal=True),
    Field("ground", "지하여부", ("지하여부",)),
    Field("main", "건물본번", ("건물본번", "건물번호본번")),
    Field("sub", "건물부번", ("건물부번", "건물번호부번")),
    Field("legal_code", "법정동코드", ("법정동코드",)),
    Field("town_code", "읍면동코드", ("읍면동코드",)),
    Field("province", "시도명", ("시도명", "시도"), personal=True),
    Field("city", "시군구명", ("시군구명", "시군구"), personal=True),
    Field("town", "읍면동명", ("읍면동명", "법정읍면동명"), personal=True),
    Field("village", "리명", ("리명", "법정리명"), personal=True),
    Field("mountain", "산여부", ("산여부",)),
    Field("lot_main", "번지", ("번지", "지번본번")),
    Field("lot_sub", "호", ("호", "지번부번")),
    Field("district_code", "행정동코드", ("행정동코드",)),
    Field("district", "행정동명", ("행정동명", "관할행정동"), personal=True),
    Field("postcode", "우편번호", ("우편번호",)),
    Field("zone", "기초구역번호", ("기초구역번호",)),
    Field("building", "건물명", ("시군구용건물명", "건물명"), personal=True),
    Field("register_name", "건축물대장건물명", ("건축물대장건물명",), personal=True),
    Field("move", "이동사유코드", ("이동사유코드",)),
    Field("since", "효력발생일", ("효력발생일", "고시일자")),
    Field("x", "X좌표", ("X좌표",)),
    Field("y", "Y좌표", ("Y좌표",)),
    Field("centre_x", "중심X좌표", ("중심X좌표",)),
    Field("centre_y", "중심Y좌표", ("중심Y좌표",)),
)


def judge(sheet: Sheet) -> dict[str, pd.DataFrame]:
    """Judge addresses.

    Parameters
    ----------
    sheet : Sheet
        The file.

    Returns
    -------
    dict of str to DataFrame
        ADDRESSES; a point that cannot be that of its road is left out, and its address stays.
    """
    sheet.require_any("road_code", "road_no", "management_no")
    road_code = _codes(sheet)
    main, sub, lot_main, lot_sub = (_whole(sheet, name) for name in ("main", "sub", "lot_main", "lot_sub"))
    keys = _keys(sheet, road_code, main)
    x, y, exactness = read_points(sheet, road_code)
    legal_code = _legal_codes(sheet)
    province, city = _cities(sheet, road_code if legal_code.isna().all() else legal_code)
    moves = sheet.text("move")
    strange = (moves.notna() & ~moves.isin(MOVES)).to_numpy()
    remedy = "look up in the layout what it means, and leave the row out"
    sheet.refuse(strange, "move", "unknown_word", expected=f"one of {', '.join(MOVES)}, or nothing", remedy=remedy)
    frame = pd.DataFrame(
        {
            "source_key": keys,
            "road_code": road_code,
            "ground": np.nan_to_num(_whole(sheet, "ground")),
            "main": main,
            "sub": np.where(np.isnan(main), np.nan, np.nan_to_num(sub)),
            "management_no": sheet.text("management_no"),
            "legal_code": legal_code,
            "province": province,
            "city": city,
            **{name: sheet.text(name) for name in ("town", "village", "road", "district", "district_code")},
            "postcode": sheet.text("zone").fillna(sheet.text("postcode")),
            "building": sheet.text("building").fillna(sheet.text("register_name")),
            "lot_mountain": (sheet.text("mountain") == "1").to_numpy(dtype=bool, na_value=False),
            "lot_main": np.where(lot_main > 0, lot_main, np.nan),
            "lot_sub": np.nan_to_num(lot_sub),
            "x": x,
            "y": y,
            "exactness": exactness,
            "gone": (moves == GONE).to_numpy(dtype=bool, na_value=False),
            "told_on": _edition(sheet),
        }
    )
    return {ADDRESSES.name: frame[~sheet.refused].reset_index(drop=True)}


def _codes(sheet: Sheet) -> pd.Series[str]:
    """Read the code of the road, also where it stands in two columns; former codes become those of now."""
    codes = sheet.text("road_code") if sheet.has("road_code") else sheet.text("city_code") + sheet.text("road_no")
    if not (sheet.has("road_code") or sheet.has("road_no")):
        return codes
    wrong = ~_digits(codes, 12) & ~sheet.unread
    name = "road_code" if sheet.has("road_code") else "road_no"
    remedy = "use the code of 12 digits: 시군구 (5) and road (7)"
    sheet.refuse(wrong, name, "not_a_code", expected="12 digits", remedy=remedy)
    return _current(sheet, codes)


def _legal_codes(sheet: Sheet) -> pd.Series[str]:
    codes = sheet.text("legal_code") if sheet.has("legal_code") else sheet.text("town_code") + "00"
    name = "legal_code" if sheet.has("legal_code") else "town_code"
    wrong = codes.notna().to_numpy() & ~_digits(codes, 10)
    sheet.refuse(wrong, name, "not_a_code", expected="10 digits", remedy="use the code of the 법정동")
    return _current(sheet, codes)


def _current(sheet: Sheet, codes: pd.Series[str]) -> pd.Series[str]:
    values, distinct = pd.factorize(codes.str[:5])
    now = np.array([*(current_code(str(code)) for code in distinct), ""], dtype=object)[values]
    changed = (pd.Series(now, dtype="str") != codes.str[:5].fillna("")).to_numpy(dtype=bool)
    if changed.any():
        message = f"{int(changed.sum())} codes are of before their 시도 changed its code, and are read as those of now."
        sheet.note("codes_current", message, rows=int(changed.sum()))
    return (pd.Series(now, dtype="str") + codes.str[5:]).where(codes.notna(), None)


def _digits(codes: pd.Series[str], count: int) -> NDArray[np.bool_]:
    matches: NDArray[np.bool_] = codes.str.fullmatch(rf"[0-9]{{{count}}}").fillna(value=False).to_numpy(dtype=bool)
    return matches


def _whole(sheet: Sheet, name: str) -> NDArray[np.float64]:
    values = read_numbers(sheet, name)
    wrong = np.isfinite(values) & ((values < 0) | (values > _MOST_NUMBER) | (values % 1 != 0))
    expected = f"a whole number up to {_MOST_NUMBER}"
    sheet.refuse(wrong, name, "not_whole", expected=expected, remedy="download the file again")
    return np.where(wrong, np.nan, values)


def _keys(sheet: Sheet, road_code: pd.Series[str], main: NDArray[np.float64]) -> pd.Series[str]:
    """Know a row by its line: an address has as many rows as buildings and lots, and changes come again."""
    unclear = road_code.isna().to_numpy() & sheet.text("management_no").isna().to_numpy() & ~sheet.unread
    remedy = "fill it in or leave the row out"
    name = "road_code" if sheet.has("road_code") else "management_no"
    sheet.refuse(unclear, name, "blank", expected="a road or a 관리번호", remedy=remedy)
    if sheet.has("main"):
        nameless = np.isnan(main) & ~sheet.unread & ~sheet.refused
        sheet.refuse(nameless, "main", "blank", expected="a number of a building", remedy=remedy)
    sheet.keys = [f"line {row}" for row in sheet.rows.tolist()]
    return pd.Series(sheet.keys, dtype="str")


def _cities(sheet: Sheet, codes: pd.Series[str]) -> tuple[Any, Any]:
    """Read 시도 and 시군구, and refuse rows whose names are not those of their code: each would be found in the other's city."""
    province = sheet.text("province").map(lambda name: PROVINCE_WORDS.get(name, name), na_action="ignore").astype("str")
    city = sheet.text("city")
    moved = (city == "군위군").to_numpy(dtype=bool, na_value=False)
    province = province.where(~moved, current_city(None, "군위군")[0])
    told = province.notna().to_numpy() & codes.notna().to_numpy()
    wrong = told & (codes.str[:2].map(PROVINCE_OF_CODE) != province).to_numpy(dtype=bool)
    remedy = "download the file again"
    sheet.refuse(wrong, "province", "other_city", expected="the 시도 of its code", remedy=remedy)
    named = pd.DataFrame({"code": codes.str[:5], "city": city.fillna("")}).loc[told & ~wrong]
    times = named.value_counts().groupby(level="code")
    usual = times.idxmax().map(lambda one: one[1]).to_dict() if len(named) else {}
    other = told & ~wrong & (codes.str[:5].map(usual) != city.fillna("")).to_numpy(dtype=bool)
    sheet.refuse(other, "city", "other_city", expected="the 시군구 that other rows of its code have", remedy=remedy)
    return province, city


def _edition(sheet: Sheet) -> dt.date:
    day = edition_day(sheet.file)
    if day is None:
        since = sheet.text("since")
        plain = since[since.str.fullmatch(r"20[0-9]{6}").fillna(value=False) & (since <= f"{sheet.today:%Y%m%d}")]
        day = None if plain.empty else edition_day(str(plain.max()))
    if day is None:
        message = (
            f"{sheet.file} does not say of which day it is, expected YYYYMM or YYYYMMDD in its name or that of its archive;"
            " write it there, such as entrc_seoul_202601.txt."
        )
        raise UnreadableFile(message, file=sheet.file, expected="YYYYMM")
    if (day.year, day.month) > (sheet.today.year, sheet.today.month):
        message = (
            f"{sheet.file} says that it is of {day.isoformat()}, expected {sheet.today:%Y%m} or earlier: until then it would"
            " stand above every newer file; correct its name."
        )
        raise UnreadableFile(message, file=sheet.file, found=day.isoformat(), expected=f"{sheet.today:%Y%m}")
    sheet.note("edition", f"It is the edition of {day.isoformat()}: what a newer one said stays.", day=day.isoformat())
    return day


IMPORTER: Final = Importer("addresses", "주소", FIELDS, (ADDRESSES,), judge, ("points",))
