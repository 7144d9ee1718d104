"""What the priorities page and its files call things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from mapper.domain.calendar import KST
from mapper.domain.facility import FACILITIES
from mapper.domain.priority import CRITERIA, Criterion
from mapper.exporters import exporter_for
from mapper.exporters.sheets import Sheet, book_of, csv_of
from mapper.operations.boards import CityBoard
from mapper.operations.priorities import Ranking
from mapper.operations.segment_lists import SegmentList
from web.languages import gettext, moment, said

MOST_IN_FILE: Final = 5000
"""Rows of a file: who needs more wants the layer itself."""

_UNITS: Final = {
    "grade": "종합 점수",
    "length": "길이 (m)",
    "told": "1년 민원·신고 (건)",
    "school": "학교까지 (m)",
    "station": "역까지 (m)",
    "cost": "고치는 비용 (만 원)",
    "deadline": "기한까지 남은 날 (-60은 60일 넘게 지난 것도)",
}
"""What stands behind each criterion."""


def criterion_words(city: CityBoard, weights: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return every criterion in the words of the reader.

    Parameters
    ----------
    city : CityBoard
        Which has the yardsticks.
    weights : mapping of str to int
        That are in force.

    Returns
    -------
    list of dict
        As `web.schemas.priorities.CriterionWords`.
    """
    return [
        {
            "key": criterion.key,
            "label": said(criterion.label),
            "weight": weights[criterion.key],
            "default": criterion.weight,
            "meaning": _meaning(criterion, city),
        }
        for criterion in CRITERIA
    ]


def _meaning(criterion: Criterion, city: CityBoard) -> str:
    yardstick = city.circumstances.shares.yardsticks.get(criterion.key)
    if yardstick == 0 and criterion.absent is not None:
        return said(criterion.absent)
    words = said(criterion.meaning)
    return words if yardstick is None else words.replace("{yardstick}", f"{yardstick:,.1f}".removesuffix(".0"))


def near_words() -> list[str]:
    """Say how near counts as near, and why.

    Returns
    -------
    list of str
        A sentence for each kind of place.
    """
    return [
        gettext(
            "%(place)s: 곧은 거리 %(metres)d m까지 (%(because)s).",
            place=said(one.label),
            metres=one.within_m,
            because=said(one.because),
        )
        for one in FACILITIES
    ]


def list_item(one: SegmentList) -> dict[str, Any]:
    """Return a list as the interface has it.

    Parameters
    ----------
    one : SegmentList
        As it stands.

    Returns
    -------
    dict
        As `web.schemas.priorities.ListItem`.
    """
    withdrawn_at = None if one.withdrawn_at is None else moment(one.withdrawn_at)
    return vars(one) | {"recorded_at": moment(one.recorded_at), "withdrawn_at": withdrawn_at}


def ranked_file(kind: str, ranking: Ranking, notes: Sequence[tuple[str, str]]) -> tuple[bytes, str]:
    """Write a ranked list, so that whoever has the file can work out every score of it again.

    Parameters
    ----------
    kind : str
        ``csv``, which has the rows alone, or ``xlsx``.
    ranking : Ranking
        Of which the first `MOST_IN_FILE` go out.
    notes : sequence of tuple of str
        How it was chosen, and as of when.

    Returns
    -------
    tuple of bytes and str
        The file and its media type: the rows, each with the weights and its dates; how the score comes about; how they
        were chosen.
    """
    sheets = _sheets(ranking, notes)
    return (csv_of(sheets[0]) if kind == "csv" else book_of(sheets)), exporter_for(kind).media_type


def _sheets(ranking: Ranking, notes: Sequence[tuple[str, str]]) -> list[Sheet]:
    city = ranking.city
    as_of = "" if city.run is None else city.run.as_of.isoformat()
    dates = (as_of, city.as_of.isoformat(), _seconds(city.known_at))
    rows = ranking.rows(0, MOST_IN_FILE)
    weights = [ranking.weights[criterion.key] for criterion in CRITERIA]
    return [
        Sheet(gettext("우선순위"), _header(), [(*_cells(row), *weights, *dates) for row in rows]),
        Sheet(gettext("점수"), _columns("항목", "가중치", "뜻"), _explained(ranking)),
        Sheet(
            gettext("고른 것"), _columns("항목", "값"), [*notes, (gettext("순위를 매긴 구간"), str(len(ranking.order)))]
        ),
    ]


def _header() -> tuple[str, ...]:
    shares = [f"{said(criterion.label)} (0~1)" for criterion in CRITERIA]
    weights = [gettext("%(criterion)s 가중치", criterion=said(criterion.label)) for criterion in CRITERIA]
    return (
        *_columns("순위", "우선순위 점수", "골목", "행정동", "구간 번호", "종합 등급", "불편사항"),
        *(gettext(_UNITS[criterion.key]) for criterion in CRITERIA),
        *shares,
        *weights,
        *_columns("등급 기준일", "기준일", "조건 기준"),
    )


def _cells(row: Mapping[str, Any]) -> tuple[str | float | None, ...]:
    known, shares = row["known"], row["shares"]
    told = (row["rank"], row["score"], row["name"], row["district"], row["id"], row["overall"]["grade"], row["issues"])
    return (
        *told,
        *(known[criterion.key] for criterion in CRITERIA),
        *(shares[criterion.key] for criterion in CRITERIA),
    )


def _explained(ranking: Ranking) -> list[tuple[str | float | None, ...]]:
    words = criterion_words(ranking.city, ranking.weights)
    whole = sum(ranking.weights.values())
    formula = gettext("(몫 × 가중치)의 합 ÷ 가중치의 합 × 100. 점수가 같으면 구간 번호 순서")
    return [*((one["label"], one["weight"], one["meaning"]) for one in words), (gettext("점수"), whole, formula)]


def _columns(*names: str) -> tuple[str, ...]:
    return tuple(map(gettext, names))


def _seconds(at: datetime) -> str:
    return at.astimezone(KST).isoformat(timespec="seconds")
