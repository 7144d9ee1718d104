"""Working issues: one act over one or many, a second person for every fix, merges that lose nothing, and undo."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import geopandas as gpd
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.domain.declared_photo import AFTER, DeclaredPhoto
from mapper.domain.due import due_of
from mapper.domain.issue import OPEN, STATUSES
from mapper.domain.reader import Reader, Role
from mapper.domain.wanted import Wanted
from mapper.domain.work import ActKind, Work
from mapper.errors import InvalidInput, ListChanged, NotAllowed, NotFound, UndoRefused, WorkRefused
from mapper.operations import reply_templates, work_list, work_undo, works
from mapper.operations.live_grades import regrade_segments
from mapper.operations.receiving import HandedIn
from mapper.operations.works import FieldWork
from mapper.store import field_work, near_issues, patrol_sheets, photo_moderation
from mapper.store.issue_state import follow
from mapper.store.tables import IssueRow, PatrolRow, PhotoRow, PhotoUseRow, TeamRow

NOW = datetime(2024, 5, 20, 10, tzinfo=KST)
MOVE = ActKind.MOVE
FIXED, RESOLVED = Work(MOVE, "fixed"), Work(MOVE, "resolved")
Add = Callable[..., Any]


class _Seal:
    """Signs like the machine does, with a key of its own."""

    def derived(self, purpose: str) -> bytes:
        return purpose.encode()


SEAL: Any = _Seal()


@pytest.fixture
def people(town: gpd.GeoDataFrame, person: Callable[..., Reader]) -> dict[str, Reader]:
    return {
        "planner": person("기획-01", Role.PLANNER),
        "field": person("현장-01", Role.FIELD, "4115099000"),
        "other": person("현장-02", Role.FIELD, "4115099000"),
        "far": person("현장-먼곳", Role.FIELD, "4115011100"),
    }


@pytest.fixture
def issues(session: Session, town: gpd.GeoDataFrame, add_issues: Add) -> dict[str, uuid.UUID]:
    """Three on one segment, of May 1 to 3, and their grade."""
    segment = town["id"].iloc[0]
    days = {"first": 1, "second": 2, "third": 3}
    moments = {key: datetime(2024, 5, day, 9, tzinfo=KST) for key, day in days.items()}
    add_issues(
        *(
            {"source_key": key, "segment_id": segment, "reported_at": at, "recorded_at": at, "severity": 4}
            for key, at in moments.items()
        )
    )
    regrade_segments(session, [segment])
    return {key: row for key, row in session.execute(text("SELECT source_key, id FROM issue"))}  # noqa: C416 - dict() does not take rows by their type


def these(*ids: uuid.UUID) -> Wanted:
    return Wanted(tuple(STATUSES), issues=ids)


def do(session: Session, by: Reader, work: Work, *ids: uuid.UUID) -> uuid.UUID:
    expected = len(works.preview(session, by, these(*ids), work).done)
    return works.decide(session, by, these(*ids), work, expected=expected, new_id=uuid.uuid4)[0]


def stands(session: Session, by: Reader, issue: uuid.UUID) -> str:
    return str(work_list.whole(session, by, issue, now=NOW).row.facts["status"])


def refused_of(error: WorkRefused) -> Any:
    return error.fields["refused"]


def everything_told(session: Session) -> list[Any]:
    """What is derived of issues and segments, but for when it became known."""
    states = "SELECT issue_id, segment_id, verification, merged, resolved_at FROM issue_state ORDER BY issue_id"
    grades = "SELECT segment_id, overall_score, residential_score, walking_score, lines FROM live_grade"
    return [session.execute(text(one)).all() for one in (states, grades)]


def test_who_fixed_it_does_not_confirm_it(
    session: Session, people: dict[str, Reader], issues: dict[str, uuid.UUID]
) -> None:
    issue, before = issues["first"], everything_told(session)
    with pytest.raises(WorkRefused):  # nobody has fixed it
        do(session, people["planner"], RESOLVED, issue)
    do(session, people["field"], FIXED, issue)
    assert everything_told(session) == before  # still open, still in the grade
    with pytest.raises(WorkRefused) as caught:
        do(session, people["field"], RESOLVED, issue)
    assert caught.value.fields["refused"] == [
        {"issue": str(issue), "why": "same_person", "status": "fixed", "wanted": "resolved"}
    ]
    assert [rule.kind for rule in work_list.whole(session, people["field"], issue, now=NOW).moves] == [
        "merged", "reopened",
    ]  # fmt: skip
    do(session, people["other"], RESOLVED, issue)
    assert stands(session, people["planner"], issue) == "resolved"
    assert everything_told(session) != before
    told = work_list.whole(session, people["planner"], issue, now=NOW).history
    assert [(one["kind"], one["by"]) for one in told] == [("resolved", "현장-02"), ("fixed", "현장-01")]


@pytest.mark.parametrize(
    "said",
    [
        {"move": "rejected"}, {"move": "reopened", "reason": " "}, {"move": "closed", "reason": "예산이 없음"},
        {"move": "closed", "reason": "그냥", "blocker": "weather"}, {"move": "fixed", "blocker": "law"},
        {"move": "merged"}, {"move": "fixed", "into": uuid.uuid4()}, {"move": "gone"}, {},
        {"kind": ActKind.ASSIGN, "move": "fixed"}, {"kind": ActKind.ASSIGN, "team": uuid.uuid4(), "department": "도로과"},
        {"kind": ActKind.REPLY}, {"kind": ActKind.NOTE, "words": "\n"}, {"kind": ActKind.UNDO},
    ],
)  # fmt: skip
def test_a_decision_says_all_that_it_needs(said: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        Work(**({"kind": MOVE} | said))


def test_a_merge_keeps_all_of_it_and_undo_restores_it_exactly(
    session: Session, people: dict[str, Reader], issues: dict[str, uuid.UUID]
) -> None:
    planner, before = people["planner"], everything_told(session)
    session.execute(
        text(
            "INSERT INTO complaint (id, source_key, issue_id, text, filed_at, recorded_at)"
            " VALUES (gen_random_uuid(), 'made-up', :issue, '쓰레기가 쌓임', :now, :now)"
        ),
        {"issue": issues["first"], "now": NOW},
    )
    do(session, planner, Work(MOVE, "verified"), issues["first"])
    verified = everything_told(session)
    one = do(session, planner, Work(MOVE, "merged", into=issues["second"]), issues["first"])
    # Into one that was merged itself: it goes where that one went.
    do(session, planner, Work(MOVE, "merged", into=issues["first"]), issues["third"])
    whole = work_list.whole(session, planner, issues["second"], now=NOW)
    assert set(whole.merged) == {issues["first"], issues["third"]}
    assert [told["text"] for told in whole.complaints] == ["쓰레기가 쌓임"]
    assert whole.row.facts["complaints"] == 1
    assert whole.row.facts["received_at"] == datetime(2024, 5, 1, 9, tzinfo=KST)  # of the first who told
    assert work_list.whole(session, planner, issues["third"], now=NOW).into == issues["second"]
    with pytest.raises(WorkRefused) as caught:
        do(session, planner, Work(MOVE, "merged", into=issues["first"]), issues["second"])
    assert [one["why"] for one in refused_of(caught.value)] == ["into_itself"]
    undone = work_undo.undo(session, planner, one, new_id=uuid.uuid4)
    assert undone.issues == (issues["first"],)
    assert stands(session, planner, issues["first"]) == "verified"
    third = next(act for act in work_undo.recent(session, planner) if not act.undone and act.kind == "move")
    work_undo.undo(session, planner, third.id, new_id=uuid.uuid4)
    assert everything_told(session) == verified != before


def photo_of(session: Session, issue: uuid.UUID) -> str:
    """A photo of an issue that arrived and was released; answers its name."""
    digest, use = uuid.uuid4().bytes * 2, uuid.uuid4()
    drawn = {"sha256": digest, "kept_sha256": digest, "thumb_sha256": digest, "media_type": "image/jpeg"}
    sizes = {"sent_bytes": 9, "kept_bytes": 9, "width": 4, "height": 3}
    session.add(PhotoRow(**drawn, **sizes, user_id=None, recorded_at=NOW))
    shown = {"issue_id": issue, "survey_id": None, "patrol_id": None, "moment": "before", "item": None, "ordinal": 0}
    session.add(PhotoUseRow(id=use, sha256=digest, **shown, user_id=None, recorded_at=NOW))
    session.flush()
    photo_moderation.moderate(
        session, use, decision="published", boxes=[], public_sha256=digest, user_id=None, recorded_at=NOW
    )
    session.flush()
    return digest.hex()


PUBLIC: Any = {"recorded_before": datetime(2024, 6, 1, tzinfo=KST), "categories": ["illegal_dumping"]}


def photos_shown(session: Session, issue: uuid.UUID) -> list[list[str]]:
    """On the phone, on the card of a double, and to everybody."""
    [phone] = [row["photos"] for row in field_work.issues(session, [issue], user=None)]
    public = photo_moderation.public_photos(session, [issue], **PUBLIC)
    return [phone, near_issues.shown_of(session, [issue])[issue]["photos"], [one.public_sha256.hex() for one in public]]


def test_a_merge_takes_photos_along_to_wherever_the_other_is_shown(
    session: Session, people: dict[str, Reader], issues: dict[str, uuid.UUID]
) -> None:
    planner, first, second = people["planner"], issues["first"], issues["second"]
    session.execute(text("UPDATE segment SET public_point = ST_StartPoint(line)"))
    photo = photo_of(session, first)
    assert photos_shown(session, first) == [[photo]] * 3
    assert photos_shown(session, second) == [[]] * 3
    merge = do(session, planner, Work(MOVE, "merged", reason="같은 것", into=second), first)
    assert photos_shown(session, second) == [[photo]] * 3
    assert photo_moderation.is_public(session, bytes.fromhex(photo), **PUBLIC)
    work_undo.undo(session, planner, merge, new_id=uuid.uuid4)
    assert photos_shown(session, first) == [[photo]] * 3
    assert photos_shown(session, second) == [[]] * 3


def test_a_merge_takes_photos_along_to_the_sheet_of_a_patrol(
    session: Session, people: dict[str, Reader], issues: dict[str, uuid.UUID]
) -> None:
    team, patrol, found = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    session.add(TeamRow(id=team, name="가상동 추진단", recorded_at=NOW, ended_at=None))
    session.flush()
    times = dict.fromkeys(("started_at", "ended_at", "recorded_at"), NOW)
    session.add(PatrolRow(id=patrol, team_id=team, officers=[], planned_segment_ids=[], **times))
    thing = {"category": "illegal_dumping", "severity": 2, "origin": "patrol", "patrol_id": patrol}
    session.add(IssueRow(id=found, source_key="made up", **thing, reported_at=NOW, recorded_at=NOW))
    session.flush()
    follow(session, [found])
    own, others = photo_of(session, found), photo_of(session, issues["first"])
    do(session, people["planner"], Work(MOVE, "merged", reason="같은 것", into=found), issues["first"])
    assert [set(one.photos) for one in patrol_sheets.found_on(session, patrol)] == [{own, others}]


def test_who_follows_an_issue_gets_its_news_also_after_a_merge(
    session: Session, people: dict[str, Reader], issues: dict[str, uuid.UUID]
) -> None:
    planner, field, first, second = people["planner"], people["field"], issues["first"], issues["second"]

    def listed(**narrowed: Any) -> list[uuid.UUID]:
        page = work_list.page(session, field, Wanted(tuple(STATUSES), **narrowed), number=1, size=9, now=NOW)
        if "news" in narrowed:
            assert (page.news, [row.facts["news"] for row in page.rows]) == (page.total, [True] * page.total)
        return [row.id for row in page.rows]

    do(session, field, Work(ActKind.FOLLOW), first)
    do(session, field, Work(ActKind.NOTE, words="내가 적은 것"), first)
    assert (listed(keeping="followed"), listed(news=True)) == ([first], [])
    do(session, planner, Work(ActKind.REPLY, words="내일 갑니다"), first)
    assert listed(news=True) == [first]
    work_list.hear(session, field, first)
    assert listed(news=True) == []
    merge = do(session, planner, Work(MOVE, "merged", reason="같은 것", into=second), first)
    assert (listed(keeping="followed"), listed(news=True)) == ([second], [second])
    work_list.hear(session, field, second)
    assert listed(news=True) == []
    do(session, planner, Work(ActKind.ASSIGN, department="도로과"), second)
    assert listed(news=True) == [second]
    work_undo.undo(session, planner, merge, new_id=uuid.uuid4)
    assert listed(keeping="followed") == [first]
    do(session, planner, Work(MOVE, "merged", reason="같은 것", into=second), first)
    do(session, field, Work(ActKind.UNFOLLOW), second)
    assert (listed(keeping="followed"), listed(news=True)) == ([], [])
    with pytest.raises(NotFound):
        work_list.hear(session, people["far"], second)


def test_many_at_once_with_what_moved_on_left_as_it_is(
    session: Session, people: dict[str, Reader], issues: dict[str, uuid.UUID]
) -> None:
    planner, ids = people["planner"], tuple(issues.values())
    do(session, planner, Work(MOVE, "rejected", reason="관할이 아님"), issues["third"])
    before = everything_told(session)
    close = Work(MOVE, "closed", reason="내년 예산에 반영", blocker="budget")
    assert len(works.preview(session, planner, these(*ids), close).done) == 2
    with pytest.raises(ListChanged) as caught:
        works.decide(session, planner, these(*ids), close, expected=3, new_id=uuid.uuid4)
    assert caught.value.fields == {"count": 2, "expected": 3}
    act = do(session, planner, close, *ids)
    do(session, planner, Work(MOVE, "reopened", reason="예산이 생김"), issues["first"])
    undone = work_undo.undo(session, planner, act, new_id=uuid.uuid4)
    assert undone.issues == (issues["second"],)
    assert [(one.issue, one.why, one.status) for one in undone.refused] == [(issues["first"], "moved_on", "received")]
    assert everything_told(session) == before
    with pytest.raises(UndoRefused):
        work_undo.undo(session, planner, act, new_id=uuid.uuid4)


def test_assignments_lists_and_words(session: Session, people: dict[str, Reader], issues: dict[str, uuid.UUID]) -> None:
    planner, field, issue = people["planner"], people["field"], issues["first"]
    team = TeamRow(id=uuid.uuid4(), name="가상동 추진단", recorded_at=NOW, ended_at=None)
    session.add(team)
    session.flush()
    do(session, planner, Work(ActKind.ASSIGN, department="도로과"), issue)
    act = do(session, planner, Work(ActKind.ASSIGN, team=team.id), issue, issues["second"])
    facts = work_list.whole(session, planner, issue, now=NOW).row.facts
    assert (facts["team"], facts["department"]) == ("가상동 추진단", None)
    work_undo.undo(session, planner, act, new_id=uuid.uuid4)
    facts = work_list.whole(session, planner, issue, now=NOW).row.facts
    assert (facts["team"], facts["department"]) == (None, "도로과")
    with pytest.raises(NotFound):
        do(session, planner, Work(ActKind.ASSIGN, team=uuid.uuid4()), issue)
    with pytest.raises(NotAllowed):
        do(session, field, Work(ActKind.ASSIGN, department="도로과"), issue)

    listed = do(session, field, Work(ActKind.SHORTLIST), issue, issues["third"])
    kept = Wanted(OPEN, keeping="shortlist")
    assert work_list.page(session, field, kept, number=1, size=9, now=NOW).total == 2
    assert work_list.page(session, planner, kept, number=1, size=9, now=NOW).total == 0
    with pytest.raises(UndoRefused):
        work_undo.undo(session, planner, listed, new_id=uuid.uuid4)
    for kind in (ActKind.UNLIST, ActKind.SHORTLIST):
        again = do(session, field, Work(kind), issue)
    undone = work_undo.undo(session, field, listed, new_id=uuid.uuid4)
    assert [one.issue for one in undone.refused] == [issue]  # which was put there anew since
    assert work_list.page(session, field, kept, number=1, size=9, now=NOW).total == 1
    work_undo.undo(session, field, again, new_id=uuid.uuid4)
    assert work_list.page(session, field, kept, number=1, size=9, now=NOW).total == 0

    words = do(session, planner, Work(ActKind.REPLY, words="현장을 확인하겠습니다."), issue)
    do(session, field, Work(ActKind.NOTE, words="사다리가 필요함"), issue)
    told = work_list.whole(session, field, issue, now=NOW).history
    assert {(one["words"], one["for_reporters"], one["by"]) for one in told if one["what"] == "update"} == {
        ("현장을 확인하겠습니다.", True, "기획-01"), ("사다리가 필요함", False, "현장-01"),
    }  # fmt: skip
    with pytest.raises(UndoRefused):
        work_undo.undo(session, planner, words, new_id=uuid.uuid4)


def test_the_list_begins_with_what_is_overdue(
    session: Session, people: dict[str, Reader], issues: dict[str, uuid.UUID]
) -> None:
    now = datetime(2024, 5, 11, 10, tzinfo=KST)  # May 6 is the substitute of Children's Day
    page = work_list.page(session, people["field"], Wanted(OPEN), number=1, size=2, now=now)
    assert [row.id for row in page.rows] == [issues["first"], issues["second"]]
    assert (page.total, page.overdue, page.rows[0].overdue, page.rows[1].overdue) == (3, 1, True, False)
    assert page.rows[0].due == due_of(datetime(2024, 5, 1, 9, tzinfo=KST))
    late = Wanted(OPEN, overdue_at=now)
    assert work_list.page(session, people["field"], late, number=1, size=9, now=now).total == 1
    assert work_list.page(session, people["far"], Wanted(OPEN), number=1, size=9, now=now).total == 0
    with pytest.raises(NotFound):
        do(session, people["far"], FIXED, issues["first"])


def test_a_phone_that_comes_late_is_refused_and_kept(
    session: Session, people: dict[str, Reader], issues: dict[str, uuid.UUID]
) -> None:
    photo = DeclaredPhoto(bytes(32), AFTER)
    stranger = uuid.uuid4()
    sent = FieldWork(
        uuid.uuid4(), (issues["first"], issues["second"], stranger), FIXED, (photo,), NOW - timedelta(hours=2)
    )
    do(session, people["planner"], Work(MOVE, "rejected", reason="관할이 아님"), issues["first"])

    def put(sent: FieldWork, by: Reader = people["field"]) -> tuple[dict[str, Any], bool]:
        handed_in = HandedIn(bytes(32), {"photos": []}, timedelta())
        return works.receive_work(session, sent, handed_in, by=by, seal=SEAL, new_id=uuid.uuid4)

    receipt, is_new = put(sent)
    assert is_new
    assert receipt["done"] == [str(issues["second"])]
    assert receipt["refused"] == [
        {"issue": str(issues["first"]), "why": "moved_on", "status": "rejected", "wanted": "fixed"},
        {"issue": str(stranger), "why": "unknown", "status": None, "wanted": "fixed"},
    ]
    assert put(sent) == (receipt, False)
    act = next(one for one in work_undo.recent(session, people["field"]) if one.id == sent.id)
    assert act.details["refused"] == receipt["refused"]
    whole = work_list.whole(session, people["field"], issues["second"], now=NOW)
    assert [(one["moment"], one["arrived"]) for one in whole.photos] == [("after", False)]
    # Told before the other fixed it, it arrives after: what is told last to us still comes last.
    again = replace(sent, id=uuid.uuid4(), issues=(issues["second"],), work=RESOLVED)
    again = replace(again, occurred_at=sent.occurred_at - timedelta(hours=1))
    put(again, people["other"])
    assert stands(session, people["field"], issues["second"]) == "resolved"


def test_templates_are_written_changed_and_ended(session: Session, people: dict[str, Reader]) -> None:
    planner = people["planner"]
    first = reply_templates.save(
        session, planner, "접수", "{유형} 접수했습니다.", instead_of=None, now=NOW, new_id=uuid.uuid4
    )
    with pytest.raises(InvalidInput):
        reply_templates.save(session, planner, "접수", "다른 말", instead_of=None, now=NOW, new_id=uuid.uuid4)
    second = reply_templates.save(
        session, planner, "접수", "{골목} 접수했습니다.", instead_of=first, now=NOW, new_id=uuid.uuid4
    )
    assert [(one.id, one.body) for one in reply_templates.templates(session, people["field"])] == [
        (second, "{골목} 접수했습니다."),
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        reply_templates.end(session, people["field"], second, now=NOW)
    reply_templates.end(session, planner, second, now=NOW)
    assert reply_templates.templates(session, planner) == []


def test_what_is_classified_is_due_by_that_and_put_in_order_by_it(
    session: Session, people: dict[str, Reader], issues: dict[str, uuid.UUID]
) -> None:
    planner, now = people["planner"], datetime(2024, 5, 11, 10, tzinfo=KST)  # a Saturday

    def listed(**more: Any) -> list[tuple[uuid.UUID, str, bool]]:
        page = work_list.page(session, planner, Wanted(OPEN, **more), number=1, size=9, now=now)
        assert page.overdue == sum(row.overdue for row in page.rows)
        return [(row.id, row.deadline, row.overdue) for row in page.rows]

    first, second, third = (issues[key] for key in ("first", "second", "third"))
    assert listed() == [(first, "grievance", True), (second, "grievance", False), (third, "grievance", False)]
    later = do(session, planner, Work(ActKind.CLASSIFY, deadline="suggestion"), first, second)
    do(session, planner, Work(ActKind.CLASSIFY, deadline="at_once"), third)
    assert listed() == [(third, "at_once", True), (first, "suggestion", False), (second, "suggestion", False)]
    assert [issue for issue, *_ in listed(overdue_at=now)] == [third]
    assert len(works.preview(session, planner, Wanted(OPEN, overdue_at=now), Work(ActKind.SHORTLIST)).done) == 1
    do(session, planner, Work(ActKind.CLASSIFY), first)  # as it was filed
    undone = work_undo.undo(session, planner, later, new_id=uuid.uuid4)
    assert (undone.issues, [one.issue for one in undone.refused]) == ((second,), [first])
    assert listed() == [(third, "at_once", True), (first, "grievance", True), (second, "grievance", False)]
    told = work_list.whole(session, planner, first, now=now).history
    assert [(one["what"], one["deadline"], one["by"]) for one in told] == [
        ("classification", None, "기획-01"), ("classification", "suggestion", "기획-01"),
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        do(session, people["field"], Work(ActKind.CLASSIFY, deadline="question"), first)
    with pytest.raises(InvalidInput):
        Work(ActKind.CLASSIFY, deadline="someday")


def test_of_all_who_told_the_first_that_is_due_counts(
    session: Session, people: dict[str, Reader], issues: dict[str, uuid.UUID]
) -> None:
    planner, now = people["planner"], datetime(2024, 5, 13, 10, tzinfo=KST)
    first, second, third = (issues[key] for key in ("first", "second", "third"))
    filed = "INSERT INTO complaint (id, source_key, issue_id, kind, filed_at, recorded_at) SELECT gen_random_uuid(), "
    for issue, kind, day in ((first, "suggestion", 1), (first, "question", 2), (second, "suggestion", 2)):
        session.execute(
            text(f"{filed} :key, :issue, :kind, :at, :at"),
            {"key": f"{issue} {day}", "issue": issue, "kind": kind, "at": datetime(2024, 5, day, 9, tzinfo=KST)},
        )

    def listed() -> list[tuple[uuid.UUID, str, bool]]:
        page = work_list.page(session, planner, Wanted(OPEN), number=1, size=9, now=now)
        return [(row.id, row.deadline, row.overdue) for row in page.rows]

    assert listed() == [(first, "question", False), (third, "grievance", False), (second, "suggestion", False)]
    assert work_list.whole(session, planner, first, now=now).row.due == due_of(datetime(2024, 5, 2, 9, tzinfo=KST))
    do(session, planner, Work(MOVE, "merged", into=second), third)
    assert listed() == [(first, "question", False), (second, "grievance", False)]
