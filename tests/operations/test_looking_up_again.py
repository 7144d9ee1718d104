"""Issues that came before the gazetteer knew their addresses: looked up again, and nothing of a person's written over."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from mapper.domain.edit import NewEdit, NewValue
from mapper.domain.editable import ISSUE, editable
from mapper.domain.reader import Reader, Role, public_reader
from mapper.domain.review import Choice, ReviewKind, Verdict
from mapper.errors import NotAllowed
from mapper.operations import reviews, unsure
from mapper.operations.edits import take_edit
from mapper.operations.looking_up_again import count_waiting, look_up_part
from mapper.operations.people.sealing import Seal
from mapper.operations.receiving import HandedIn
from mapper.store.duplicates import near_doubles
from mapper.store.issue_state import ISSUE_STATE
from mapper.store.knowledge import knowing_now
from tests.address_files import EUIJEONGBU_DONG, complaints, file_of, line, number, take_in
from tests.operations.conftest import SOUTH, WEST, kst

BY = Reader(None, "운영자", Role.ADMIN, None, "cli")
HERE = {"도로명코드": "411503000001", "도로명": "가로1길", "지하여부": 0}
ELSEWHERE = {"도로명코드": "411503000009", "도로명": "먼가상길", "지하여부": 0}
COMPLAINTS = (
    "C-1,낙서,2025-03-04,의정부시 가로1길 3,,",
    "C-2,낙서,2025-03-04,의정부시 가로1길 4,,",
    "C-3,낙서,2025-03-04,의정부시 가로1길 77,,",
    "C-4,낙서,2025-03-04,이 동네 어딘가,,",
    "C-5,낙서,2025-03-04,의정부시 가로1길 5,127.0237,37.738",
    "C-6,낙서,2025-03-04,,,",
)
PLACED = """
    SELECT source_key, decision, round(ST_X(sought.point)) - 958000 AS east, within_m, sought.certainty,
        (SELECT count(*) FROM placement WHERE placement.issue_id = issue.id) AS placements,
        (SELECT count(*) FROM sought_address WHERE sought_address.issue_id = issue.id) AS answers
    FROM issue JOIN issue_state ON issue_state.issue_id = issue.id LEFT JOIN LATERAL (
        SELECT * FROM sought_address WHERE issue_id = issue.id ORDER BY recorded_at DESC LIMIT 1
    ) AS sought ON true ORDER BY source_key
