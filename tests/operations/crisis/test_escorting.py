"""The escort's sheet: the place of a household that the mayor visits, for its case worker, once, around the slot."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from mapper.domain.access_reason import Reason
from mapper.domain.calendar import KST
from mapper.errors import CaseMoveRefused, EscortShut, HouseholdNotFound, InvalidInput
from mapper.operations.crisis.escorting import EscortSheet, escort_sheet
from tests.operations.crisis.test_casework import TODAY, Desk

AT = datetime.combine(TODAY, datetime.min.time(), KST).replace(hour=14, minute=30)
WELCOME = {"how": "written", "purposes": "mayor"}


@pytest.fixture
def desk(office: Any) -> Desk:
    return Desk(office)


def plan(desk: Desk, **typed: str) -> uuid.UUID:
    return desk.write("escort", due=0, **({"at": "14:30", "minutes": "20", "words": "창틀"} | typed))


def look(desk: Desk, record: uuid.UUID, *, at: datetime = AT, by: Any = None) -> EscortSheet:
    asked = desk.office.look(by or desk.worker, now=at, reason=Reason("visit"))
    with desk.office.sessions.begin() as session:
        return escort_sheet(session, desk.office.vault, desk.case_id, record, asked)


def test_a_sheet_is_shown_once_and_is_in_the_log(desk: Desk) -> None:
    consent = desk.write("consent", **WELCOME)
    record = plan(desk)
    sheet = look(desk, record)
    assert (sheet.slot.begins, sheet.slot.ends) == (AT, AT + timedelta(minutes=20))
    assert (sheet.consent, sheet.address, sheet.words) == (consent, desk.office.home.address, "창틀")
    assert desk.office.log()[-1].action == "escort.look"
    assert desk.office.log()[-1].subjects == (desk.household_id,)
    with pytest.raises(EscortShut, match="once"):
        look(desk, record)


@pytest.mark.parametrize(("minutes", "is_open"), [(-31, False), (-30, True), (50, True), (51, False)])
def test_it_is_open_half_an_hour_before_the_slot_and_after_it(desk: Desk, minutes: int, *, is_open: bool) -> None:
    desk.write("consent", **WELCOME)
    record = plan(desk)
    moment = AT + timedelta(minutes=minutes)
    if is_open:
        assert look(desk, record, at=moment).address
        return
    with pytest.raises(EscortShut, match="half an hour"):
        look(desk, record, at=moment)


def test_nobody_else_opens_it(desk: Desk) -> None:
    desk.write("consent", **WELCOME)
    record = plan(desk)
    with pytest.raises(HouseholdNotFound):
        look(desk, record, by=desk.office.person(desk.office.here))
    with pytest.raises(CaseMoveRefused):
        look(desk, uuid.uuid4())
    desk.write("made", about=record, found="창틀이 깨짐", measure="다음 주에 교체")
    with pytest.raises(CaseMoveRefused):
        look(desk, record)


def test_it_needs_consent_when_it_is_planned_and_when_it_is_opened(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="consented"):
        plan(desk)
    desk.write("consent", **WELCOME)
    record = plan(desk)
    desk.write("consent", how="refused")
    with pytest.raises(EscortShut):
        look(desk, record)


@pytest.mark.parametrize("wrong", [{"at": "half past two"}, {"minutes": "0"}, {"minutes": "a while"}])
def test_it_has_a_time(desk: Desk, wrong: dict[str, str]) -> None:
    desk.write("consent", **WELCOME)
    with pytest.raises(InvalidInput):
        plan(desk, **wrong)


def test_nothing_of_it_stands_in_clear(desk: Desk) -> None:
    desk.write("consent", **WELCOME)
    record = plan(desk, words="창틀이 깨진 집")
    with desk.office.owner() as session:
        kept = text("SELECT * FROM crisis.case_record WHERE id = :id")
        row = dict(session.execute(kept, {"id": record}).mappings().one())
        for table in ("visit", "visit_stop", "visit_record", "ledger_entry"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
    sealed = row.pop("envelope")
    assert "창틀".encode() not in sealed
    assert b"14:30" not in sealed
    assert "14:30" not in str(row)
