"""복지상점: shops that look out for neighbours, as everybody may know them; nobody's name and no telephone number."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from mapper.domain.personal_data import NEVER, scan
from mapper.domain.shop import LONGEST, SHOP_SECTORS
from mapper.frames import SHOPS, plain
from mapper.importers.field import Field
from mapper.importers.key import keys_from, source_keys
from mapper.importers.moment import read_moments
from mapper.importers.place import KOREA, LAT, LON, read_places
from mapper.importers.reading import Importer
from mapper.importers.sheet import Sheet
from mapper.importers.stray import note_strays
from mapper.importers.wkt_shape import GEOMETRY
from mapper.importers.word import folded_words, read_words

_ALSO_SAID: Final = {
    "store": ("슈퍼", "슈퍼마켓", "편의점", "마트", "소매"),
    "clinic": ("병원", "의원", "병의원", "한의원", "치과"),
    "pharmacy": (),
    "realty": ("공인중개사", "부동산중개", "부동산중개업소", "중개업소"),
    "meal": ("음식점", "식당", "반찬가게", "반찬", "카페", "제과점"),
    "beauty": ("미용실", "이용원", "이미용", "이발소"),
    "lodging": ("고시원", "숙박", "여관", "모텔"),
    "other": ("기타", "그밖의가게", "기타가게"),
}
_WORDS: Final = folded_words(
    {
        word: sector
        for sector, label in SHOP_SECTORS.items()
        for word in (sector, label.ko, label.en, *_ALSO_SAID[sector])
    }
)
_CELL: Final = "\x1f"

FIELDS: Final = (
    Field("id", "상점 번호", ("shop_id", "관리번호", "상점번호", "지정번호", "id")),
    Field("name", "상점 이름", ("상호", "상호명", "상점명", "가게명", "업소명", "name"), required=True, personal=True),
    Field("sector", "업종", ("sector", "업종", "업종명", "업태", "구분", "종류"), required=True),
    Field("address", "주소", ("소재지도로명주소", "도로명주소", "소재지", "주소", "위치", "address")),
    Field("hours", "여는 시간", ("hours", "영업시간", "운영시간", "여는시간", "이용시간")),
    Field("services", "하는 일", ("services", "하는일", "제공서비스", "서비스", "지원내용", "활동내용")),
    Field("joined_on", "지정일", ("joined_on", "지정일", "지정일자", "협약일", "가입일", "등록일")),
    LON,
    LAT,
    GEOMETRY,
)


def judge(sheet: Sheet) -> dict[str, pd.DataFrame]:
    """Judge welfare shops.

    Parameters
    ----------
    sheet : Sheet
        The file.

    Returns
    -------
    dict of str to DataFrame
        SHOPS; one that lies far from the others is named in a note, and stays.
    """
    if sheet.table.shapes is None:
        sheet.require_any(LON.name)
    x, y = read_places(sheet)
    sheet.refuse(
        ~np.isfinite(x) & ~sheet.refused,
        LON.name if sheet.has(LON.name) else GEOMETRY.name,
        "no_position",
        expected=KOREA,
        remedy="give its position, as a shop stands on the map, or delete the row",
    )
    sectors = read_words(
        sheet,
        "sector",
        _WORDS,
        choices=", ".join(label.ko for label in SHOP_SECTORS.values()),
        remedy="write one of them, or say with --map-value what it means",
        required=True,
    )
    sheet.required("name")
    for part, longest in LONGEST.items():
        _refuse_unpublishable(sheet, part, longest)
    names, addresses = sheet.text("name"), sheet.text("address")
    keys = source_keys(sheet, "id") if sheet.has("id") else _own_keys(sheet, names, addresses)
    note_strays(sheet, addresses, x, y)
    days = [None if at is None else at.date() for at in plain(read_moments(sheet, "joined_on").at)]
    told = {part: sheet.text(part) for part in LONGEST}
    frame = pd.DataFrame({"source_key": keys, "sector": sectors, **told, "x": x, "y": y})
    frame["joined_on"] = pd.Series(days, dtype=object)
    return {SHOPS.name: frame[~sheet.refused].reset_index(drop=True)}


def _refuse_unpublishable(sheet: Sheet, part: str, longest: int) -> None:
    """Refuse what everybody would read of a person, and what is no line any more."""
    cells = ["" if cell is None else cell for cell in plain(sheet.text(part))]
    told = np.array([any(one.kind in NEVER for one in scan(cell)) for cell in cells], dtype=bool)
    remedy = "take it out, as everybody reads it"
    sheet.refuse(told, part, "personal_data", expected="no telephone number, e-mail or resident number", remedy=remedy)
    long = np.array([len(cell) > longest for cell in cells], dtype=bool)
    sheet.refuse(long, part, "too_long", expected=f"{longest} characters at most", remedy="shorten it")


def _own_keys(sheet: Sheet, names: pd.Series[str], addresses: pd.Series[str]) -> pd.Series[str]:
    message = "No column for id: a shop is known by its name and address."
    sheet.note("keys_from_content", message, field="id")
    words = zip(names.fillna("").tolist(), addresses.fillna("").tolist(), strict=True)
    return keys_from(sheet, [_CELL.join(row) for row in words])


IMPORTER: Final = Importer("shops", "복지상점", FIELDS, (SHOPS,), judge, ("points",))
