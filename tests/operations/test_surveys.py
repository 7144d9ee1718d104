"""Surveys in: one row of many tries, and a live grade that is bit for bit that of a run."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import geopandas as gpd
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.domain.new_survey import NewSurvey
from mapper.domain.reader import Reader, Role
from mapper.domain.rubric import RUBRIC
from mapper.errors import NotAllowed, ReceiptClash
from mapper.operations.database import Sessions
from mapper.operations.grading import regrade_city
from mapper.operations.network import load_alleys, load_districts
from mapper.operations.people.sealing import Seal
from mapper.operations.receiving import HandedIn, receive
from mapper.operations.surveys import take_survey
from mapper.store.grade_columns import GRADE_COLUMNS

SEAL = Seal(bytes(32))
PLANNER = Reader(None, "기획-01", Role.PLANNER, None, "192.0.2.1")
OTHER = Reader(None, "현장-01", Role.FIELD, frozenset({"4115099100"}), "192.0.2.2")


def survey(segment: Any, level: int = 2) -> NewSurvey:
    walked_at = datetime.now(KST) - timedelta(hours=1)
    return NewSurvey(uuid.uuid4(), uuid.UUID(str(segment)), RUBRIC, (level,) * 16, walked_at, 61, None, ())


def hand_in(content: str = "") -> HandedIn:
    return HandedIn(sha256(content.encode()).digest(), {"content": content}, timedelta())


def take(session: Session, one: NewSurvey, by: Reader = PLANNER, content: str = "") -> tuple[dict[str, Any], bool]:
    return take_survey(session, one, hand_in(content), by=by, seal=SEAL)


def test_the_live_grade_is_that_of_a_run_that_begins_now(session: Session, town: gpd.GeoDataFrame) -> None:
    for level, segment in enumerate(town["id"].head(4)):
        take(session, survey(segment, level))
        take(session, survey(segment, 1))
    names = ", ".join(GRADE_COLUMNS)
    live = session.execute(text(f"SELECT {names} FROM live_grade ORDER BY segment_id")).all()
    run = regrade_city(session, as_of=datetime.now(KST).date(), official=False, new_id=uuid.uuid4)
    same = f"SELECT {names} FROM grade WHERE run_id = :run AND overall_grade IS NOT NULL ORDER BY segment_id"
    assert live == session.execute(text(same), {"run": run.id}).all()
    assert len(live) == 4


def test_the_clock_of_the_device_is_put_right(session: Session, town: gpd.GeoDataFrame) -> None:
    one, day = survey(town["id"][0]), timedelta(days=1)
    late = HandedIn(bytes(32), {}, -day)
    receipt, _ = take_survey(session, one, late, by=PLANNER, seal=SEAL)
    stored = session.execute(text("SELECT walked_at FROM survey")).scalar_one()
    assert stored == datetime.fromisoformat(receipt["walked_at"]) == one.walked_at - day


def test_what_is_refused_leaves_its_id_free(session: Session, town: gpd.GeoDataFrame) -> None:
    one = survey(town["id"][0])
    with pytest.raises(NotAllowed):
        take(session, one, OTHER)
    assert take(session, one)[1]
    # whoever was let in once gets the receipt again, wherever they work by now
    assert not take(session, one, OTHER)[1]


def test_two_kinds_never_share_an_id(session: Session, town: gpd.GeoDataFrame) -> None:
    one = survey(town["id"][0])
    take(session, one)
    with pytest.raises(ReceiptClash):
        receive(session, "work", one.id, hand_in(), by=PLANNER, seal=SEAL, store=lambda _session, _now: {})


def test_a_survey_that_was_not_handed_in_keeps_its_id(session: Session, town: gpd.GeoDataFrame) -> None:
    one = survey(town["id"][0])
    take(session, one)
    copied = survey(town["id"][1])
    session.execute(
        text("INSERT INTO survey SELECT (jsonb_populate_record(survey, :new)).* FROM survey"),
        {"new": f'{{"id": "{copied.id}", "source_key": "a file"}}'},
    )
    with pytest.raises(ReceiptClash):
        take(session, copied)


def test_of_many_who_send_the_same_at_once_one_row_comes_and_one_receipt(
    own_sessions: Sessions, districts: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> None:
    recorded = {"recorded_at": datetime.now(KST) - timedelta(days=100), "new_id": uuid.uuid4}
    with own_sessions.begin() as session:
        load_districts(session, districts, **recorded)
        load_alleys(session, lines, **recorded)
        one = survey(session.execute(text("SELECT id FROM segment WHERE graded LIMIT 1")).scalar_one())

    def send(number: int) -> dict[str, Any] | str:
        try:
            with own_sessions.begin() as session:
                return take(session, one, content="other" if number % 8 == 7 else "")[0]
        except ReceiptClash:
            return "clash"

    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(send, range(64)))
    receipts = [answer for answer in answers if isinstance(answer, dict)]
    assert all(receipt == receipts[0] for receipt in receipts)
    assert {len(receipts), 64 - len(receipts)} == {56, 8}
    with own_sessions() as session:
        tables = "survey", "receipt", "live_grade", "write_log"
        assert [session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in tables] == [1] * 4