"""
KEPT = ("SELECT * FROM placement ORDER BY id", "SELECT * FROM sought_address ORDER BY issue_id, recorded_at")


def gazetteer(session: Session, folder: Path, name: str, road: dict[str, Any], *mains: int) -> None:
    places = [{**number(main), "X좌표": WEST + 10 * main, "Y좌표": SOUTH + 3} for main in mains]
    path = folder / name
    path.write_bytes(file_of(*(line("위치정보요약DB", **EUIJEONGBU_DONG, **road, **one) for one in places)))
    take_in(session, "addresses", path)


@pytest.fixture
def waiting(session: Session, town: gpd.GeoDataFrame, tmp_path: Path) -> Session:
    """Complaints that came while the gazetteer did not have their road, and the newer edition that has it."""
    gazetteer(session, tmp_path, "entrc_202601.txt", ELSEWHERE, 3)
    take_in(session, "complaints", complaints(tmp_path, *COMPLAINTS))
    gazetteer(session, tmp_path, "entrc_202602.txt", HERE, 3, 5, 25)
    return session


def again(session: Session, **how: Any) -> dict[str, int]:
    return look_up_part(session, BY, new_id=uuid.uuid4, **how).effects


def rows(session: Session) -> dict[str, tuple[Any, ...]]:
    return {key.removeprefix("complaint:"): tuple(rest) for key, *rest in session.execute(text(PLACED))}


def id_of(session: Session, key: str) -> uuid.UUID:
    found: uuid.UUID = session.execute(
        text("SELECT id FROM issue WHERE source_key = :key"), {"key": f"complaint:{key}"}
    ).scalar_one()
    return found


def test_what_a_newer_edition_knows_is_placed_and_what_is_not_sure_waits_for_a_person(waiting: Session) -> None:
    before = rows(waiting)
    assert {key: one[3] for key, one in before.items()} == {
        **dict.fromkeys(("C-1", "C-2", "C-3", "C-4"), "none"),
        **dict.fromkeys(("C-5", "C-6"), None),
    }
    assert count_waiting(waiting) == 4
    assert again(waiting) == {"assigned": 1, "ask": 1, "unassigned": 0, "address_unknown": 1}
    after = rows(waiting)
    assert after["C-1"] == ("assigned", 30, 15, "sure", 2, 2)
    assert after["C-2"] == ("ask", 40, 20, "unsure", 2, 2)
    assert after["C-3"] == ("unassigned", None, None, "none", 1, 2), "it has another reason, and no other place"
    assert {key: after[key] for key in ("C-4", "C-5", "C-6")} == {key: before[key] for key in ("C-4", "C-5", "C-6")}
    _, shown = unsure.page(waiting, BY, Choice(), number=1, size=20)
    why = {one.facts["address"]: [reason.code for reason in one.facts["address_reasons"]] for one in shown}
    assert why["의정부시 가로1길 4"] == ["between"]
    assert why["의정부시 가로1길 77"] == ["unknown_number"]
    [unsure_one] = [one for one in shown if one.facts["address"] == "의정부시 가로1길 4"]
    assert unsure_one.facts["point"] is not None
    assert unsure_one.candidates[0].name == "가로1길"
    [logged] = waiting.execute(text("SELECT details FROM write_log WHERE action = 'address.again'")).scalars()
    assert logged["found"] == {"sought": 4, "assigned": 1, "ask": 1}


def test_the_same_again_writes_nothing(waiting: Session) -> None:
    again(waiting)
    stored = [waiting.execute(text(one)).all() for one in KEPT]
    assert again(waiting) == {}
    assert [waiting.execute(text(one)).all() for one in KEPT] == stored
    assert len(waiting.execute(text("SELECT FROM write_log WHERE action = 'address.again'")).all()) == 1


def test_what_was_known_before_stays_as_it_was(waiting: Session) -> None:
    known = knowing_now(waiting)
    again(waiting)
    state = text(f"SELECT decision, point FROM ({ISSUE_STATE}) AS told WHERE id = :issue")
    told = {"issue": id_of(waiting, "C-1"), "until": kst("2030-01-01")}
    assert waiting.execute(state, {**told, "known": known}).one() == ("unassigned", None)
    now = waiting.execute(state, {**told, "known": knowing_now(waiting) + timedelta(seconds=1)}).one()
    assert (now.decision, now.point is None) == ("assigned", False)
    with pytest.raises(DBAPIError, match="append-only"), waiting.begin_nested():
        waiting.execute(text("UPDATE sought_address SET certainty = 'sure'"))


def test_a_grade_follows_at_once(waiting: Session) -> None:
    again(waiting)
    segment = waiting.execute(
        text("SELECT segment_id FROM issue_state WHERE issue_id = :issue"), {"issue": id_of(waiting, "C-1")}
    ).scalar_one()
    graded = "SELECT count(*) FROM live_grade WHERE segment_id = :segment"
    assert waiting.execute(text(graded), {"segment": segment}).scalar_one() == 1


def test_a_new_report_near_by_may_be_the_same(waiting: Session) -> None:
    here = {"x": WEST + 31, "y": SOUTH + 3, "sigma": 5.0, "categories": ["graffiti"], "codes": None, "most": 5}
    assert id_of(waiting, "C-1") not in {one.issue for one in near_doubles(waiting, **here)}
    again(waiting)
    assert id_of(waiting, "C-1") in {one.issue for one in near_doubles(waiting, **here)}


def test_a_better_number_takes_the_place_of_the_nearest_one(waiting: Session, tmp_path: Path) -> None:
    again(waiting)
    gazetteer(waiting, tmp_path, "entrc_202603.txt", HERE, 4)
    assert again(waiting) == {"assigned": 1, "ask": 0, "unassigned": 0, "address_unknown": 0}
    assert rows(waiting)["C-2"] == ("assigned", 40, 15, "sure", 3, 3)


def test_an_answer_that_finds_nothing_takes_no_place_away(waiting: Session) -> None:
    again(waiting)
    stored = rows(waiting)["C-2"]
    waiting.execute(text("UPDATE address SET gone = true WHERE road_code = '411503000001'"))
    assert again(waiting) == {"address_unknown": 1}, "the number that was never there has another reason now"
    assert rows(waiting)["C-2"] == stored


def left(session: Session, issue: uuid.UUID, _town: gpd.GeoDataFrame, _by: Reader) -> None:
    reviews.decide(session, BY, Choice(issues=(issue,)), Verdict(ReviewKind.LEAVE), expected=1, new_id=uuid.uuid4)


def picked(session: Session, issue: uuid.UUID, town: gpd.GeoDataFrame, _by: Reader) -> None:
    verdict = Verdict(ReviewKind.PICK, segment=uuid.UUID(str(town["id"].iloc[-1])))
    reviews.decide(session, BY, Choice(issues=(issue,)), verdict, expected=1, new_id=uuid.uuid4)


def decided_and_undone(session: Session, issue: uuid.UUID, _town: gpd.GeoDataFrame, _by: Reader) -> None:
    review, _ = reviews.decide(
        session, BY, Choice(issues=(issue,)), Verdict(ReviewKind.LEAVE), expected=1, new_id=uuid.uuid4
    )
    reviews.undo(session, BY, review, new_id=uuid.uuid4)


def moved(session: Session, issue: uuid.UUID, _town: gpd.GeoDataFrame, by: Reader) -> None:
    value = NewValue(editable(ISSUE, "place"), {"lon": 127.0237, "lat": 37.738}, frozenset())
    edit = NewEdit(uuid.uuid4(), ISSUE, issue, (value,), resolves=False, edited_at=kst("2025-03-05"), reason=None)
    body = {"id": str(edit.id), "resolves": False, "reason": None, "values": {"place": {"value": value.value}}}
    handed_in = HandedIn(sha256(repr(body).encode()).digest(), body, timedelta())
    take_edit(session, edit, handed_in, by=by, seal=Seal(bytes(32)))


@pytest.mark.parametrize("decide", [left, picked, decided_and_undone, moved])
def test_what_a_person_decided_is_never_written_over(
    waiting: Session, town: gpd.GeoDataFrame, person: Callable[..., Reader], decide: Callable[..., None]
) -> None:
    decide(waiting, id_of(waiting, "C-1"), town, person("기획-01", Role.PLANNER))
    stored = rows(waiting)["C-1"]
    assert again(waiting) == {"assigned": 0, "ask": 1, "unassigned": 0, "address_unknown": 1}
    assert rows(waiting)["C-1"] == stored


def test_issues_that_are_over_are_left_alone(waiting: Session) -> None:
    issue = id_of(waiting, "C-1")
    waiting.execute(
        text(
            "INSERT INTO issue_event (id, issue_id, kind, occurred_at, recorded_at)"
            " VALUES (:id, :issue, 'resolved', :at, :at)"
        ),
        {"id": uuid.uuid4(), "issue": issue, "at": kst("2025-04-01")},
    )
    assert again(waiting)["assigned"] == 0


def test_it_goes_on_where_it_was_stopped(waiting: Session) -> None:
    parts, after = [], None
    while True:
        part = look_up_part(waiting, BY, new_id=uuid.uuid4, after=after, at_once=2)
        after = part.last
        if after is None:
            break
        parts.append(part)
    assert sum(part.sought for part in parts) == 4
    assert sum(part.effects.get("assigned", 0) for part in parts) == 1
    assert [one[4] for one in rows(waiting).values()] == [2, 2, 1, 1, 1, 1]


def test_before_any_file_of_addresses_nothing_is_said(session: Session, town: gpd.GeoDataFrame, tmp_path: Path) -> None:
    take_in(session, "complaints", complaints(tmp_path, *COMPLAINTS))
    assert again(session) == {}
    gazetteer(session, tmp_path, "entrc_202602.txt", HERE, 3, 5)
    assert again(session) == {"assigned": 1, "ask": 1, "unassigned": 0, "address_unknown": 2}


def test_only_whoever_brings_files_may_have_it_done(waiting: Session) -> None:
    for by in (public_reader("192.0.2.1"), Reader(None, "현장", Role.FIELD, frozenset({"4115099000"}), "192.0.2.2")):
        with pytest.raises(NotAllowed):
            look_up_part(waiting, by, new_id=uuid.uuid4)
