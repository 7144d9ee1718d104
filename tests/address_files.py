"""Official files of addresses, made on the spot: lines in their layouts, in CP949 as they come; and tables with addresses."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from mapper.domain.reader import Reader, Role
from mapper.importers.address_layout import LAYOUTS, Layout
from mapper.operations.imports import taking_in
from mapper.operations.imports.options import FileOptions

BY_NAME: Final = {layout.name: layout for layout in LAYOUTS}

_OF_FIRST: Final = {
    # what stands in the columns that are not taken, and yet tell one file from another
    "위치정보요약DB": {0: "41150", 1: "1"},
    "내비게이션용DB 출입구": {0: "41150", 1: "1"},
    "주소DB 주소": {2: "01"},
    "주소DB 지번": {1: "1"},
    "기초번호DB": {1: "1"},
}


def line(name: str, **cells: object) -> str:
    """Write a line of a layout: cells by the names of its columns, all others empty."""
    layout: Layout = BY_NAME[name]
    unknown = cells.keys() - set(layout.columns)
    assert not unknown, f"{name} has no {unknown}"
    row = [str(cells.get(column, "")) for column in layout.columns]
    for place, value in _OF_FIRST.get(name, {}).items():
        row[place] = value
    return "|".join(row)


def file_of(*lines: str) -> bytes:
    """Put lines together as the ministry does."""
    return "".join(f"{one}\r\n" for one in lines).encode("cp949")


UIJEONGBU: Final = {"시도명": "경기도", "시군구명": "의정부시"}
EUIJEONGBU_DONG: Final = {**UIJEONGBU, "법정동코드": "4115010100", "읍면동명": "의정부동"}
GANEUNG_DONG: Final = {**UIJEONGBU, "법정동코드": "4115010300", "읍면동명": "가능동"}
GASANG_RO: Final = {"도로명코드": "411503000001", "도로명": "가상로", "지하여부": 0}
GASANG_GIL: Final = {"도로명코드": "411504000002", "도로명": "가상로12번길", "지하여부": 0}
HERE: Final = (958914.8, 1971044.6)
"""Where the first of the made addresses is, in EPSG:5179 [m]."""


def number(main: int, sub: int = 0) -> dict[str, object]:
    """Write the number of a building."""
    return {"건물본번": main, "건물부번": sub}


def at(east: float = 0.0, north: float = 0.0) -> dict[str, object]:
    """Write a point, so far from `HERE`."""
    return {"X좌표": f"{HERE[0] + east:.6f}", "Y좌표": f"{HERE[1] + north:.6f}"}


def take_in(session: Session, kind: str, path: Path) -> dict[str, Any]:
    """Import a file as somebody at the machine does, and return what that did."""
    by = Reader(None, "운영자", Role.ADMIN, None, "cli")
    report = taking_in.import_file(
        session, kind, path, FileOptions(), by=by, today=date(2026, 3, 31), new_id=uuid.uuid4
    )
    return dict(report.effects)


def complaints(folder: Path, *rows: str) -> Path:
    """Write complaints as a city keeps them: number, category, day, address, and a position that may be missing."""
    path = folder / "complaints.csv"
    path.write_text("\n".join(["접수번호,유형,접수일,주소,경도,위도", *rows]) + "\n", "utf-8")
    return path
