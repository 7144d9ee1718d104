"""모두의 운동장: when one is open, what can be asked for, and that all faults are said at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from mapper.domain.booking import BookingDraft, checked_booking
from mapper.domain.calendar import KST
from mapper.domain.venue import (
    Hours,
    Taken,
    VenueDraft,
    checked_venue,
    closed_because,
    hours_on,
    seen_slots,
    slots_on,
)
from mapper.errors import BookingFaults, VenueFaults

EVENING, DAY = Hours(16 * 60, 21 * 60), Hours(9 * 60, 18 * 60)
YARD = VenueDraft(
    kind="yard",
    name="가온초 운동장",
    owner="가온초등학교",
    rules="끝나면 불을 끕니다.",
    corners=((127.03, 37.73),),
    hours=(EVENING,) * 5 + (DAY, None, None),
    closed_on=(date(2026, 12, 24),),
    slot_min=60,
    most_slots=2,
    capacity=40,
)
NOW = datetime(2026, 11, 22, 10, 30, tzinfo=KST)  # a Sunday
FRIDAY, SATURDAY, SUNDAY = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 29)


def wanted(day: date | None, hour: int, slots: int = 1, **other: object) -> BookingDraft:
    asked = BookingDraft(uuid4(), "made-code", day, hour * 60, slots, "resident", "배드민턴 모임", 8)
    return replace(asked, **other)  # type: ignore[arg-type] # fields of the draft


def booking_faults(draft: BookingDraft, venue: VenueDraft = YARD) -> list[str]:
    with pytest.raises(BookingFaults) as told:
        checked_booking(draft, venue, now=NOW)
    return list(map(str, told.value.fields["faults"]))  # type: ignore[call-overload] # a list


def venue_faults(**wrong: object) -> set[str]:
    with pytest.raises(VenueFaults) as told:
        checked_venue(replace(YARD, **wrong))  # type: ignore[arg-type] # fields of the draft
    return set(map(str, told.value.fields["faults"]))  # type: ignore[call-overload] # a list


def test_slots_fill_the_hours_and_a_rest_that_is_too_short_is_none() -> None:
    found = slots_on(YARD, FRIDAY)
    assert [one.first.hour for one in found] == [16, 17, 18, 19, 20]
    assert found[0].first == datetime(2026, 11, 27, 16, tzinfo=KST)
    assert found[-1].last == datetime(2026, 11, 27, 21, tzinfo=KST)
    uneven = replace(YARD, hours=(Hours(16 * 60, 19 * 60 + 30),) * 8, slot_min=120)
    assert [one.last.hour for one in slots_on(uneven, FRIDAY)] == [18]
    until_midnight = replace(YARD, hours=(Hours(22 * 60, 24 * 60),) * 8)
    assert slots_on(until_midnight, FRIDAY)[-1].last == datetime(2026, 11, 28, 0, tzinfo=KST)


def test_a_public_holiday_goes_before_its_day_of_the_week() -> None:
    christmas, friday_of_new_year = date(2026, 12, 25), date(2027, 1, 1)
    assert christmas.weekday() == friday_of_new_year.weekday() == FRIDAY.weekday()
    assert [closed_because(YARD, day) for day in (christmas, friday_of_new_year, SUNDAY)] == [
        "holiday",
        "holiday",
        "weekday",
    ]
    on_holidays = replace(YARD, hours=(*YARD.hours[:-1], DAY))
    assert hours_on(on_holidays, christmas) == DAY
    assert closed_because(on_holidays, christmas) is None


def test_a_day_off_is_closed_whatever_its_hours() -> None:
    assert closed_because(YARD, date(2026, 12, 24)) == "day_off"
    assert slots_on(YARD, date(2026, 12, 24)) == []
    assert booking_faults(wanted(date(2026, 12, 24), 16)) == ["day_off"]


def test_no_hour_is_lost_or_doubled_on_any_day_of_a_year() -> None:
    always = replace(YARD, hours=(Hours(0, 24 * 60),) * 8, closed_on=())
    for count in range(366):
        found = slots_on(always, date(2026, 1, 1) + timedelta(days=count))
        assert len(found) == 24
        assert found[-1].last.timestamp() - found[0].first.timestamp() == 24 * 3600
        assert {one.first.utcoffset() for one in found} == {timedelta(hours=9)}


def test_everybody_sees_what_is_over_taken_asked_and_free() -> None:
    slots = slots_on(YARD, FRIDAY)
    taken = [
        Taken(slots[1].first, slots[1].last, is_confirmed=True),
        Taken(slots[2].first, slots[3].last, is_confirmed=False),
    ]
    states = [one.state for one in seen_slots(slots, taken, slots[0].first)]
    assert states == ["over", "taken", "asked", "asked", "free"]


def test_a_booking_that_the_rules_allow_is_from_when_until_when() -> None:
    found = checked_booking(wanted(FRIDAY, 18, 2), YARD, now=NOW)
    assert (found.first.hour, found.last.hour, found.purpose) == (18, 20, "배드민턴 모임")


@pytest.mark.parametrize(
    ("day", "hour", "slots", "fault"),
    [
        (None, 16, 1, "day"),
        (date(2026, 11, 21), 16, 1, "day"),
        (date(2027, 2, 1), 16, 1, "day"),
        (SUNDAY, 16, 1, "weekday"),
        (date(2026, 12, 25), 16, 1, "holiday"),
        (FRIDAY, 15, 1, "time"),
        (FRIDAY, 21, 1, "time"),
        (FRIDAY, 16, 3, "slots"),
        (FRIDAY, 20, 2, "slots"),
        (FRIDAY, 16, 0, "slots"),
    ],
)
def test_what_the_rules_do_not_allow_is_refused(day: date | None, hour: int, slots: int, fault: str) -> None:
    assert booking_faults(wanted(day, hour, slots)) == [fault]


def test_a_time_that_began_is_over() -> None:
    late = datetime(2026, 11, 27, 16, 1, tzinfo=KST)
    with pytest.raises(BookingFaults) as told:
        checked_booking(wanted(FRIDAY, 16), YARD, now=late)
    assert told.value.fields["faults"] == ["over"]


def test_all_that_is_wrong_with_a_booking_is_said_at_once() -> None:
    draft = wanted(SUNDAY, 16, asker="nobody", people=41, purpose="전화 010-0000-0000으로 주세요")
    assert booking_faults(draft) == ["weekday", "asker", "people", "purpose"]


def test_a_venue_is_kept_tidied_and_all_that_is_wrong_is_said_at_once() -> None:
    kept = checked_venue(replace(YARD, name="  가온초   운동장 ", closed_on=(date(2026, 12, 24),) * 2))
    assert kept.name == "가온초 운동장"
    assert kept.closed_on == (date(2026, 12, 24),)
    assert venue_faults(kind="pool", name="", slot_min=45, most_slots=9, capacity=0) == {
        "kind",
        "name",
        "slot_min",
        "most_slots",
        "capacity",
    }


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"corners": ()}, "shape"),
        ({"corners": ((127.03, 37.73), (127.04, 37.73))}, "shape"),
        ({"corners": ((37.73, 127.03),)}, "shape"),
        ({"hours": (None,) * 8}, "always_closed"),
        ({"hours": (Hours(18 * 60, 16 * 60),) * 8}, "hours"),
        ({"hours": (Hours(16 * 60, 16 * 60 + 30),) * 8}, "hours"),
        ({"hours": (Hours(-1, 60),) * 8}, "hours"),
        ({"hours": (Hours(0, 25 * 60),) * 8}, "hours"),
        ({"closed_on": (date.min,)}, "closed_on"),
        ({"rules": "문의 010-0000-0000"}, "rules"),
        ({"owner": ""}, "owner"),
    ],
)
def test_what_is_wrong_with_a_venue_is_named(wrong: dict[str, object], fault: str) -> None:
    assert venue_faults(**wrong) == {fault}
