"""모두의 운동장 (venue): a school yard or a hall that residents may use, when it is open, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from mapper.crs import KOREA_LAT, KOREA_LON
from mapper.domain.calendar import KST
from mapper.domain.label import Label
from mapper.domain.meeting import LONGEST_LINE, LONGEST_WORDS, can_be_kept
from mapper.domain.working_days import holiday_name
from mapper.errors import VenueFaults

VENUE_KINDS: Final = {
    "yard": Label("운동장", "School yard"),
    "hall": Label("강당·체육관", "Hall or gymnasium"),
    "room": Label("교실·회의실", "Classroom or meeting room"),
    "garden": Label("마당·텃밭", "Yard or garden"),
}
"""What residents may use."""

WEEK: Final = (
    Label("월", "Mon"),
    Label("화", "Tue"),
    Label("수", "Wed"),
    Label("목", "Thu"),
    Label("금", "Fri"),
    Label("토", "Sat"),
    Label("일", "Sun"),
    Label("공휴일", "Holidays"),
)
"""Kinds of days that a venue has hours for; a public holiday goes before its day of the week."""
_HOLIDAY: Final = len(WEEK) - 1

SLOTS_MIN: Final = (30, 60, 120)
"""How long the slots of a venue may be [min]."""
DAY_MIN: Final = 24 * 60
MOST_PEOPLE: Final = 2_000
MOST_SLOTS: Final = 8
"""How many slots one booking may have at most."""
MOST_CLOSED: Final = 200
MOST_CORNERS: Final = 100
FEWEST_CORNERS: Final = 3
LARGEST_M2: Final = 100_000.0
AHEAD: Final = timedelta(days=60)
"""How long before a day it can be asked for."""


@dataclass(frozen=True)
class Hours:
    """From when to when a venue is open on a kind of day.

    Attributes
    ----------
    opens, closes : int
        Minutes since midnight in Korea.
    """

    opens: int
    closes: int


@dataclass(frozen=True)
class VenueDraft:
    """What a venue shall be.

    Attributes
    ----------
    kind : str
        A key of `VENUE_KINDS`.
    name, owner : str
        What it is called, and whose it is.
    rules : str
        What whoever uses it keeps to; may be empty.
    corners : tuple of tuple of float
        Longitude and latitude [degrees]: one place, or the corners of an area.
    hours : tuple of Hours or None
        By the kinds of days of `WEEK`; None where it is closed.
    closed_on : tuple of date
        Days on which it is closed whatever its hours, such as examinations.
    slot_min : int
        One of `SLOTS_MIN`.
    most_slots, capacity : int
        How many slots one booking may have, and how many people it holds.
    withdrawn : bool
        Whether it is shown no more.
    """

    kind: str
    name: str
    owner: str
    rules: str = ""
    corners: tuple[tuple[float, float], ...] = ()
    hours: tuple[Hours | None, ...] = (None,) * len(WEEK)
    closed_on: tuple[date, ...] = ()
    slot_min: int = 60
    most_slots: int = 2
    capacity: int = 0
    withdrawn: bool = False


VENUE_FAULTS: Final = {
    "kind": Label("종류를 골라 주세요.", "Choose what it is."),
    "name": Label(
        f"이름은 한 글자 이상 {LONGEST_LINE}자 이하로, 사람 이름 없이 적어 주세요.",
        f"Write a name of 1 to {LONGEST_LINE} characters that names nobody.",
    ),
    "owner": Label(
        f"관리하는 곳은 {LONGEST_LINE}자 이하로, 사람 이름이 아니라 기관 이름으로 적어 주세요.",
        f"Write whose it is in up to {LONGEST_LINE} characters: an office, not a person.",
    ),
    "rules": Label(
        f"이용 규칙은 {LONGEST_WORDS:,}자 이하로, 사람을 알 수 없게 적어 주세요.",
        f"Write the rules in up to {LONGEST_WORDS:,} characters that tell of nobody.",
    ),
    "shape": Label(
        f"자리는 위도와 경도를 한 줄에 한 점씩 적어 주세요: 한 점이거나, 겹치지 않는 {FEWEST_CORNERS}~{MOST_CORNERS}점의 둘레.",
        f"Write latitude and longitude, one point a line: one place, or {FEWEST_CORNERS} to {MOST_CORNERS} corners that do not cross.",
    ),
    "outside": Label("자리가 등록된 행정동 안에 있지 않습니다.", "The place lies in no district that is loaded."),
    "hours": Label(
        "여는 시간은 시:분으로, 여는 때부터 닫는 때까지 이용 단위가 하나 이상 들어가게 적어 주세요.",
        "Write hours as hour:minute, with room for one slot at least between opening and closing.",
    ),
    "always_closed": Label(
        "적어도 한 요일은 여는 시간을 적어 주세요.", "Write hours for one day of the week at least."
    ),
    "closed_on": Label(
        f"쉬는 날은 날짜로 {MOST_CLOSED}일까지 적어 주세요.", f"Write days off as dates, {MOST_CLOSED} at most."
    ),
    "slot_min": Label("이용 단위를 골라 주세요.", "Choose how long a slot is."),
    "most_slots": Label(
        f"한 번에 쓰는 단위는 1에서 {MOST_SLOTS} 사이의 수로 적어 주세요.",
        f"Write how many slots one booking has as a number from 1 to {MOST_SLOTS}.",
    ),
    "capacity": Label(
        f"수용 인원은 1에서 {MOST_PEOPLE:,} 사이의 수로 적어 주세요.",
        f"Write how many people it holds as a number from 1 to {MOST_PEOPLE:,}.",
    ),
}
"""What can be wrong with a venue."""


def checked_venue(draft: VenueDraft) -> VenueDraft:
    """Check what a venue shall be, but for whether its place is in the city and its corners do not cross.

    Parameters
    ----------
    draft : VenueDraft
        As typed.

    Returns
    -------
    VenueDraft
        As it is kept.

    Raises
    ------
    VenueFaults
        With everything that is wrong with it at once, as keys of `VENUE_FAULTS`.
    """
    kept = replace(
        draft,
        name=" ".join(draft.name.split()),
        owner=" ".join(draft.owner.split()),
        rules=draft.rules.strip(),
        closed_on=tuple(sorted(set(draft.closed_on))),
    )
    if faults := [fault for fault, is_wrong in _wrong(kept).items() if is_wrong]:
        said = " ".join(VENUE_FAULTS[fault].en for fault in faults)
        raise VenueFaults(f"The venue cannot be kept as it is: {said}", faults=faults)
    return kept


def _wrong(draft: VenueDraft) -> dict[str, bool]:
    slot = draft.slot_min if draft.slot_min in SLOTS_MIN else min(SLOTS_MIN)
    given = [hours for hours in draft.hours if hours is not None]
    return {
        "kind": draft.kind not in VENUE_KINDS,
        "name": not can_be_kept(draft.name, LONGEST_LINE),
        "owner": not can_be_kept(draft.owner, LONGEST_LINE),
        "rules": bool(draft.rules) and not can_be_kept(draft.rules, LONGEST_WORDS),
        "shape": not _is_place(draft.corners),
        "hours": any(not 0 <= one.opens <= one.closes - slot <= DAY_MIN - slot for one in given),
        "always_closed": not given,
        "closed_on": len(draft.closed_on) > MOST_CLOSED or date.min in draft.closed_on,
        "slot_min": draft.slot_min not in SLOTS_MIN,
        "most_slots": not 1 <= draft.most_slots <= MOST_SLOTS,
        "capacity": not 1 <= draft.capacity <= MOST_PEOPLE,
    }


def _is_place(corners: tuple[tuple[float, float], ...]) -> bool:
    is_korea = all(KOREA_LON[0] <= lon <= KOREA_LON[1] and KOREA_LAT[0] <= lat <= KOREA_LAT[1] for lon, lat in corners)
    return is_korea and (len(corners) == 1 or FEWEST_CORNERS <= len(corners) <= MOST_CORNERS)


def closed_because(draft: VenueDraft, day: date) -> str | None:
    """Tell why a venue is closed on a day.

    Parameters
    ----------
    draft : VenueDraft
        Of the venue.
    day : date
        A Korean date.

    Returns
    -------
    str or None
        ``day_off``, ``holiday`` or ``weekday``; None when it is open.
    """
    if day in draft.closed_on:
        return "day_off"
    if hours_on(draft, day) is not None:
        return None
    return "weekday" if holiday_name(day) is None else "holiday"


def hours_on(draft: VenueDraft, day: date) -> Hours | None:
    """Return the hours of a day.

    Parameters
    ----------
    draft : VenueDraft
        Of the venue.
    day : date
        A Korean date.

    Returns
    -------
    Hours or None
        None when it is closed.
    """
    if day in draft.closed_on:
        return None
    return draft.hours[day.weekday() if holiday_name(day) is None else _HOLIDAY]


@dataclass(frozen=True)
class Slot:
    """A piece of a day in which a venue can be used.

    Attributes
    ----------
    first, last : datetime
        From when until when, in Korea; the last moment is no part of it.
    """

    first: datetime
    last: datetime


def slots_on(draft: VenueDraft, day: date) -> list[Slot]:
    """Return the slots of a day.

    Parameters
    ----------
    draft : VenueDraft
        Of the venue.
    day : date
        A Korean date.

    Returns
    -------
    list of Slot
        In order; none when it is closed. A rest that is shorter than a slot is none.
    """
    hours = hours_on(draft, day)
    if hours is None:
        return []
    return [
        Slot(moment_of(day, start), moment_of(day, start + draft.slot_min))
        for start in range(hours.opens, hours.closes - draft.slot_min + 1, draft.slot_min)
    ]


def moment_of(day: date, minute: int) -> datetime:
    """Return a minute of a Korean day as a moment.

    Parameters
    ----------
    day : date
        A Korean date.
    minute : int
        Since midnight, up to `DAY_MIN`, which is the midnight after it.

    Returns
    -------
    datetime
        With the zone of Korea, which has had no summer time since 1988.
    """
    return datetime.combine(day, time(), KST) + timedelta(minutes=minute)


@dataclass(frozen=True)
class Taken:
    """A time at which somebody uses, or asks to use, a venue.

    Attributes
    ----------
    first, last : datetime
        From when until when.
    is_confirmed : bool
        Whether it is theirs.
    """

    first: datetime
    last: datetime
    is_confirmed: bool


@dataclass(frozen=True)
class SlotSeen:
    """A slot as everybody sees it.

    Attributes
    ----------
    slot : Slot
        When.
    state : str
        ``over``, ``taken``, ``asked`` or ``free``; more than one may ask for the same.
    """

    slot: Slot
    state: str


def seen_slots(slots: list[Slot], taken: list[Taken], now: datetime) -> Iterator[SlotSeen]:
    """Tell which slots can be asked for.

    Parameters
    ----------
    slots : list of Slot
        Of a day.
    taken : list of Taken
        What stands in the calendar of the venue.
    now : datetime
        What began is over.

    Yields
    ------
    SlotSeen
        In the same order.
    """
    for slot in slots:
        here = [one for one in taken if one.first < slot.last and slot.first < one.last]
        state = "asked" if here else "free"
        if any(one.is_confirmed for one in here):
            state = "taken"
        yield SlotSeen(slot, "over" if slot.first <= now else state)


@dataclass(frozen=True)
class VenueSeen:
    """A venue as everybody knows it.

    Attributes
    ----------
    id, version : UUID
        Of the venue, and of the row that holds.
    draft : VenueDraft
        What it is.
    lon, lat : float
        Where it is marked [degrees].
    area_m2 : float
        Of its outline; 0 where it is one place.
    district_code, district : str
        Where it lies.
    """

    id: UUID
    version: UUID
    draft: VenueDraft
    lon: float
    lat: float
    area_m2: float
    district_code: str
    district: str
