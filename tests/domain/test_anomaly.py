"""What stands out in a month, each kind by its own definition."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from mapper.domain.access_month import Entry, Month
from mapper.domain.anomaly import ANOMALIES, anomalies
from mapper.domain.calendar import KST
from mapper.domain.family_name import family_name

AT_WORK = datetime(2026, 11, 23, 10, tzinfo=KST)  # a Monday
WORKER, COLLEAGUE, HOME = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
LOOK = Entry("1111051500", 1, AT_WORK, WORKER, "김하나", "welfare", "household.read", "visit", "", HOME, 1)
FOLLOWED = {(WORKER, HOME): [(AT_WORK - timedelta(days=9), None, COLLEAGUE)]}


def found(*entries: Entry, follows: object = FOLLOWED, **more: object) -> dict[str, int]:
    """The kinds that stand out, with how many rows each has."""
    numbered = [replace(entry, number=number) for number, entry in enumerate(entries, 1)]
    month = Month(numbered, follows, **more)  # type: ignore[arg-type] # parts of a month
    return {anomaly.kind.key: len(anomaly.entries) for anomaly in anomalies(month)}


def others(count: int) -> list[Entry]:
    """Looks at so many different households, one a minute."""
    return [
        replace(LOOK, subject=uuid.UUID(int=number + 1), recorded_at=AT_WORK + timedelta(seconds=20 * number))
        for number in range(count)
    ]


def followed(entries: list[Entry]) -> dict[tuple[uuid.UUID, uuid.UUID | None], object]:
    return {(entry.user_id, entry.subject): [(AT_WORK - timedelta(days=9), None, COLLEAGUE)] for entry in entries}


def test_a_day_of_work_stands_out_in_nothing() -> None:
    assert found(LOOK, replace(LOOK, action="household.caseload", subject=None, households=40)) == {}


def test_looks_without_a_case_are_those_of_whom_nobody_followed_then() -> None:
    assert found(LOOK, follows={}) == {"without_case": 1}
    assert found(replace(LOOK, recorded_at=AT_WORK - timedelta(days=11))) == {"without_case": 1}
    assert found(replace(LOOK, action="case.assign"), follows={}) == {}, (
        "who says who follows a case sees nothing of it"
    )
    ended = {(WORKER, HOME): [(AT_WORK - timedelta(days=9), AT_WORK - timedelta(days=1), None)]}
    assert found(replace(LOOK, action="household.read.refused"), follows=ended) == {"no_longer_theirs": 1}


def test_nights_weekends_and_holidays_are_out_of_hours() -> None:
    for hour, day in ((19, 23), (7, 23), (10, 22)):
        assert found(replace(LOOK, recorded_at=AT_WORK.replace(hour=hour, day=day))) == {"out_of_hours": 1}
    chuseok = datetime(2026, 9, 25, 10, tzinfo=KST)
    was = {(WORKER, HOME): [(chuseok - timedelta(days=1), None, COLLEAGUE)]}
    assert found(replace(LOOK, recorded_at=chuseok), follows=was) == {"out_of_hours": 1}
    assert found(LOOK, holidays={AT_WORK.date()}) == {"out_of_hours": 1}, "one of the city's own"


def test_many_in_a_short_time_begins_at_twenty_different_households() -> None:
    twenty = others(20)
    assert found(*twenty, follows=followed(twenty)) == {"burst": 20}
    assert found(*twenty[:19], follows=followed(twenty)) == {}
    same = [replace(entry, subject=HOME) for entry in twenty]
    assert found(*same) == {}, "one household, however often"
    spread = [replace(one, recorded_at=AT_WORK + timedelta(minutes=n)) for n, one in enumerate(twenty)]
    assert found(*spread, follows=followed(twenty)) == {}


def test_more_than_colleagues_is_over_three_times_what_is_usual() -> None:
    mine = [replace(one, recorded_at=AT_WORK + timedelta(minutes=n)) for n, one in enumerate(others(30))]
    usual = [replace(one, user_id=uuid.UUID(int=9)) for one in mine[:5]]
    less = [replace(one, user_id=uuid.UUID(int=8)) for one in mine[:5]]
    entries = [*mine, *usual, *less]
    assert found(*entries, follows=followed(entries)) == {"many": 30}
    assert (
        found(
            *mine,
            *[replace(one, user_id=uuid.UUID(int=9)) for one in mine[:20]],
            follows=followed([*mine, *[replace(one, user_id=uuid.UUID(int=9)) for one in mine[:20]]]),
        )
        == {}
    )


def test_refusals_files_and_names_stand_out() -> None:
    refused = [replace(LOOK, action="household.read.refused")] * 5
    assert found(*refused) == {"refused": 5}
    assert found(*refused[:4]) == {}
    for action in ("household.file", "mail.file", "household.oversee_district"):
        assert found(replace(LOOK, action=action, subject=None, households=21)) == {"at_once": 1}, action
    assert found(LOOK, namesakes={(WORKER, HOME)}) == {"namesake": 1}


def test_what_stands_out_most_comes_first_and_districts_are_apart() -> None:
    refused = [replace(LOOK, action="household.read.refused")] * 12
    there = [replace(one, district_code="1111053000") for one in refused[:6]]
    ranked = anomalies(Month([*there, *refused], FOLLOWED))
    assert [(one.district_code, len(one.entries)) for one in ranked] == [("1111051500", 12), ("1111053000", 6)]


def test_every_kind_is_told_in_one_sentence() -> None:
    assert len({kind.key for kind in ANOMALIES}) == len(ANOMALIES)
    for kind in ANOMALIES:
        assert kind.sentence.ko.count(".") == 1 or kind.key == "at_once"
        assert kind.sentence.en.endswith(".")


def test_family_names_are_those_of_korean_names() -> None:
    assert [family_name(name) for name in ("김하나", "남궁 민", "남궁", "demo-welfare", "김", "")] == [
        "김", "남궁", "남", None, None, None,
    ]  # fmt: skip
