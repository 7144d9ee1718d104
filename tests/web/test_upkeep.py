"""The server keeps the folder of photos in order by itself."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from mapper.domain.login import FORM
from mapper.operations.database import Database, Sessions
from mapper.store.people.logins import Login, save_login
from mapper.store.photo_files import PhotoFiles
from web.clock import now
from web.upkeep import kept_up


@pytest.fixture
def orphan(tmp_path: Path) -> Callable[[bytes], Path]:
    def keep(content: bytes) -> Path:
        kept = PhotoFiles(tmp_path).kept
        path = kept.path(kept.keep(content))
        os.utime(path, (0, 0))
        return path

    return keep


def is_gone(path: Path) -> bool:
    until = time.monotonic() + 20
    while path.exists() and time.monotonic() < until:
        time.sleep(0.02)
    return not path.exists()


def test_what_browsers_of_nobody_needed_is_forgotten(own_sessions: Sessions, tmp_path: Path) -> None:
    began = now() - 2 * FORM
    forms = [Login(uuid4(), None, {}, "made up", "", began, began, began + good_for) for good_for in (FORM, 3 * FORM)]
    with own_sessions.begin() as session:
        for number, form in enumerate(forms):
            save_login(session, form, bytes([number]) * 32)
    until = time.monotonic() + 20
    with kept_up(Database(own_sessions, own_sessions, "a test"), PhotoFiles(tmp_path)):
        while (left := ids_of_logins(own_sessions)) != {forms[1].id} and time.monotonic() < until:
            time.sleep(0.02)
    assert left == {forms[1].id}


_VENUE = """
    INSERT INTO venue (id, venue_id, kind, name, owner, shape, district_code, opens, closes, closed_on, slot_min, most_slots,
        capacity, withdrawn, recorded_at)
    VALUES (:venue, :venue, 'yard', '가상 운동장', '가상초', ST_SetSRID(ST_MakePoint(950000, 1970000), 5179), '1111051500',
        array_fill(-1, ARRAY[8]), array_fill(-1, ARRAY[8]), '{}', 60, 2, 40, false, now())
"""
_BOOKING = """
    INSERT INTO booking (id, venue_id, during, asker, purpose, people, code_hash, recorded_at)
    VALUES (:booking, :venue, tstzrange(:ends - interval '1 hour', :ends, '[)'), 'resident', '가상', 2, :code, now())
"""


def test_contacts_of_bookings_that_are_over_are_destroyed(own_sessions: Sessions, tmp_path: Path) -> None:
    venue, over, coming = uuid4(), uuid4(), uuid4()
    with own_sessions.begin() as session:
        session.execute(text(_VENUE), {"venue": venue})
        for booking, ends in ((over, now() - timedelta(seconds=1)), (coming, now() + timedelta(days=1))):
            told = {"booking": booking, "venue": venue, "ends": ends, "code": booking.bytes}
            session.execute(text(_BOOKING), told)
            session.execute(text("INSERT INTO booking_contact VALUES (:booking, 'sealed')"), {"booking": booking})
    until = time.monotonic() + 20
    with kept_up(Database(own_sessions, own_sessions, "a test"), PhotoFiles(tmp_path)):
        while (left := ids_of_contacts(own_sessions)) != {coming} and time.monotonic() < until:
            time.sleep(0.02)
    assert left == {coming}


_REPORT = (
    "INSERT INTO issue (id, source_key, category, severity, origin, reported_at, recorded_at) VALUES (:report, :key, 'litter', 2, 'complaint', :ended, :ended)",
    "INSERT INTO complaint (id, source_key, issue_id, filed_at, recorded_at) VALUES (:report, :key, :report, :ended, :ended)",
    "INSERT INTO complaint_contact VALUES (:report, 'sealed')",
    "INSERT INTO issue_event (id, issue_id, kind, occurred_at, recorded_at) VALUES (:report, :report, 'closed', :ended, :ended)",
)


def test_contacts_of_complaints_go_when_the_city_says(own_sessions: Sessions, tmp_path: Path) -> None:
    ago = {uuid4(): timedelta(days=90, seconds=1), uuid4(): timedelta(days=89)}
    with own_sessions.begin() as session:
        for report, passed in ago.items():
            for statement in _REPORT:
                session.execute(text(statement), {"report": report, "key": str(report), "ended": now() - passed})
    left: set[UUID] = set()
    until = time.monotonic() + 20
    database = Database(own_sessions, own_sessions, "a test")
    with kept_up(database, PhotoFiles(tmp_path), contacts_kept=timedelta(days=90)):
        while len(left) != 1 and time.monotonic() < until:
            with own_sessions() as session:
                kept = text("SELECT complaint_id FROM complaint_contact WHERE contact IS NOT NULL")
                left = set(session.execute(kept).scalars())
            time.sleep(0.02)
    assert left == {list(ago)[1]}


def ids_of_contacts(sessions: Sessions) -> set[UUID]:
    with sessions() as session:
        return set(session.execute(text("SELECT booking_id FROM booking_contact")).scalars())


def ids_of_logins(sessions: Sessions) -> set[UUID]:
    with sessions() as session:
        return set(session.execute(text("SELECT id FROM login")).scalars())


def test_what_a_crash_left_behind_is_swept_again_and_again(
    own_sessions: Sessions, tmp_path: Path, orphan: Callable[[bytes], Path]
) -> None:
    database = Database(own_sessions, own_sessions, "a test")
    with kept_up(database, PhotoFiles(tmp_path), every_s=0.05):
        assert is_gone(orphan(b"at the start"))
        assert is_gone(orphan(b"later"))
    left = orphan(b"after the end")
    time.sleep(0.2)
    assert left.exists()
