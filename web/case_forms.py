"""What is typed into the forms of cases, and what is said of it where it cannot be used."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final
from uuid import UUID

from flask import request

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.access_reason import Reason, read_reason
from mapper.domain.case_record import Content
from mapper.domain.household import Household, Person, Tier
from mapper.domain.typed_position import read_position
from mapper.errors import CaseMoveRefused, GolmokError, InvalidInput, PersonalDataFound
from mapper.operations.crisis.casework import Draft, Intake
from web.clock import today
from web.errors import sentence
from web.languages import gettext
from web.meeting_forms import day_sent

_FAULTS: Final = {
    "reason": "왜 여는지 골라 주세요. 기타를 고르면 다섯 글자 이상 적습니다.",
    "reason_words": "이유는 사람을 알 수 있는 말 없이 200자까지 적어 주세요.",
    "on": "날은 접수한 날부터 오늘 사이여야 합니다.",
    "due": "기한은 적은 날이거나 그 뒤의 날이어야 합니다.",
    "consent": "다른 기관에 알려도 된다는 동의를 먼저 적어 주세요.",
    "story_consent": "익명 사례 공유에 대한 동의가 없거나 거두었습니다. 동의를 먼저 적어 주세요.",
    "story_household": "이 가구의 이름, 전화번호, 주소에 있는 말이 들어 있습니다. 바꾸거나 빼 주세요.",
    "story_place": "행정동 이름이나 날짜가 들어 있습니다. 드문 일은 그것만으로도 누구인지 알려 줍니다. 빼 주세요.",
    "story_personal": "사람을 알려 줄 수 있는 말이 있습니다. 바꾸거나, 아니라면 아래에서 확인해 주세요.",
    "title": "제목을 60자까지 적어 주세요.",
    "story": "이야기를 2,000자까지 적어 주세요.",
    "welcome": "시장 방문에 대한 동의를 먼저 적어 주세요. 동의한 범위에서 시장 방문을 고릅니다.",
    "at": "시각을 14:30처럼 적어 주세요.",
    "minutes": "머무는 시간은 5분에서 240분 사이의 수로 적어 주세요.",
    "x": "위치를 읽지 못했습니다. 위도와 경도를 함께 적거나 비워 주세요.",
    "birth_year": "태어난 해는 네 자리 수로 적어 주세요.",
    "address": "주소를 300자까지 적어 주세요.",
    "phone": "전화번호를 40자까지 적어 주세요.",
    "name": "이름을 60자까지 적어 주세요.",
    "search": "이름 전체나 전화번호 전체, 또는 끝 네 자리와 태어난 해를 적어 주세요.",
    "notes": "메모를 20,000자까지 적어 주세요.",
}
_MISSING: Final = "빠진 것이 있거나 너무 깁니다. 표시된 칸을 확인해 주세요."
_STILL_OPEN: Final = "아직 끝나지 않은 방문, 연계, 계획, 지원이 있습니다. 먼저 마치거나 그만둔 뒤 종결해 주세요."
_NUMBER_KEPT: Final = "주민등록번호는 어디에도 적지 않습니다. 지우고 다시 적어 주세요."


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
    if isinstance(error, PersonalDataFound) and error.fields.get("keys"):
        return gettext(_NUMBER_KEPT)
    if isinstance(error, InvalidInput):
        return gettext(_FAULTS.get(str(error.fields.get("field")), _MISSING))
    if isinstance(error, CaseMoveRefused) and error.fields.get("still_open"):
        return gettext(_STILL_OPEN)
    return sentence(error.code)


def reason_sent() -> Reason:
    """Read why somebody wants to look.

    Returns
    -------
    Reason
        To be logged.

    Raises
    ------
    InvalidInput
        When none is given.
    PersonalDataFound
        When its words may tell of a person.
    """
    return read_reason(request.form.get("reason", ""), request.form.get("reason_words", ""))


def draft_sent(what: str, about: UUID | None = None) -> Draft:
    """Read what was typed into a record.

    Parameters
    ----------
    what : str
        The kind of record, or the state that it leads to.
    about : UUID, optional
        The record that it goes on from.

    Returns
    -------
    Draft
        Not yet checked.

    Raises
    ------
    InvalidInput
        When its id or a day is none.
    """
    typed = request.form.to_dict(flat=False)
    if chosen := typed.pop("expert", []):
        typed["people"] = ["\n".join([*chosen, *filter(None, typed.get("people", []))])]
    return Draft(_record_sent(), what, day_sent("on") or today(), typed, about, day_sent("due"))


def _record_sent() -> UUID:
    try:
        return UUID(request.form.get("record", ""))
    except ValueError:
        raise InvalidInput("The form has no id of its record; open it anew.", field="record") from None


def content_sent() -> Content:
    """Return what was typed, to be shown in its form again.

    Returns
    -------
    Content
        By name of the field.
    """
    return {name: typed if len(typed) > 1 else typed[0] for name, typed in request.form.lists()}


def intake_sent() -> Intake:
    """Read a household as it becomes known.

    Returns
    -------
    Intake
        Not yet checked.

    Raises
    ------
    InvalidInput
        When a place or a year is none.
    """
    tier = Tier.SEALED if "sealed" in request.form else Tier.CASE
    typed = request.form.to_dict(flat=False)
    return Intake(household_sent(), request.form.get("district", ""), tier, typed, _record_sent())


def household_sent() -> Household:
    """Read who a household is, and where.

    Returns
    -------
    Household
        Not yet checked.

    Raises
    ------
    InvalidInput
        When a place or a year is none.
    """
    x, y = _place(request.form.get("place", "").strip())
    return replace(_typed(_year), x=x, y=y)


def household_typed() -> Household:
    """Return what was typed of a household as far as it can be read, to be shown in its form again.

    Returns
    -------
    Household
        Without its place, which `content_sent` has.
    """

    def _lenient(typed: str) -> int | None:
        with suppress(InvalidInput):
            return _year(typed)
        return None

    return _typed(_lenient)


def _typed(year_of: Callable[[str], int | None]) -> Household:
    form = request.form
    rows = zip(form.getlist("name"), form.getlist("birth_year"), form.getlist("phone"), strict=False)
    people = (Person(name.strip(), year_of(year.strip()), phone.strip()) for name, year, phone in rows)
    known = tuple(person for person in people if person != Person())
    return Household(form.get("address", "").strip(), people=known, notes=form.get("notes", "").strip())


def _year(typed: str) -> int | None:
    if not typed:
        return None
    if not re.fullmatch(r"[0-9]{4}", typed):
        raise InvalidInput("A year of birth is no number; write four digits.", field="birth_year")
    return int(typed)


def _place(typed: str) -> tuple[float | None, float | None]:
    """Return where a home lies in metres; nothing of it is asked of the database."""
    if not typed:
        return None, None
    found = read_position(typed)
    if not found:
        raise InvalidInput("The place is no position in Korea; give degrees, or leave it out.", field="x")
    x, y = transformer(WGS84, KOREA_TM).transform(found[0].lon, found[0].lat)
    return float(x), float(y)


def place_words(household: Household) -> str:
    """Write where a home lies, as `household_sent` reads it.

    Parameters
    ----------
    household : Household
        Opened.

    Returns
    -------
    str
        Latitude and longitude; empty without a place.
    """
    if household.x is None or household.y is None:
        return ""
    lon, lat = transformer(KOREA_TM, WGS84).transform(household.x, household.y)
    return f"{lat:.6f}, {lon:.6f}"
