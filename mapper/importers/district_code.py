"""Codes of districts: those of 행정안전부, and those of 통계청 where a person says they are."""

from __future__ import annotations

from typing import Final

import pandas as pd

from mapper.importers.field import Field
from mapper.importers.sheet import Mask, Sheet

KOSTAT: Final = "kostat:"
"""Stands before a code of 통계청, which could be taken for one of 행정안전부."""

CODE: Final = Field("code", "행정동코드", ("adm_cd2", "행정동코드", "행정기관코드", "HJD_CD", "EMD_CD", "code"))
KOSTAT_CODE: Final = Field("kostat_code", "통계청 행정동코드", ("kostat_code",))
"""Known by no official name: that codes are those of 통계청 is for a person to say, with ``--map``."""


def read_district_codes(sheet: Sheet, wanted: Mask) -> pd.Series[str]:
    """Read the code of the district of each row.

    Parameters
    ----------
    sheet : Sheet
        Takes the faults, and notes of codes completed and of codes of 통계청.
    wanted : ndarray of bool, shape (n,)
        Rows whose code matters.

    Returns
    -------
    Series of str, shape (n,)
        10 digits, or ``kostat:`` and the 7 or 8 of 통계청; NaN where blank. A code of 8 digits gets the two zeros
        the ministry writes in registers.
    """
    return _of_kostat(sheet, wanted) if sheet.has(KOSTAT_CODE.name) else _of_ministry(sheet, wanted)


def _of_ministry(sheet: Sheet, wanted: Mask) -> pd.Series[str]:
    codes = sheet.text(CODE.name)
    wrong = wanted & codes.notna().to_numpy() & ~_is(codes, r"[0-9]{8}(?:[0-9]{2})?")
    kostat = wrong & _is(codes, r"[0-9]{7}")
    remedy = (
        "use the 행정안전부 code (adm_cd2); 7 digits are of 통계청, another system: to keep them as such, say"
        f" --map {KOSTAT_CODE.name}={sheet.column(CODE.name)}"
    )
    sheet.refuse(kostat, CODE.name, "kostat_code", expected="10 or 8 digits", remedy=remedy)
    remedy = "use the 행정안전부 code of a 행정동; 2 digits name a 시도, and 5 a 시군구"
    sheet.refuse(wrong & ~kostat, CODE.name, "not_a_code", expected="10 or 8 digits", remedy=remedy)
    short = wanted & ~wrong & (codes.str.len() == 8).to_numpy(dtype=bool)
    if short.any():
        message = f"{int(short.sum())} codes of 8 digits were completed with 00."
        sheet.note("codes_completed", message, rows=int(short.sum()))
    return codes.where(~short, codes + "00")


def _of_kostat(sheet: Sheet, wanted: Mask) -> pd.Series[str]:
    codes = sheet.text(KOSTAT_CODE.name)
    wrong = wanted & codes.notna().to_numpy() & ~_is(codes, r"[0-9]{7,8}")
    remedy = "map the column that holds the code 통계청 gives a 행정동; 5 digits name a 시군구"
    sheet.refuse(wrong, KOSTAT_CODE.name, "not_a_code", expected="7 or 8 digits", remedy=remedy)
    message = f"Codes are those of 통계청, kept as {KOSTAT}1101053; files with codes of 행정안전부 do not join them."
    sheet.note("kostat_codes", message, rows=int(codes.notna().sum()))
    return KOSTAT + codes


def _is(codes: pd.Series[str], pattern: str) -> Mask:
    matches: Mask = codes.str.fullmatch(pattern).to_numpy(dtype=bool)
    return matches
