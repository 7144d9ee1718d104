"""A case through the real staff role: taken in, conferred, planned, visited, referred, closed; all of it sealed and logged."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mapper.domain.access_reason import Reason
from mapper.domain.household import Tier
from mapper.errors import CaseMoveRefused, HouseholdNotFound, InvalidInput, KeyUnusable, NotAllowed, ProofNeeded
from mapper.operations.crisis import following, keeping
from mapper.operations.crisis.case_desk import REASON_HOLDS, case_desk, case_list, give_reason, named_list, reason_given
from mapper.operations.crisis.case_figures import conference_board, histories
from mapper.operations.crisis.casework import Draft, Intake, take_in_again, take_in_case, write

TODAY = date(2026, 11, 22)
TYPED = {
    "channel": ["honorary"],
    "needs": ["income", "ties"],
    "risks": ["alone"],
    "words": ["전기가 끊긴 지 열흘"],
    "how": ["written"],
    "purposes": ["follow", "share"],
}
SERVICE = {"sector": ["private"], "need": ["income"], "agency": ["가상푸드뱅크"], "service": ["쌀 지원"]}


class Desk:
    """A case worker and a case of theirs."""

    def __init__(self, office: Any, worker: Any = None, tier: Tier = Tier.CASE, **typed: list[str]) -> None:
        self.office, self.worker = office, worker or office.person(office.here)
        home = office.home if tier is Tier.CASE else replace(office.home, x=None, y=None)
        self.intake = Intake(home, office.here, tier, TYPED | typed)
        self.case_id = self.take_in()
        (self.household_id,) = office.log()[-1].subjects

    def take_in(self) -> uuid.UUID:
        with self.office.sessions.begin() as session:
            return take_in_case(session, self.office.vault, self.intake, self.office.look(self.worker))

    def write(
        self, what: str, *, about: Any = None, due: int | None = None, record: Any = None, **typed: str
    ) -> uuid.UUID:
        due_on = None if due is None else TODAY + timedelta(days=due)
        sent = {name: [said] for name, said in typed.items()}
        draft = Draft(record or uuid.uuid4(), what, TODAY, sent, about, due_on)
        with self.office.sessions.begin() as session:
            write(session, self.office.vault, self.case_id, draft, self.office.look(self.worker))
        return draft.id

    def read(self, by: Any = None, **changed: Any) -> Any:
        look = self.office.look(by or self.worker, **changed)
        with self.office.sessions.begin() as session:
            return case_desk(session, self.office.vault, self.case_id, look)


@pytest.fixture
def desk(office: Any) -> Desk:
    return Desk(office)


def test_a_case_is_followed_to_its_end_and_every_step_is_one_entry_of_the_log(desk: Desk) -> None:
    before = len(desk.office.log())
    support = desk.write("support", item="전기요금", amount="83,000원", words="오늘 밤 영하 8도")
    desk.write("reported", about=support, approver="복지팀장", words="냉방에서 지냄을 확인")
    desk.write("assessment", needs="income", level="high", words="소득 없음")
    desk.write("conference", decision="managed", agencies="welfare", people="가상복지관 과장", words="함께 돕는다")
    plan = desk.write("plan", need="income", service="긴급생계비", owner="복지팀", due=20)
    visit = desk.write("visit", people="방문간호사", due=0)
    desk.write("made", about=visit, people="방문간호사\n통장", words="방이 따뜻해졌다")
    referral = desk.write("referral", sector="private", need="income", agency="가상푸드뱅크", service="쌀", due=7)
    desk.write("linked", about=referral, words="매달 10 kg")
    desk.write("done", about=plan, words="받았다")
    desk.write("aftercare", words="혼자 장을 본다", due=30)
    opened = desk.read()
    assert (opened.line.stage, [one.what for one in opened.line.waiting]) == ("aftercare", ["aftercare"])
    desk.write("closing", end="reached", words="스스로 지낸다")
    closed = desk.read()
    assert (closed.line.stage, closed.line.waiting, closed.line.case.closed_on) == ("closed", [], TODAY)
    assert closed.household == desk.office.home
    assert closed.records[0].content["channel"] == "honorary"
    assert [one.record.kind for one in closed.records[:2]] == ["intake", "consent"]
    entries = desk.office.log()[before:]
    assert [one.action for one in entries] == ["case.write"] * 11 + ["case.read", "case.write", "case.read"]
    assert {one.subjects for one in entries} == {(desk.household_id,)}


def test_a_household_whose_case_was_closed_is_taken_in_again(desk: Desk) -> None:
    office = desk.office

    def again() -> uuid.UUID:
        with office.sessions.begin() as session:
            return take_in_again(session, office.vault, desk.case_id, TYPED, office.look(desk.worker))

    with pytest.raises(CaseMoveRefused):
        again()
    desk.write("closing", end="moved", words="이사")
    new_id = again()
    with office.sessions.begin() as session:
        lines = case_list(session, office.look(desk.worker))
        new = case_desk(session, office.vault, new_id, office.look(desk.worker))
    assert [(one.case.id, one.stage) for one in lines] == [(new_id, "received"), (desk.case_id, "closed")]
    assert (new.household, len(new.records)) == (office.home, 2)


def test_a_figure_is_as_it_was_known_on_its_day_and_opens_nobody(office: Any) -> None:
    desk = Desk(office)
    later = timedelta(days=3)

    def known(as_of: date, by: Any = desk.worker) -> dict[str, str]:
        with office.sessions.begin() as session:
            found = histories(session, office.look(by), first=TODAY, last=TODAY + later, as_of=as_of)
        return {str(one.id): one.stage for one in found}

    draft = Draft(uuid.uuid4(), "closing", TODAY + later, {"end": ["moved"], "words": ["이사"]})
    with office.sessions.begin() as session:
        write(session, office.vault, desk.case_id, draft, office.look(desk.worker, now=office.now + later))
    case = str(desk.case_id)
    assert (known(TODAY)[case], known(TODAY + later)[case]) == ("received", "closed")
    assert case not in known(TODAY, office.person(office.there))
    assert (office.log()[-1].action, office.log()[-1].subjects) == ("case.figures", ())
    with office.sessions.begin() as session:
        cases, own = conference_board(session, office.look(office.person(office.here)))
    assert case in {str(one.id) for one in cases}
    assert own == set()


def test_who_is_kept_from_a_household_does_not_find_it_in_a_number_either(office: Any) -> None:
    desk, kin = Desk(office), office.person(office.here)

    def told(by: Any) -> list[bool]:
        with office.sessions.begin() as session:
            counted = histories(session, office.look(by), first=TODAY, last=TODAY, as_of=TODAY)
            shown, _ = conference_board(session, office.look(by))
        return [desk.case_id in {one.id for one in some} for some in (counted, shown)]

    assert told(kin) == [True, True]
    with office.sessions.begin() as session:
        following.recuse(session, desk.case_id, kin.user_id, office.look(desk.worker))
    assert told(kin) == [False, False]
    assert told(desk.worker) == [True, True]
    with office.owner.begin() as session:
        session.execute(
            text(
                "UPDATE crisis.household SET tier = 'sealed', cell_id = NULL"
                ' WHERE id = (SELECT household_id FROM crisis."case" WHERE id = :id)'
            ),
            {"id": desk.case_id},
        )
    assert told(desk.worker) == [False, False]


def test_nothing_that_was_written_stands_in_the_database(desk: Desk) -> None:
    desk.write("note", spoken="phone", words="가상동 옆집에서 소리")
    with desk.office.owner() as session:
        rows = session.execute(text("SELECT t::text FROM crisis.case_record t")).scalars().all()
        written = "".join(rows)
    for secret in ("옆집", "열흘", "honorary", "alone", "written,share", "옆집".encode().hex()):
        assert secret not in written
    assert "note" in written


def test_a_case_is_not_there_for_anybody_else_in_the_same_words(desk: Desk) -> None:
    office, said = desk.office, set()
    for other in (office.person(office.here), office.person(office.there)):
        for case_id in (desk.case_id, uuid.uuid4()):
            draft = Draft(uuid.uuid4(), "note", TODAY, {"spoken": ["phone"], "words": ["?"]})
            attempts = (
                partial(case_desk, vault=office.vault, case_id=case_id),
                partial(write, vault=office.vault, case_id=case_id, draft=draft),
                partial(give_reason, case_id=case_id),
            )
            for attempt in attempts:
                with office.sessions.begin() as session, pytest.raises(HouseholdNotFound) as refused:
                    attempt(session, look=office.look(other))
                said.add(refused.value.message.replace(str(case_id), ""))
    assert len(said) == 1
    assert office.log(office.there)[-1].action == "case.open.refused"


def test_a_form_that_is_sent_twice_is_written_once(desk: Desk) -> None:
    assert desk.take_in() == desk.case_id
    once = desk.write("visit", people="통장", due=1)
    desk.write("visit", people="통장", due=1, record=once)
    assert [one.record.kind for one in desk.read().records].count("visit") == 1


def test_a_referral_needs_a_consent_that_reaches_so_far(office: Any) -> None:
    desk = Desk(office, how=["later"])
    with pytest.raises(InvalidInput, match="consented"):
        desk.write("referral", sector="public", need="care", agency="가상구청", service="돌봄", due=3)
    desk.write("consent", how="spoken", purposes="share")
    desk.write("referral", sector="public", need="care", agency="가상구청", service="돌봄", due=3)


def test_what_the_tables_do_not_allow_is_refused_and_leaves_nothing(desk: Desk) -> None:
    visit = desk.write("visit", people="통장", due=1)
    for wrong in (
        lambda: desk.write("plan", need="income", service="쌀", owner="팀", due=1),
        lambda: desk.write("linked", about=visit, words="?"),
        lambda: desk.write("made", about=uuid.uuid4(), people="?", words="?"),
        lambda: desk.write("closing", end="reached", words="?"),
    ):
        with pytest.raises(CaseMoveRefused):
            wrong()
    for wrong in (lambda: desk.write("visit", people="통장"), lambda: desk.write("visit", people="통장", due=-1)):
        with pytest.raises(InvalidInput):
            wrong()
    assert len(desk.read().records) == 3


def test_records_are_appended_and_one_that_was_changed_by_hand_does_not_open(desk: Desk) -> None:
    desk.write("assessment", needs="income", level="high", words="소득 없음")
    with desk.office.owner() as session, pytest.raises(DBAPIError, match="append"):
        session.execute(text("DELETE FROM crisis.case_record"))
    with desk.office.owner.begin() as session:
        session.execute(text("ALTER TABLE crisis.case_record DISABLE TRIGGER append_only"))
        session.execute(
            text(
                "UPDATE crisis.case_record SET happened_on = happened_on - 1 WHERE kind = 'assessment' AND case_id = :id"
            ),
            {"id": desk.case_id},
        )
        session.execute(text("ALTER TABLE crisis.case_record ENABLE TRIGGER append_only"))
    with pytest.raises(KeyUnusable):
        desk.read()


def test_a_reason_holds_for_a_while_in_the_browser_in_which_it_was_given(desk: Desk) -> None:
    office, why = desk.office, Reason("aftercare", "겨울 안부")

    def given(by: Any, later: timedelta = timedelta()) -> Reason | None:
        with office.sessions.begin() as session:
            return reason_given(session, desk.case_id, office.look(by, now=office.now + later))

    assert given(desk.worker) is None
    with office.sessions.begin() as session:
        give_reason(session, desk.case_id, office.look(desk.worker, reason=why))
    assert given(desk.worker) == why
    assert given(desk.worker, REASON_HOLDS + timedelta(seconds=1)) is None
    assert given(replace(desk.worker, login_id=uuid.uuid4())) is None
    assert office.log()[-1].reason == "aftercare"


def test_the_own_list_opens_nothing_and_puts_first_what_is_due_first(office: Any) -> None:
    desk = Desk(office)
    sealed = Desk(office, desk.worker, Tier.SEALED)
    desk.write("visit", people="통장", due=1)
    with office.sessions.begin() as session:
        lines = case_list(session, office.look(desk.worker))
    assert [(one.case.id, one.waiting[0].what) for one in lines] == [
        (desk.case_id, "visit"),
        (sealed.case_id, "assessment"),
    ]
    assert office.log()[-1].action == "case.list"
    with office.sessions.begin() as session:
        lines, households = named_list(session, office.vault, office.look(desk.worker))
    assert (len(lines), set(households)) == (2, {desk.household_id})
    with pytest.raises(ProofNeeded):
        sealed.read()
    assert sealed.read(proved_at=office.now).household.x is None


def test_what_was_destroyed_takes_its_records_along(desk: Desk) -> None:
    with desk.office.sessions.begin() as session:
        keeping.destroy(
            session, desk.office.vault, desk.household_id, desk.office.look(desk.worker, proved_at=desk.office.now)
        )
    with pytest.raises(HouseholdNotFound):
        desk.read()
    look = desk.office.look(desk.worker)
    with desk.office.sessions.begin() as session:
        counted = {one.id for one in histories(session, look, first=TODAY, last=TODAY, as_of=TODAY)}
        waiting = {one.id for one in conference_board(session, look)[0]}
    assert desk.case_id in counted - waiting, "it still counts, and waits for nothing"


def test_nobody_takes_in_for_a_district_that_is_not_theirs(office: Any) -> None:
    worker = office.person(office.there)
    with office.sessions.begin() as session, pytest.raises(NotAllowed):
        take_in_case(session, office.vault, Intake(office.home, office.here, Tier.CASE, TYPED), office.look(worker))
