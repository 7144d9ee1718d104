"""장소: public places that others are near to, such as parks, police boxes and shelters; nobody's home."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapper.frames import PLACES
from mapper.importers.field import Field
from mapper.importers.key import keys_from, source_keys
from mapper.importers.place import LAT, LON, read_places
from mapper.importers.reading import Importer
from mapper.importers.sheet import Sheet
from mapper.importers.stray import note_strays
from mapper.importers.wkt_shape import GEOMETRY

ANY_KIND: Final = "장소"
"""What a place is when the file does not say."""

_KINDS: Final = {"학교명": "학교", "역사명": "도시철도역", "역명": "역", "도시철도역사명": "도시철도역"}
"""What the places of a file are whose kind is told by nothing but the heading of their names."""

_CELL: Final = "\x1f"

FIELDS: Final = (
    # 연번 and 번호 count the rows of one file, and name nothing beyond it
    Field("id", "장소 번호", ("place_id", "관리번호", "시설번호", "시설관리번호", "학교ID", "역번호", "id")),
    Field(
        "name",
        "장소 이름",
        (
            *("시설명", "시설물명", "공원명", "정류소명", "관서명", "교차로명", "학교명", "장소명", "기관명", "명칭"),
            *("역사명", "역명", "도시철도역사명", "이름", "name"),
        ),
        personal=True,
    ),
    Field(
        "kind",
        "종류",
        (
            "kind",
            "종류",
            "유형",
            "구분",
            "구분명",
            "시설구분",
            "시설유형",
            "시설종류",
            "공원구분",
            "공원종류",
            "학교급구분",
            "type",
        ),
    ),
    Field(
        "address",
        "주소",
        (
            *("소재지도로명주소", "도로명주소", "소재지지번주소", "지번주소", "소재지", "상세주소", "주소", "위치"),
            *("역사도로명주소", "address", "도로명"),
        ),
    ),
    replace(LON, headers=(*LON.headers, "역경도")),
    replace(LAT, headers=(*LAT.headers, "역위도")),
    GEOMETRY,
)


def judge(sheet: Sheet) -> dict[str, pd.DataFrame]:
    """Judge public places.

    Parameters
    ----------
    sheet : Sheet
        The file.

    Returns
    -------
    dict of str to DataFrame
        PLACES; one that lies far from the others is named in a note, and stays.
    """
    sheet.require_any("name", "kind")
    if sheet.table.shapes is None:
        sheet.require_any(LON.name)
    x, y = read_places(sheet)
    names, addresses = sheet.text("name"), sheet.text("address")
    kinds = sheet.text("kind").fillna(_kind_of_all(sheet))
    keys = source_keys(sheet, "id") if sheet.has("id") else _own_keys(sheet, (kinds, names, addresses), x, y)
    note_strays(sheet, addresses, x, y)
    frame = pd.DataFrame({"source_key": keys, "kind": kinds, "name": names, "address": addresses, "x": x, "y": y})
    return {PLACES.name: frame[~sheet.refused].reset_index(drop=True)}


def _kind_of_all(sheet: Sheet) -> str:
    heading = sheet.column("name") if sheet.has("name") else ""
    return _KINDS.get(heading.replace(" ", ""), ANY_KIND)


def _own_keys(
    sheet: Sheet, said: tuple[pd.Series[str], ...], x: NDArray[np.float64], y: NDArray[np.float64]
) -> pd.Series[str]:
    """Know a place by its kind, name and address, so that it stays itself when it moves; else by its position."""
    words = [_CELL.join(row) for row in zip(*(column.fillna("").tolist() for column in said), strict=True)]
    unclear = said[1].isna() | pd.Series(words).duplicated(keep=False)
    positions: list[Any] = [f"{_CELL}{east:.1f},{north:.1f}" for east, north in zip(x, y, strict=True)]
    message = (
        "No column for id: a place is known by its kind, name and address, and by its position if these are not enough."
    )
    sheet.note("keys_from_content", message, field="id")
    return keys_from(sheet, [w + (p if doubt else "") for w, p, doubt in zip(words, positions, unclear, strict=True)])


IMPORTER: Final = Importer("places", "장소", FIELDS, (PLACES,), judge, ("points",))
