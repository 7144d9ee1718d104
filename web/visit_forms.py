"""What is typed into the forms of visits, and what is said of it where it cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flask import request

from mapper.domain.meeting import LONGEST_LINE
from mapper.domain.visit import (
    LONGEST_LIMIT_M,
    LONGEST_MINUTES,
    LONGEST_STOP,
    MOST_STOPS,
    SHORTEST_LIMIT_M,
    StopDraft,
    VisitDraft,
)
from mapper.errors import GolmokError, InvalidInput
from web.form_faults import fault_words, moment_sent
from web.languages import gettext, moment, said

_FAULTS: Final = {
    "kind": "종류를 골라 주세요.",
    "place_kind": "삶터, 일터, 배움터, 놀이터 가운데 하나를 골라 주세요.",
    "theme": "주제는 한 글자 이상 {line}자 이하로 적어 주세요.",
    "reason": "까닭은 한 글자 이상 {line}자 이하로 적어 주세요.",
    "starts_at": "때는 2년 뒤까지의 날짜와 시각으로 적어 주세요.",
    "minutes": "걸리는 시간은 1분에서 {minutes}분 사이의 수로 적어 주세요.",
    "limit_m": "걷는 거리는 {least}m에서 {most}m 사이의 수로 적어 주세요.",
    "stops": "정류지를 한 곳 이상 {stops}곳 이하로 골라 주세요.",
    "stay": "머무는 시간은 0분에서 {stay}분 사이의 수로 적어 주세요.",
    "count": "정류지 수는 1에서 {stops} 사이의 수로 적어 주세요.",
    "district": "목록에 있는 행정동을 골라 주세요.",
    "place": "목록에 있는 공공장소를 골라 주세요.",
    "gone": "고른 구간 가운데 지금은 없는 것이 있습니다. 지도에서 다시 골라 주세요.",
    "care": "돌봄 방문은 여기에서 계획하지 않습니다. 맡은 복지플래너가 사례 화면에서 잡고, 자리는 그 사람의 동행 시트에만 나옵니다.",
}
_LIMITS: Final = {
    "line": LONGEST_LINE,
    "minutes": LONGEST_MINUTES,
    "least": SHORTEST_LIMIT_M,
    "most": LONGEST_LIMIT_M,
    "stops": MOST_STOPS,
    "stay": LONGEST_STOP,
}


def fault_of(error: GolmokError) -> str:
    """Say what is wrong with what was sent.

    Parameters
    ----------
    error : GolmokError
        Raised over it.

    Returns
    -------
    str
        In the language of the request.
    """
    return fault_words(error, _FAULTS, _LIMITS)


def draft_sent(*, instead: datetime | None = None) -> VisitDraft:
    """Read what a visit shall be.

    Parameters
    ----------
    instead : datetime, optional
        Shown in place of a time that is none; refused without it.

    Returns
    -------
    VisitDraft
        As typed.

    Raises
    ------
    InvalidInput
        When it has no time.
    """
    form = request.form
    starts_at = moment_sent("starts_at", instead=instead)
    return VisitDraft(
        form.get("kind", ""),
        form.get("place_kind") or None,
        form.get("theme", ""),
        starts_at,
        form.get("minutes", 0, type=int),
        form.get("limit_m", 0, type=int),
        form.get("begin", type=UUID),
        form.get("end", type=UUID),
        _stops_sent(),
        "cancelled" in form,
    )


def differences(own: VisitDraft, other: VisitDraft, words: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Tell in what two plans of a visit differ.

    Parameters
    ----------
    own, other : VisitDraft
        As somebody typed it, and as somebody else saved it.
    words : mapping
        ``kinds``, ``place_kinds`` and ``places``, as the form has them.

    Returns
    -------
    list of tuple of str
        What it is, and how both say it.
    """
    names = {one.id: one.name or one.kind for one in words["places"]}

    def _told(draft: VisitDraft) -> dict[str, str]:
        place_kind = words["place_kinds"].get(draft.place_kind)
        return {
            gettext("종류"): said(words["kinds"][draft.kind]) if draft.kind in words["kinds"] else draft.kind,
            gettext("어떤 곳인가요"): said(place_kind) if place_kind else "–",
            gettext("주제"): draft.theme,
            gettext("때"): moment(draft.starts_at),
            gettext("걸리는 시간 (분)"): str(draft.minutes),
            gettext("걷는 거리 (m 이하)"): str(draft.limit_m),
            gettext("출발하는 곳"): names.get(draft.begin, "–"),
            gettext("끝나는 곳"): names.get(draft.end, "–"),
            gettext("취소된 방문"): gettext("예") if draft.cancelled else gettext("아니요"),
        }

    mine, theirs = _told(own), _told(other)
    found = [(word, mine[word], theirs[word]) for word in mine if mine[word] != theirs[word]]
    if own.stops != other.stops:
        counts = [gettext("정류지 %(count)s곳", count=len(one.stops)) for one in (own, other)]
        found.append((gettext("걷는 차례"), counts[0], gettext("%(stops)s, 곳이나 차례가 다름", stops=counts[1])))
    return found


def _stops_sent() -> tuple[StopDraft, ...]:
    """Read the stops: each is its segment, the minutes one stays and why, with colons between them."""
    stops = []
    for written in request.form.getlist("stop")[: MOST_STOPS + 1]:
        segment, _, rest = written.partition(":")
        minutes, _, because = rest.partition(":")
        try:
            stops.append(StopDraft(UUID(segment), int(minutes), because))
        except ValueError:
            message = f"{written[:60]!r} is no stop; write it as SEGMENT:MINUTES:REASON."
            raise InvalidInput(message, field="stops") from None
    return tuple(stops)
