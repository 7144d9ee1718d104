"""What the planner's page calls what it chooses by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from mapper.crs import KOREA_CENTRAL, KOREA_TM
from mapper.domain.address_reason import reason_words
from mapper.domain.board import Board, Facet
from mapper.domain.category import SEVERITIES, category_by_id
from mapper.domain.grading.letters import CONFIDENCE_LEVELS, GRADES, UNGRADED_LABEL
from mapper.domain.issue import STATUS_LABELS
from mapper.domain.label import Label
from mapper.domain.rubric import RUBRIC
from mapper.operations.board_search import Found
from mapper.operations.boards import CityBoard
from web.languages import gettext, said

TITLES: Final = {
    "district": Label("행정동", "District"),
    "overall": Label("종합 등급", "Overall grade"),
    "residential": Label("주거환경 등급", "Residential grade"),
    "walking": Label("보행환경 등급", "Walking grade"),
    "confidence": Label("신뢰도", "Confidence"),
    "item": Label("나쁜 항목", "Poor items"),
    "survey": Label("마지막 현장조사", "Last survey"),
    "category": Label("불편사항 유형", "Category of issue"),
    "severity": Label("심각도", "Severity"),
    "status": Label("처리 상태", "Status"),
    "due": Label("처리기한", "Deadline"),
    "month": Label("접수한 달", "Month of report"),
    "span": Label("접수한 기간", "Period of report"),
    "team": Label("맡은 추진단", "Team"),
}
_LETTERS: Final[Mapping[str, Label]] = {
    **{grade: Label(grade, grade) for grade in GRADES},
    "ungraded": UNGRADED_LABEL,
}
_SURVEY: Final = {
    "year": Label("1년 안", "Within a year"),
    "older": Label("1년 넘음", "Over a year ago"),
    "never": Label("조사한 적 없음", "Never"),
}
_DUE: Final = {
    "overdue": Label("기한 지남", "Overdue"),
    "week": Label("7일 안", "Within 7 days"),
    "later": Label("7일 뒤", "Later"),
}
_ITEMS: Final = {item.id: item for item in RUBRIC.items}
_WORDS: Final[Mapping[str, Callable[[str], Any]]] = {
    **dict.fromkeys(("overall", "residential", "walking"), _LETTERS.__getitem__),
    "confidence": ({**CONFIDENCE_LEVELS, "ungraded": UNGRADED_LABEL}).__getitem__,
    "item": _ITEMS.__getitem__,
    "survey": _SURVEY.__getitem__,
    "category": category_by_id,
    "severity": lambda option: SEVERITIES[int(option) - 1],
    "status": STATUS_LABELS.__getitem__,
    "due": _DUE.__getitem__,
}


def facet_words(city: CityBoard) -> list[dict[str, Any]]:
    """Return everything that a city is chosen by, in the words of the reader.

    Parameters
    ----------
    city : CityBoard
        The city.

    Returns
    -------
    list of dict
        As `web.schemas.board.FacetWords`.
    """
    return words_of(city.board, {"district": city.districts.names, "team": city.teams.names})


def words_of(board: Board, named: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Return everything that a board is chosen by, in the words of the reader.

    Parameters
    ----------
    board : Board
        Any.
    named : mapping of str to sequence of str
        Names of the options of those facets whose options are no words of ours.

    Returns
    -------
    list of dict
        As `web.schemas.board.FacetWords`; not the drawn area, which has none.
    """
    of = {"segments": board.by_segment, "issues": board.by_issue}
    return [
        {"key": facet.key, "of": rows, "label": said(TITLES[facet.key]), "options": _options(facet, named)}
        for rows, facets in of.items()
        for facet in facets
        if facet.key in TITLES
    ]


def _options(facet: Facet, named: Mapping[str, Any]) -> list[dict[str, str]]:
    if facet.key in named:
        labels = list(named[facet.key])
    elif facet.key in _WORDS:
        labels = [said(_WORDS[facet.key](option)) for option in facet.options]
    else:
        labels = list(facet.options)
    return [{"key": key, "label": label} for key, label in zip(facet.options, labels, strict=True)]


def found_words(item: dict[str, Any]) -> dict[str, Any]:
    """Say of an address why it is as sure as it is.

    Parameters
    ----------
    item : dict
        Of `mapper.operations.board_search.Found`.

    Returns
    -------
    dict
        The same, with its reasons in words.
    """
    if "reasons" not in item:
        return item
    return {**item, "reasons": [said(reason_words(reason)) for reason in item["reasons"]]}


def search_words(found: Found) -> str | None:
    """Say what there is to say of what was found besides its rows.

    Parameters
    ----------
    found : Found
        By a search.

    Returns
    -------
    str or None
        A sentence, where nothing, or less than was asked for, was found for a reason.
    """
    if found.is_elsewhere:
        return gettext(
            "이 좌표는 한국 밖입니다. 위도 33~39도, 경도 124~132도이거나 EPSG:%(unified)s, %(central)s의 미터여야 합니다.",
            unified=KOREA_TM,
            central=KOREA_CENTRAL,
        )
    if found.unknown_number:
        return gettext("%(number)s번이 골목의 어디인지는 자료에 없습니다.", number=found.unknown_number)
    return said(found.refused) if found.refused else None
