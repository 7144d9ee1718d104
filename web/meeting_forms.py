"""What is typed into the forms of 주민회의, and what is said of it where it cannot be used."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from flask import request

from mapper.domain.calendar import FIRST_DAY, KST, LAST_DAY, read_day
from mapper.domain.decision import Ballot
from mapper.domain.meeting import LONGEST_LINE, LONGEST_MINUTES, LONGEST_WORDS, MOST_HEADS, MeetingDraft, Ties
from mapper.errors import GolmokError, InvalidInput
from mapper.operations.decisions import Decided
from mapper.operations.meeting_access import Writer
from web.auth import reader
from web.clock import now
from web.form_faults import fault_words, moment_sent

_NOBODY: Final = UUID(int=0)
"""Of nothing there is."""

_FAULTS: Final = {
    "kind": "종류를 골라 주세요.",
    "title": "회의 이름은 한 글자 이상 {line}자 이하로 적어 주세요.",
    "place": "곳은 한 글자 이상 {line}자 이하로 적어 주세요.",
    "held_at": "때는 2년 뒤까지의 날짜와 시각으로 적어 주세요.",
    "districts": "목록에 있는 행정동을 골라 주세요.",
    "team": "지금 일하는 추진단을 골라 주세요.",
    "words": "내용은 한 글자 이상 {words}자 이하로 적어 주세요.",
    "organisation": "단체 이름은 한 글자 이상 {line}자 이하로 적어 주세요.",
    "role": "자격을 골라 주세요.",
    "heads": "인원은 0에서 {heads} 사이의 수로 적어 주세요.",
    "ballot": "표는 0 이상의 수로 적어 주세요.",
    "present": "표의 합이 참석 인원보다 많습니다. 참석 인원을 먼저 적어 주세요.",
    "voted": "이미 적은 표보다 참석 인원이 적어집니다. 표결을 먼저 고쳐 주세요.",
    "held": "아직 열리지 않았거나 취소된 회의입니다. 때를 먼저 확인해 주세요.",
    "reason": "이유를 {words}자 이하로 적어 주세요.",
    "on": "날은 회의를 연 날이나 앞서 바뀐 날부터 오늘 사이여야 합니다.",
    "due": "기한은 회의를 연 날 뒤의 날짜여야 합니다.",
    "item": "이 회의의 안건을 골라 주세요.",
    "programme": "목록에 있는 사업을 골라 주세요.",
    "finding": "점검 결과는 {words}자 이하로 적어 주세요.",
    "ties": "고른 구간이나 불편사항이 없거나 너무 많습니다. 지도에서 다시 골라 주세요.",
    "seen_at": "화면을 새로 연 뒤 다시 적어 주세요.",
    "minutes": "회의록은 한 글자 이상 {minutes}자 이하로 적어 주세요.",
}
_LIMITS: Final = {"line": LONGEST_LINE, "words": LONGEST_WORDS, "heads": MOST_HEADS, "minutes": LONGEST_MINUTES}


def writer() -> Writer:
    """Return who writes with this request.

    Returns
    -------
    Writer
        Now, with as of when they saw what they write over, where the form says so.

    Raises
    ------
    InvalidInput
        When what it says is no moment.
    """
    return Writer(reader(), now(), uuid4, _moment_seen())


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


def draft_sent(*, instead: datetime | None = None) -> MeetingDraft:
    """Read what a meeting shall be.

    Parameters
    ----------
    instead : datetime, optional
        Shown in place of a time that is none; refused without it.

    Returns
    -------
    MeetingDraft
        As typed.

    Raises
    ------
    InvalidInput
        When it has no time.
    """
    form = request.form
    held_at = moment_sent("held_at", instead=instead)
    return MeetingDraft(
        form.get("kind", ""),
        form.get("title", ""),
        form.get("place", ""),
        held_at,
        tuple(form.getlist("district")),
        _id("team"),
        cancelled="cancelled" in form,
    )


def decided_sent() -> Decided:
    """Read what was decided.

    Returns
    -------
    Decided
        As typed, without ties.

    Raises
    ------
    InvalidInput
        When its day is none.
    """
    return Decided(request.form.get("words", ""), Ties(), _id("item"), _id("team"), day_sent("due"))


def ballot_sent() -> Ballot:
    """Read how a vote went.

    Returns
    -------
    Ballot
        With -1 in place of what is no number.
    """
    return Ballot(*(number_sent(name) for name in ("in_favour", "against", "abstained")))


def number_sent(name: str) -> int:
    """Read a number.

    Parameters
    ----------
    name : str
        Of the field.

    Returns
    -------
    int
        -1 in place of what is none, or is beyond all that is counted here.
    """
    typed: int = request.form.get(name, -1, type=int)
    return min(typed, MOST_HEADS + 1)


def day_sent(name: str) -> date | None:
    """Read a day of a form.

    Parameters
    ----------
    name : str
        Of the field.

    Returns
    -------
    date or None
        None when it is empty.

    Raises
    ------
    InvalidInput
        When it is no day.
    """
    return _day(request.form.get(name, ""), name)


def day_asked(name: str) -> date | None:
    """Read a day of an address.

    Parameters
    ----------
    name : str
        Of the value.

    Returns
    -------
    date or None
        None when it is empty.

    Raises
    ------
    InvalidInput
        When it is no day.
    """
    return _day(request.args.get(name, ""), name)


def version_sent() -> UUID:
    """Read which version somebody saw.

    Returns
    -------
    UUID
        Of nothing when it was not sent.
    """
    return _id("seen") or _NOBODY


def ties_sent() -> tuple[UUID, Ties, Ties]:
    """Read what shall be tied.

    Returns
    -------
    subject : UUID
        The item or the decision.
    more, less : Ties
        What it is about besides, and what it is not about after all.
    """
    more = Ties(_ids("segment", "ties"), _ids("issue", "ties"))
    less = Ties(_ids("no_segment", "ties"), _ids("no_issue", "ties"))
    return _id("subject") or _NOBODY, more, less


def programme_chosen() -> UUID | None:
    """Read which programme an item is about.

    Returns
    -------
    UUID or None
        None for none.

    Raises
    ------
    InvalidInput
        For what is no id.
    """
    return _id("programme")


def _moment_seen() -> datetime | None:
    given = request.form.get("seen_at")
    try:
        return None if given is None else datetime.fromisoformat(given).astimezone(KST)
    except (ValueError, OverflowError):
        message = f"seen_at={(given or '')[:40]} is no moment; load the page again."
        raise InvalidInput(message, field="seen_at") from None


def _id(name: str) -> UUID | None:
    given = request.form.get(name, "")
    return _ids(name)[0] if given else None


def _ids(name: str, field: str | None = None) -> tuple[UUID, ...]:
    try:
        return tuple(UUID(one) for given in request.form.getlist(name) for one in given.split(","))
    except ValueError:
        message = f"{name} is no id of anything; load the page again and choose from it."
        raise InvalidInput(message, field=field or name) from None


def _day(written: str, name: str) -> date | None:
    if not written:
        return None
    try:
        return read_day(written)
    except ValueError:
        message = f"{name}={written[:40]} is no date from {FIRST_DAY} to {LAST_DAY}; write it like 2026-11-21."
        raise InvalidInput(message, field=name) from None


def vocabulary() -> dict[str, Any]:
    """Return the limits that forms keep to by themselves.

    Returns
    -------
    dict
        For templates.
    """
    return {"limits": _LIMITS}
