"""Result sheets and figures of 로드체킹 as tables for spreadsheets, in Korean like the forms they are copied into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from mapper.domain.calendar import KST
from mapper.domain.category import SEVERITIES, category_by_id
from mapper.domain.issue import STATUSES
from mapper.domain.patrol_find import Find, Tally
from mapper.exporters.sheets import Sheet, book_of, csv_of
from mapper.operations.patrol_figures import FIGURES
from mapper.operations.patrol_sheets import ResultSheet

__all__ = ["book_of", "csv_of", "figures_sheet", "rows_sheet", "sheets_of", "tally_sheet"]

_FOUND: Final = (
    "번호",
    "발견한 때",
    "유형",
    "심각도",
    "골목",
    "내용",
    "처리 상태",
    "바뀐 때",
    "이유",
    "사진",
    "식별자",
)
_PHOTOS: Final = ("찾은 번호", "유형", "사진")
_ON_SCREEN: Final = "이 파일에 없음: 화면의 결과표에서 볼 수 있음"
_ROUTE: Final = ("순서", "골목", "길이 (m)", "확인한 때", "계획 순서", "구간")
_ROWS: Final = (
    "발견한 때", "유형", "심각도", "행정동", "골목", "처리 상태", "해결된 때", "신고 수", "순찰", "불편사항",
)  # fmt: skip
_TALLY: Final = ("구분", "발견", "해결", "해결률 (%)", "미해결 종결", "처리 중")


def sheets_of(sheet: ResultSheet, pictures: Mapping[str, bytes]) -> list[Sheet]:
    """Lay out a result sheet.

    Parameters
    ----------
    sheet : ResultSheet
        Of one patrol.
    pictures : mapping of str to bytes
        Small photos, by their names on the sheet.

    Returns
    -------
    list of Sheet
        The patrol, its segments, what it found, and photos.
    """
    patrol = sheet.patrol
    head = (
        ("추진단", patrol.team_name),
        ("계획", patrol.plan_name),
        ("순찰한 사람", ", ".join(patrol.officers)),
        ("시작", _moment(patrol.started_at)),
        ("끝", _moment(patrol.ended_at)),
        ("계획한 구간", patrol.planned),
        ("확인한 구간", patrol.checked),
        ("확인하지 못한 구간", sheet.left_out),
        ("확인한 길이 (m)", round(sheet.length_m)),
        ("찾은 불편사항", len(sheet.found)),
        ("비고", patrol.note),
    )
    route = [
        (number, one.alley, round(one.length_m), _moment(one.checked_at), one.planned, str(one.segment))
        for number, one in enumerate(sheet.route, start=1)
    ]
    found = [
        (
            number,
            _moment(one.reported_at),
            category_by_id(one.category).label_ko,
            SEVERITIES[one.severity - 1].ko,
            one.alley,
            one.text,
            STATUSES[one.status],
            _moment(one.since),
            one.reason,
            len(one.photos),
            str(one.issue),
        )
        for number, one in enumerate(sheet.found, start=1)
    ]
    return [
        Sheet("순찰", ("항목", "값"), head),
        Sheet("확인한 구간", _ROUTE, route),
        Sheet("찾은 불편사항", _FOUND, found),
        _photo_sheet(sheet, pictures),
    ]


def _photo_sheet(sheet: ResultSheet, pictures: Mapping[str, bytes]) -> Sheet:
    shown: list[tuple[int | None, str, str]] = [
        (number, category_by_id(one.category).label_ko, photo)
        for number, one in enumerate(sheet.found, start=1)
        for photo in one.photos
    ]
    shown += [(None, "순찰", photo) for photo in sheet.photos]
    rows = [(number, what, None if photo in pictures else _ON_SCREEN) for number, what, photo in shown]
    placed = {place: pictures[photo] for place, (_, _, photo) in enumerate(shown) if photo in pictures}
    return Sheet("사진", _PHOTOS, rows, placed)


def rows_sheet(finds: Iterable[Find], districts: Mapping[str, str]) -> Sheet:
    """Lay out the rows behind the figures.

    Parameters
    ----------
    finds : iterable of Find
        Of the evidence.
    districts : mapping of str to str
        Names of districts by code.

    Returns
    -------
    Sheet
        One row each.
    """
    return Sheet(
        "발견",
        _ROWS,
        [
            (
                _moment(one.found_at),
                category_by_id(one.category).label_ko,
                SEVERITIES[one.severity - 1].ko,
                None if one.district is None else districts.get(one.district, one.district),
                one.alley,
                STATUSES[one.status],
                _moment(one.resolved_at),
                one.reports,
                None if one.patrol is None else str(one.patrol),
                str(one.issue),
            )
            for one in finds
        ],
    )


def tally_sheet(title: str, parts: Mapping[str, Tally], names: Mapping[str, str]) -> Sheet:
    """Lay out counts.

    Parameters
    ----------
    title : str
        By what they are counted apart.
    parts : mapping of str to Tally
        By key of the group.
    names : mapping of str to str
        Of the groups; one without a name is called by its key.

    Returns
    -------
    Sheet
        One row each.
    """
    return Sheet(
        title,
        _TALLY,
        [
            (
                names.get(key, key),
                part.found,
                part.resolved,
                None if part.resolved_share is None else round(100 * part.resolved_share, 1),
                part.closed,
                part.open,
            )
            for key, part in parts.items()
        ],
    )


def figures_sheet(values: Mapping[str, float | None], period: str) -> Sheet:
    """Lay out the figures with what they count.

    Parameters
    ----------
    values : mapping of str to float or None
        From `mapper.operations.patrol_figures.figures`.
    period : str
        Which period they are of.

    Returns
    -------
    Sheet
        One row each.
    """
    rows = [(one.key, one.label.ko, values[one.key], period, one.meaning.ko) for one in FIGURES]
    return Sheet("지표", ("코드", "이름", "값", "기간", "뜻"), rows)


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(KST):%Y-%m-%d %H:%M}"
