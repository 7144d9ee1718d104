"""이용 신청 (booking): somebody asks for slots of a venue without an account, and staff confirm or decline."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from mapper.domain.calendar import KST
from mapper.domain.label import Label
from mapper.domain.meeting import written
from mapper.domain.resident_report import Contact
from mapper.domain.venue import AHEAD, MOST_PEOPLE, MOST_SLOTS, VenueDraft, closed_because, slots_on
from mapper.errors import BookingFaults, InvalidInput, PersonalDataFound

ASKERS: Final = {
    "resident": Label("주민", "Residents"),
    "group": Label("동호회·단체", "Club or group"),
    "office": Label("학교·기관", "School or office"),
}
"""Who asks."""

ASKED, CONFIRMED, DECLINED, CANCELLED = "asked", "confirmed", "declined", "cancelled"
BOOKING_STATES: Final = {
    ASKED: Label("확인을 기다림", "Waiting for an answer"),
    CONFIRMED: Label("확정", "Confirmed"),
    DECLINED: Label("쓸 수 없음", "Declined"),
    CANCELLED: Label("취소", "Cancelled"),
}
"""Where a booking stands."""

MOVES: Final = {ASKED: (CONFIRMED, DECLINED, CANCELLED), CONFIRMED: (CANCELLED,), DECLINED: (), CANCELLED: ()}
"""What may become of it."""

LONGEST_PURPOSE: Final = 100
LONGEST_REASON: Final = 300


@dataclass(frozen=True)
class BookingDraft:
    """What somebody asks for.

    Attributes
    ----------
    id : UUID
        Made with the form, so that one sent twice is one booking.
    code : str
        Of its receipt, made with the form as well.
    day : date or None
        A Korean date; None for what is none.
    minute : int
        Of the day at which it begins.
    slots : int
        How many follow each other.
    asker : str
        A key of `ASKERS`.
    purpose : str
        What for.
    people : int
        How many come.
    contact : Contact or None
        To be sealed.
    """

    id: UUID
    code: str = field(repr=False)
    day: date | None
    minute: int
    slots: int
    asker: str
    purpose: str
    people: int
    contact: Contact | None = field(repr=False, default=None)


BOOKING_FAULTS: Final = {
    "day": Label(
        f"날짜는 오늘부터 {AHEAD.days}일 안에서 골라 주세요.", f"Choose a day within {AHEAD.days} days from now."
    ),
    "day_off": Label("그날은 시설이 쉽니다. 다른 날을 골라 주세요.", "It is closed on that day; choose another one."),
    "holiday": Label(
        "그날은 공휴일이라 열지 않습니다. 다른 날을 골라 주세요.",
        "That day is a public holiday and it is closed; choose another one.",
    ),
    "weekday": Label("그 요일에는 열지 않습니다. 다른 날을 골라 주세요.", "It is closed on that day of the week."),
    "time": Label(
        "시작하는 시각을 그날 여는 시간 안에서 골라 주세요.", "Choose a time at which it is open on that day."
    ),
    "over": Label("이미 지난 시각입니다. 뒤의 시각을 골라 주세요.", "That time is over; choose a later one."),
    "slots": Label(
        "그 시각부터 그만큼은 쓸 수 없습니다. 더 짧게 고르거나 먼저 시작해 주세요.",
        "It cannot be used for so long from that time on; choose less, or begin earlier.",
    ),
    "taken": Label(
        "그 시간은 다른 신청으로 확정되었습니다. 다른 시간을 골라 주세요.",
        "That time was confirmed to somebody else; choose another one.",
    ),
    "asker": Label("누가 쓰는지 골라 주세요.", "Choose who will use it."),
    "purpose": Label(
        f"무엇을 하는지 {LONGEST_PURPOSE}자 이하로, 사람 이름이나 연락처 없이 적어 주세요.",
        f"Write what for in up to {LONGEST_PURPOSE} characters, without names or numbers of people.",
    ),
    "people": Label(
        "인원은 1명부터 수용 인원까지의 수로 적어 주세요.", "Write how many people come, up to what it holds."
    ),
}
"""What can be wrong with a booking."""


@dataclass(frozen=True)
class Wanted:
    """A booking that the rules allow.

    Attributes
    ----------
    first, last : datetime
        From when until when.
    purpose : str
        As it is kept.
    """

    first: datetime
    last: datetime
    purpose: str


def checked_booking(draft: BookingDraft, venue: VenueDraft, *, now: datetime) -> Wanted:
    """Check what somebody asks for against the rules of the venue, but for what is taken.

    Parameters
    ----------
    draft : BookingDraft
        As typed.
    venue : VenueDraft
        What they want to use.
    now : datetime
        This moment.

    Returns
    -------
    Wanted
        As it is kept.

    Raises
    ------
    BookingFaults
        With everything that is wrong with it at once, as keys of `BOOKING_FAULTS`.
    """
    when, faults = _when(draft, venue, now)
    if draft.asker not in ASKERS:
        faults.append("asker")
    if not 1 <= draft.people <= min(venue.capacity, MOST_PEOPLE):
        faults.append("people")
    try:
        purpose = written(draft.purpose, field="purpose", longest=LONGEST_PURPOSE)
    except (InvalidInput, PersonalDataFound):
        faults.append("purpose")
    if faults or when is None:
        raise refused(faults)
    return Wanted(*when, purpose)


def refused(faults: list[str]) -> BookingFaults:
    """Return the error that says all that is wrong with a booking.

    Parameters
    ----------
    faults : list of str
        Keys of `BOOKING_FAULTS`.

    Returns
    -------
    BookingFaults
        To be raised.
    """
    said = " ".join(BOOKING_FAULTS[fault].en for fault in faults)
    return BookingFaults(f"The booking cannot be taken as it is: {said}", faults=faults)


def _when(draft: BookingDraft, venue: VenueDraft, now: datetime) -> tuple[tuple[datetime, datetime] | None, list[str]]:
    today = now.astimezone(KST).date()
    if draft.day is None or not today <= draft.day <= today + AHEAD:
        return None, ["day"]
    closed = closed_because(venue, draft.day)
    if closed is not None:
        return None, [closed]
    starts = [one for one in slots_on(venue, draft.day) if _minute(one.first) == draft.minute]
    if not starts:
        return None, ["time"]
    if starts[0].first <= now:
        return None, ["over"]
    rest = [one for one in slots_on(venue, draft.day) if one.first >= starts[0].first]
    if not 1 <= draft.slots <= min(venue.most_slots, MOST_SLOTS, len(rest)):
        return None, ["slots"]
    return (starts[0].first, rest[draft.slots - 1].last), []


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def may_be_cancelled(state: str, first: datetime, now: datetime) -> bool:
    """Tell whether whoever asked may still take it back.

    Parameters
    ----------
    state : str
        A key of `BOOKING_STATES`.
    first : datetime
        When it begins.
    now : datetime
        This moment.

    Returns
    -------
    bool
        Until it begins.
    """
    return CANCELLED in MOVES[state] and now < first
