"""Stories: with consent alone, by two people, without a way back to the case, and gone when consent is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from mapper.domain.access_reason import Reason
from mapper.domain.household import Household, Person, Tier
from mapper.domain.reader import Reader, Role
from mapper.domain.story import Story, read_story
from mapper.errors import (
    CaseMoveRefused,
    DecidedMeanwhile,
    HouseholdNotFound,
    InvalidInput,
    NotAllowed,
    NotFound,
    PersonalDataFound,
    ProofNeeded,
)
from mapper.operations.crisis import casework, following, keeping, stories
from mapper.operations.crisis.story_withdrawal import public_id
from mapper.store.crisis.identity import reach

HOME = Household(
    address="가상시 없는로 12, 하늘빌라", people=(Person("홍지원", 1950, "010-0000-1234"),), notes="가상의 메모"
)
TOLD = ("다시 켜진 불", "오래 혼자 지내던 이웃이 병원에 다니고 반찬을 받으며 모임에 나오게 되었습니다.")


@pytest.fixture
def do(office: Any) -> Callable[..., Any]:
    """Do something with stories as somebody, committed as a request is."""

    def done(verb: Callable[..., Any], *arguments: Any, by: Reader, proved: bool = False, **more: Any) -> Any:
        look = office.look(by, proved_at=office.now if proved else None)
        with office.sessions.begin() as session:
            return verb(session, *arguments, look, **more)

    return done


@pytest.fixture(scope="module", autouse=True)
def neighbours(office: Any) -> None:
    """Ten more households here: of fewer nothing is told at all."""
    typed = {
        "channel": ["desk"],
        "needs": ["care"],
        "words": ["가상의 사정"],
        "how": ["written"],
        "purposes": ["follow"],
    }
    look = office.look(office.person(office.here))
    with office.sessions.begin() as session:
        for _ in range(10):
            casework.take_in_case(
                session, office.vault, casework.Intake(office.home, office.here, Tier.CASE, typed), look
            )


@pytest.fixture
def everybody_reads(office: Any) -> Callable[[], list[Story]]:
    def read() -> list[Story]:
        with office.owner() as session:
            return stories.told_stories(session)

    return read


@pytest.fixture
def case(office: Any, do: Any) -> tuple[Reader, UUID]:
    """A case worker, and a case whose household consented to a story."""
    worker = office.person(office.here)
    return worker, take_in(office, do, worker)


@pytest.fixture
def boss(office: Any) -> Reader:
    reader: Reader = office.person(office.here, role=Role.SUPERVISOR)
    return reader


def take_in(office: Any, do: Any, worker: Reader, *purposes: str, home: Household = HOME) -> UUID:
    typed = {"channel": ["desk"], "needs": ["care"], "words": ["가상의 사정"], "how": ["written"]}
    intake = casework.Intake(home, office.here, Tier.CASE, typed | {"purposes": [*purposes] or ["follow", "story"]})
    case_id: UUID = do(casework.take_in_case, office.vault, intake, by=worker)
    return case_id


def write(office: Any, do: Any, case: tuple[Reader, UUID], told: tuple[str, str] = TOLD, **more: Any) -> UUID:
    worker, case_id = case
    draft: UUID = do(stories.write_story, office.vault, case_id, told, by=worker, **{"confirmed": False} | more)
    return draft


def consent(office: Any, do: Any, case: tuple[Reader, UUID], *purposes: str, how: str = "written") -> None:
    worker, case_id = case
    typed = {"how": [how], "purposes": list(purposes)}
    draft = casework.Draft(uuid4(), "consent", office.now.date(), typed)
    do(casework.write, office.vault, case_id, draft, by=worker)


def test_a_story_is_read_by_everybody_after_two_people(
    office: Any, do: Any, case: tuple[Reader, UUID], boss: Reader, everybody_reads: Any
) -> None:
    draft = write(office, do, case)
    assert everybody_reads() == []
    assert [one.id for one in do(stories.waiting_stories, by=boss)] == [draft]
    kin = office.person(office.here, role=Role.SUPERVISOR)
    do(following.recuse, case[1], kin.user_id, by=case[0])
    assert do(stories.waiting_stories, by=kin) == [], "who is kept from it does not hear that there is one"
    seen = do(stories.read_draft, office.vault, draft, by=boss)
    assert (seen.title, seen.words) == TOLD
    do(stories.decide_story, office.vault, draft, by=boss, proved=True, told=True)
    (told,) = everybody_reads()
    assert (told.title, told.words, told.told_on) == (*TOLD, office.now.date().replace(day=1))
    assert told.id == public_id(office.vault, draft)
    logged = [one.action for one in office.log() if one.action not in {"household.recuse", "story.list"}]
    assert logged[-4:] == ["story.write", "story.read", "story.tell", "figure.count"]
    with pytest.raises(DecidedMeanwhile):
        do(stories.decide_story, office.vault, draft, by=boss, proved=True, told=False)
    [own] = do(stories.stories_of, office.vault, case[1], by=case[0])
    assert (own.line.state, own.words) == ("told", TOLD[1])


def test_nothing_that_everybody_reads_is_joined_with_a_case_without_the_key(
    office: Any, do: Any, case: tuple[Reader, UUID], boss: Reader, everybody_reads: Any
) -> None:
    draft = write(office, do, case)
    do(stories.decide_story, office.vault, draft, by=boss, proved=True, told=True)
    (told,) = [one for one in everybody_reads() if one.id == public_id(office.vault, draft)]
    with office.owner() as session:
        row = session.execute(text("SELECT s::text FROM story s WHERE id = :id"), {"id": told.id}).scalar_one()
        session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
        kept = session.execute(
            text("SELECT d::text FROM crisis.story_draft d WHERE id = :id"), {"id": draft}
        ).scalar_one()
        household = session.execute(
            text("SELECT household_id FROM crisis.case WHERE id = :id"), {"id": case[1]}
        ).scalar_one()
    assert not any(str(one) in row for one in (draft, case[1], household, case[0].user_id, office.here))
    assert str(told.id) not in kept
    assert not any(words in kept or words.encode().hex() in kept for words in TOLD)


@pytest.mark.parametrize(
    ("purposes", "how"),
    [((), "written"), (("follow", "share"), "written"), (("story",), "refused"), (("story",), "later")],
)
def test_nobody_tells_without_consent(
    office: Any, do: Any, case: tuple[Reader, UUID], purposes: tuple[str, ...], how: str
) -> None:
    consent(office, do, case, *purposes, how=how)
    with pytest.raises(InvalidInput) as caught:
        write(office, do, case)
    assert caught.value.fields["field"] == "story_consent"


def test_consent_that_ends_takes_the_story_away(
    office: Any, do: Any, case: tuple[Reader, UUID], boss: Reader, everybody_reads: Any
) -> None:
    told, waits = write(office, do, case), write(office, do, case)
    do(stories.decide_story, office.vault, told, by=boss, proved=True, told=True)
    consent(office, do, case, "follow", "story")
    assert public_id(office.vault, told) in {one.id for one in everybody_reads()}
    consent(office, do, case, "follow")
    assert public_id(office.vault, told) not in {one.id for one in everybody_reads()}
    states = {one.line.id: one.line.state for one in do(stories.stories_of, office.vault, case[1], by=case[0])}
    assert states == {told: "withdrawn", waits: "withdrawn"}
    with pytest.raises(DecidedMeanwhile):
        do(stories.decide_story, office.vault, waits, by=boss, proved=True, told=True)
    consent(office, do, case, "story")
    assert public_id(office.vault, told) not in {one.id for one in everybody_reads()}, "what was withdrawn is told anew"


def test_what_fits_fewer_than_ten_is_held_like_a_line_for_the_press(
    office: Any, do: Any, case: tuple[Reader, UUID], boss: Reader, everybody_reads: Any
) -> None:
    rare = ("다시 켜진 불", "손녀를 홀로 키우던 이웃이 지난 3월부터 반찬을 받고 모임에 나옵니다.")
    draft = write(office, do, case, rare, confirmed=True)
    before = len(office.log())
    assert not do(stories.decide_story, office.vault, draft, by=boss, proved=True, told=True)
    assert public_id(office.vault, draft) not in {one.id for one in everybody_reads()}
    assert draft in {one.id for one in do(stories.waiting_stories, by=boss)}, "it waits on, to be declined"
    asked, counted = office.log()[before:]
    assert (asked.action, counted.action) == ("story.tell", "figure.count")
    assert len(counted.subjects) >= 10, "everybody who was opened for it is in the log"
    plain = write(office, do, case, ("다시 일하는 아침", "지난 3월부터 다시 일을 시작했습니다."), confirmed=True)
    assert not do(stories.decide_story, office.vault, plain, by=boss, proved=True, told=True), "it names no household"
    grandparents = {"channel": ["visit"], "needs": ["care"], "risks": ["grandparents"], "words": ["가상의 사정"]}
    typed = grandparents | {"how": ["written"], "purposes": ["follow"]}
    with office.sessions.begin() as session:
        for _ in range(10):
            intake = casework.Intake(HOME, office.here, Tier.CASE, typed)
            casework.take_in_case(session, office.vault, intake, office.look(case[0]))
    often = write(office, do, case, (rare[0], rare[1].replace(" 지난 3월부터", "")), confirmed=True)
    assert do(stories.decide_story, office.vault, often, by=boss, proved=True, told=True)
    assert not do(stories.decide_story, office.vault, draft, by=boss, proved=True, told=True), "not in that month"
    assert do(stories.decide_story, office.vault, draft, by=boss, proved=True, told=False)


@pytest.mark.parametrize("act", ["shelter", "destroy"])
def test_who_hides_or_is_destroyed_is_told_of_no_more(
    office: Any, do: Any, case: tuple[Reader, UUID], boss: Reader, everybody_reads: Any, act: str
) -> None:
    draft = write(office, do, case)
    do(stories.decide_story, office.vault, draft, by=boss, proved=True, told=True)
    with office.owner() as session:
        session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
        household = session.execute(
            text("SELECT household_id FROM crisis.case WHERE id = :id"), {"id": case[1]}
        ).scalar_one()
    do(getattr(keeping, act), office.vault, household, by=case[0], proved=True)
    assert public_id(office.vault, draft) not in {one.id for one in everybody_reads()}
    with pytest.raises((CaseMoveRefused, HouseholdNotFound)):
        do(stories.write_story, office.vault, case[1], TOLD, by=case[0], proved=True, confirmed=False)


ALWAYS = (
    "홍지원님이 나아졌습니다",
    "없는로에 사는 이웃",
    "하늘빌라의 이웃",
    "전화 끝이 1234인 이웃",
    "010-0000-9999로 연락",
    "11월 3일부터 반찬을 받습니다",
    "2026. 11. 3.부터 반찬을 받습니다",
)
UNCONFIRMED = ("홍나라 할머니가 나아졌습니다", "지원을 받게 되었습니다")


@pytest.mark.parametrize("told", [*ALWAYS, *UNCONFIRMED])
def test_words_that_tell_of_whom_are_refused(office: Any, do: Any, case: tuple[Reader, UUID], told: str) -> None:
    with pytest.raises(PersonalDataFound):
        write(office, do, case, ("제목", told), confirmed=told in ALWAYS)


def test_no_district_is_named() -> None:
    with pytest.raises(PersonalDataFound, match="district"):
        read_story("제목", "가능동의 조손가정이 나아졌습니다", of=HOME, confirmed=True, places=["가능동", "호원1동"])


@pytest.mark.parametrize("told", ["", "가" * 2001])
def test_a_story_has_words_and_not_too_many(office: Any, do: Any, case: tuple[Reader, UUID], told: str) -> None:
    with pytest.raises(InvalidInput):
        write(office, do, case, ("제목", told), confirmed=True)


def test_what_only_looks_like_a_name_is_confirmed(office: Any, do: Any, case: tuple[Reader, UUID]) -> None:
    assert write(office, do, case, ("제목", "지원을 받게 되었습니다"), confirmed=True)


def test_only_another_person_of_the_district_with_a_proof_decides(
    office: Any, do: Any, case: tuple[Reader, UUID], boss: Reader, everybody_reads: Any
) -> None:
    draft = write(office, do, case)
    with pytest.raises(NotAllowed):
        do(stories.decide_story, office.vault, draft, by=case[0], proved=True, told=True)
    with pytest.raises(ProofNeeded):
        do(stories.decide_story, office.vault, draft, by=boss, told=True)
    elsewhere = office.person(office.there, role=Role.SUPERVISOR)
    assert draft not in {one.id for one in do(stories.waiting_stories, by=elsewhere)}
    for verb, more in ((stories.read_draft, {}), (stories.decide_story, {"told": True})):
        with pytest.raises(NotFound):
            do(verb, office.vault, draft, by=elsewhere, proved=True, **more)
    assert do(stories.decide_story, office.vault, draft, by=boss, proved=True, told=False)
    assert public_id(office.vault, draft) not in {one.id for one in everybody_reads()}
    oneself = text("UPDATE crisis.story_draft SET decided_by = written_by, decided_at = now() WHERE id = :id")
    with office.sessions() as session:
        reach(session, None)
        with pytest.raises(IntegrityError):
            session.execute(oneself, {"id": draft})


def test_the_reason_is_in_the_log_and_the_story_is_not(office: Any, do: Any, case: tuple[Reader, UUID]) -> None:
    worker, case_id = case
    with office.sessions.begin() as session:
        why = replace(office.look(worker), reason=Reason("conference"))
        stories.write_story(session, office.vault, case_id, TOLD, why, confirmed=False)
    last = office.log()[-1]
    assert (last.action, last.reason) == ("story.write", "conference")
    assert not any(words in repr(last) for words in TOLD)
