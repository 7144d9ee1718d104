"""What a visit can be, when one is where on it, and what its files may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.domain.visit import CARE, LONGEST_STOP, MOST_STOPS, StopDraft, VisitDraft, checked_visit, timetable
from mapper.domain.visit_file import ALLOWED, FileStop, VisitFile, checked, collection
from mapper.errors import ExportRefused, InvalidInput, PersonalDataFound

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
HERE, THERE = UUID(int=1), UUID(int=2)
VISIT = VisitDraft(
    "field_office", None, "어두운 골목", NOW + timedelta(days=1), stops=(StopDraft(HERE), StopDraft(THERE))
)
FILE = VisitFile(
    UUID(int=9),
    date(2026, 11, 23),
    date(2026, 11, 30),
    (
        FileStop(1, "가온로 3길", "가능동", "D", 2, 5, 0, (127.0412345, 37.7512345)),
        FileStop(2, None, None, None, 0, 5, 9, None),
    ),
    ((127.04123, 37.75123), (127.04223, 37.75223)),
    212,
    14,
)


def test_a_visit_is_kept_as_it_was_typed_and_each_segment_is_one_stop() -> None:
    typed = replace(VISIT, theme="  어두운   골목 ", stops=(*VISIT.stops, StopDraft(HERE, 9)), place_kind="living")
    assert checked_visit(typed, now=NOW) == VISIT


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "walk"}, "kind"),
        ({"kind": "livelihood"}, "place_kind"),
        ({"theme": " "}, "theme"),
        ({"starts_at": NOW + timedelta(days=900)}, "starts_at"),
        ({"minutes": 0}, "minutes"),
        ({"limit_m": 50}, "limit_m"),
        ({"kind": CARE}, "care"),
        ({"stops": (StopDraft(HERE, LONGEST_STOP + 1),)}, "stay"),
        ({"stops": (StopDraft(HERE, 5, "hunch"),)}, "because"),
        ({"stops": tuple(StopDraft(UUID(int=one)) for one in range(MOST_STOPS + 1))}, "stops"),
    ],
)
def test_what_no_visit_can_be_is_refused_by_name(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_visit(replace(VISIT, **wrong), now=NOW)
    assert refused.value.fields["field"] == field


def test_a_theme_does_not_tell_of_a_person() -> None:
    with pytest.raises(PersonalDataFound):
        checked_visit(replace(VISIT, theme="010-1234-5678 댁"), now=NOW)


def test_one_arrives_after_every_way_and_stay_before() -> None:
    assert timetable([4, 6], [5, 10, 5], has_begin=False).arrivals == (0, 9, 25)
    with_ends = timetable([3, 4, 6, 2], [5, 10, 5], has_begin=True)
    assert (with_ends.arrivals, with_ends.minutes) == ((3, 12, 28), 35)
    assert timetable([], [], has_begin=False).minutes == 0


def test_a_file_says_what_is_allowed_at_public_points_and_no_time_of_day() -> None:
    found = collection(FILE)
    stop, placeless, route = found["features"]
    assert stop["geometry"] == {"type": "Point", "coordinates": (127.04123, 37.75123)}
    assert placeless["geometry"] is None
    assert route["properties"]["metres"] == 212
    for feature in found["features"]:
        assert feature["properties"].keys() == ALLOWED[feature["properties"]["what"]].keys()
        assert feature["properties"]["expires"] == "2026-11-30"


VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text()))
FIELDS = st.sampled_from(sorted({name for fields in ALLOWED.values() for name in fields}))


@given(extra=st.dictionaries(st.one_of(st.text(), FIELDS), VALUES, min_size=1, max_size=6))
def test_whatever_is_not_allowed_is_refused(extra: dict[str, Any]) -> None:
    known = collection(FILE)["features"][0]["properties"]
    told = known | extra
    fields = ALLOWED["stop"]
    is_allowed = told.keys() == fields.keys() and all(type(told[name]) in kinds for name, kinds in fields.items())
    if is_allowed and told["what"] == "stop" and told["grade"] in (None, *"ABCDE"):
        assert checked(told) == told
    else:
        with pytest.raises(ExportRefused):
            checked(told)
