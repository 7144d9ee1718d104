"""The official text files of addresses: which columns they have, told by how wide they are and how they begin.

Source: the layouts of business.juso.go.kr. Cells stand between ``|``, in CP949, without a header and without quotes; some
issues end their lines with one ``|`` more, and names of files tell nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from mapper.crs import KOREA_TM, WGS84

ENTRANCE, CENTRE, BASE_NUMBER = "출입구", "중심점", "기초번호"
"""What a point of an address is: the door, the middle of the building, or a stretch of 20 m of the road."""


@dataclass(frozen=True)
class Layout:
    """One official file.

    Attributes
    ----------
    name : str
        As the ministry calls it.
    widths : tuple of int
        How many columns it has; files of changes may have one more.
    begins : str
        Pattern of its first three cells, joined by ``|``.
    columns : tuple of str
        Names of its columns, of which those that are taken keep them; ``-`` for one that is not.
    point : str
        What its coordinates are; empty for a file without.
    crs : int
        EPSG code of its coordinates.
    """

    name: str
    widths: tuple[int, ...]
    begins: str
    columns: tuple[str, ...]
    point: str = ""
    crs: int = KOREA_TM

    def fits(self, cells: list[str]) -> bool:
        """Tell whether a line is one of this file.

        Parameters
        ----------
        cells : list of str
            Of the line.

        Returns
        -------
        bool
            By their number and the first three.
        """
        return len(cells) in self.widths and re.match(self.begins, "|".join(cells[:3])) is not None


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_AREA: Final = "법정동코드 시도명 시군구명 읍면동명"
_ROAD: Final = "도로명코드 도로명 지하여부 건물본번 건물부번"
_KEY: Final = "도로명코드 지하여부 건물본번 건물부번"

LAYOUTS: Final[tuple[Layout, ...]] = (
    Layout(
        "위치정보요약DB",
        (18, 19),
        r"\d{5}\|\d+\|\d{10}$",
        _columns(f"- - {_AREA} {_ROAD} 시군구용건물명 우편번호 - - 행정동명 X좌표 Y좌표 이동사유코드"),
        ENTRANCE,
    ),
    Layout(
        "도로명주소 출입구 정보",
        (19,),
        r"\d{25,26}\|\d{10}\|",
        _columns(f"관리번호 {_AREA} 리명 {_ROAD} 우편번호 효력발생일 이동사유코드 - - - X좌표 Y좌표"),
        ENTRANCE,
    ),
    Layout(
        "도로명주소 한글",
        (24,),
        r"\d{25,26}\|\d{10}\|",
        _columns(
            f"관리번호 {_AREA} 리명 산여부 번지 호 {_ROAD} 행정동코드 행정동명 우편번호 - 효력발생일 - 이동사유코드 건축물대장건물명"
            " 시군구용건물명 -"
        ),
    ),
    Layout(
        "도로명주소 한글 관련지번",
        (14,),
        r"\d{25,26}\|\d{10}\|",
        _columns(f"관리번호 {_AREA} 리명 산여부 번지 호 {_KEY} 이동사유코드"),
    ),
    Layout(
        "건물DB",
        (31,),
        r"\d{10}\|\D",
        _columns(
            f"{_AREA} 리명 산여부 번지 호 {_ROAD} 건축물대장건물명 - 관리번호 - 행정동코드 행정동명 우편번호 - - 이동사유코드 효력발생일 -"
            " 시군구용건물명 - 기초구역번호 - - -"
        ),
    ),
    Layout("건물DB 관련지번", (14,), r"\d{10}\|\D", _columns(f"{_AREA} 리명 산여부 번지 호 {_KEY} - 이동사유코드")),
    Layout(
        "건물DB 도로명코드",
        (20,),
        r"\d{5}\|\d{7}\|",
        _columns("시군구코드 도로명번호 도로명 - - 시도명 시군구명 - - - - - - - - - - - - -"),
    ),
    Layout(
        "내비게이션용DB 건물",
        (33,),
        r"\d{10}\|\D",
        _columns(
            f"{_AREA} {_ROAD} 우편번호 관리번호 시군구용건물명 - 행정동코드 행정동명 - - - - - - - - 중심X좌표 중심Y좌표 X좌표 Y좌표 - - - - -"
            " 이동사유코드"
        ),
        ENTRANCE,
    ),
    Layout(
        "내비게이션용DB 지번",
        (20,),
        r"\d{10}\|\D",
        _columns(f"{_AREA} 리명 산여부 번지 호 {_KEY} - - - - - 이동사유코드 관리번호 -"),
    ),
    Layout(
        "내비게이션용DB 출입구",
        (11,),
        r"\d{5}\|\d+\|\d{12}$",
        _columns(f"- - {_KEY} 법정동코드 - X좌표 Y좌표 이동사유코드"),
        ENTRANCE,
    ),
    Layout(
        "주소DB 주소",
        (11,),
        r"\d{25}\|\d{12}\|",
        _columns("관리번호 도로명코드 - 지하여부 건물본번 건물부번 우편번호 이동사유코드 효력발생일 - -"),
    ),
    Layout(
        "주소DB 지번",
        (11,),
        r"\d{25}\|\d{1,3}\|\d{10}$",
        _columns(f"관리번호 - {_AREA} 리명 산여부 번지 호 -"),
    ),
    Layout(
        "주소DB 부가정보",
        (9,),
        r"\d{25}\|\d{10}\|",
        _columns("관리번호 행정동코드 행정동명 우편번호 - - 건축물대장건물명 시군구용건물명 -"),
    ),
    Layout(
        "주소DB 도로명코드",
        (17,),
        r"\d{12}\|\D",
        _columns("도로명코드 도로명 - - 시도명 - 시군구명 - - - - - - - - - -"),
    ),
    Layout(
        "기초번호DB",
        (15,),
        r"\d{5}\|\d+\|\d+$",
        _columns(
            "시군구코드 - 건물본번 건물부번 - 시도명 시군구명 읍면동코드 읍면동명 도로명번호 도로명 - - X좌표 Y좌표"
        ),
        BASE_NUMBER,
        WGS84,
    ),
)
"""Every official text file of addresses."""


def layout_of(line: str) -> Layout | None:
    """Recognise a line.

    Parameters
    ----------
    line : str
        The first one of a file, without its end.

    Returns
    -------
    Layout or None
        None when it is of no official file of addresses.
    """
    cells = line.split("|")
    without_last = cells[:-1] if cells[-1] == "" else cells
    return next((layout for layout in LAYOUTS if layout.fits(cells) or layout.fits(without_last)), None)
