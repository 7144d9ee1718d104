"""Deciding by hand where unsure places lie: a town of a grid, with a boundary of districts through its second street."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.reader import Reader, Role, public_reader
from mapper.domain.review import Choice, Group, ReviewKind, Verdict
from mapper.errors import InvalidInput, ListChanged, NotAllowed, NotFound, SegmentNotFound, UndoRefused
from mapper.operations import reviews, unsure
from mapper.operations.network import load_alleys, load_districts
from mapper.store.tables import UserRow

WEST, SOUTH = 958_000.0, 1_971_000.0
WEST_CODE, EAST_CODE = "4115099000", "4115099100"
PLANNER = Reader(None, "기획-01", Role.PLANNER, None, "192.0.2.1")
ACCEPT, LEAVE = Verdict(ReviewKind.ACCEPT), Verdict(ReviewKind.LEAVE)
DAY = "2024-05-0{}"
Add = Callable[..., Any]
At = Callable[[str], datetime]


@pytest.fixture
def districts() -> gpd.GeoDataFrame:
    """The boundary runs 2 m east of the second street."""
    west = shapely.box(WEST - 50, SOUTH - 50, WEST + 102, SOUTH + 1000)
    east = shapely.box(WEST + 102, SOUTH - 50, WEST + 1000, SOUTH + 1000)
    frame = gpd.GeoDataFrame(
        {"code": [WEST_CODE, EAST_CODE], "name": ["가상동", "나상동"]}, geometry=[west, east], crs=5179
    )
    return frame.astype({"code": "string", "name": "string"})


@pytest.fixture
def field(session: Session) -> Reader:
    user = UserRow(
        id=uuid.uuid4(), name="현장-동쪽", role="field", all_districts=False, recorded_at=datetime.now().astimezone()
    )
    session.add(user)
    session.flush()
    return Reader(user.id, user.name, Role.FIELD, frozenset({EAST_CODE}), "192.0.2.2")


def at_corner(key: str, street: int, row: int, *, off: float = 4.0, day: int = 1, **more: Any) -> dict[str, Any]:
    """An issue that may lie on any of the alleys that meet at a corner of the grid."""
    moment = datetime.fromisoformat(DAY.format(day) + "T00:00:00+09:00")
    place = {"x": WEST + 100 * street + off, "y": SOUTH + 100 * row + off, "accuracy_m": 10.0}
    return {"source_key": key, **place, "reported_at": moment, "recorded_at": moment, **more}


def nowhere(key: str, **more: Any) -> dict[str, Any]:
    return at_corner(key, 0, 0, **more) | {"x": float("nan"), "y": float("nan"), "accuracy_m": float("nan")}


def listed(session: Session, by: Reader = PLANNER, **narrowed: Any) -> list[str]:
    _, rows = unsure.page(session, by, Choice(**narrowed), number=1, size=50)
    return [key_of(session, row.id) for row in rows]


def key_of(session: Session, issue: uuid.UUID) -> str:
    return str(session.execute(text("SELECT source_key FROM issue WHERE id = :id"), {"id": issue}).scalar_one())


def id_of(session: Session, key: str) -> uuid.UUID:
    found: uuid.UUID = session.execute(text("SELECT id FROM issue WHERE source_key = :key"), {"key": key}).scalar_one()
    return found


def these(session: Session, *keys: str) -> Choice:
    return Choice(issues=tuple(id_of(session, key) for key in keys))


def decide(session: Session, choice: Choice, verdict: Verdict, by: Reader = PLANNER) -> uuid.UUID:
    expected = reviews.preview(session, by, choice, verdict).count
    review, effect = reviews.decide(session, by, choice, verdict, expected=expected, new_id=uuid.uuid4)
    assert effect.count == expected
    return review


def placed(session: Session) -> dict[str, tuple[Any, ...]]:
    """What holds of each issue, but for the review and the time."""
    found = session.execute(
        text(
            "SELECT DISTINCT ON (issue_id) source_key, segment_id, decision, method, probability, CAST(offer AS text)"
            " FROM placement JOIN issue ON issue.id = issue_id ORDER BY issue_id, placement.recorded_at DESC, placement.id"
        )
    )
    return {key: tuple(rest) for key, *rest in found}


def test_what_settles_most_comes_first_then_the_graver_then_the_older(
    session: Session, town: gpd.GeoDataFrame, add_issues: Add
) -> None:
    add_issues(
        at_corner("alone-grave", 3, 3, severity=4),
        at_corner("alone-old", 0, 3, severity=1, day=1),
        at_corner("alone-new", 0, 0, severity=1, day=2),
        at_corner("pair-1", 2, 2, off=3.0, severity=1, address="가상로 2"),
        at_corner("pair-2", 3, 1, off=5.0, severity=2, address="가상로  2"),
    )
    assert listed(session) == ["pair-2", "pair-1", "alone-grave", "alone-old", "alone-new"]


def test_what_is_over_or_surely_placed_is_not_listed(
    session: Session, town: gpd.GeoDataFrame, add_issues: Add, at: At
) -> None:
    events = [
        {"issue_key": key, "kind": kind, "occurred_at": at(day), "recorded_at": at(day)}
        for key, kind, day in [
            ("closed", "closed", "2024-05-02"),
            ("again", "rejected", "2024-05-02"),
            ("again", "reopened", "2024-05-03"),
        ]
    ]
    sure = at_corner("sure", 0, 2) | {"x": WEST + 50, "accuracy_m": 3.0, "y": SOUTH + 200}
    add_issues(at_corner("closed", 0, 1), at_corner("again", 0, 0), sure, events=events)
    assert listed(session) == ["again"]


def test_one_decision_for_an_address_is_one_review_and_is_undone_by_one(
    session: Session, town: gpd.GeoDataFrame, add_issues: Add
) -> None:
    add_issues(
        *(at_corner(f"home-{n}", 2, 2, off=3.0 + n, address="가상로 7") for n in range(3)), at_corner("other", 3, 3)
    )
    before = placed(session)
    shown = unsure.groups(session, PLANNER, Choice())[0]
    group = Group.parse(shown.group.key)  # which names an issue, and no address
    assert (shown.label, shown.count) == ("가상로 7", 3)
    assert group.value in {str(id_of(session, f"home-{n}")) for n in range(3)}
    review = decide(session, Choice(group=group), ACCEPT)
    assert listed(session) == ["other"]
    after = placed(session)
    for key in ("home-0", "home-1", "home-2"):
        segment, decision, method, probability, offer = after[key]
        assert (decision, method) == ("assigned", "confirmed")
        assert f'"{segment}": {probability}' in offer
        assert probability == before[key][3]
    undoing, count = reviews.undo(session, PLANNER, review, new_id=uuid.uuid4)
    assert count == 3
    assert placed(session) == before
    assert len(listed(session)) == 4
    with pytest.raises(UndoRefused, match="already"):
        reviews.undo(session, PLANNER, review, new_id=uuid.uuid4)
    reviews.undo(session, PLANNER, undoing, new_id=uuid.uuid4)
    assert placed(session) == after
    assert [(one.kind, one.undone) for one in reviews.recent(session, PLANNER)] == [
        ("undo", False), ("undo", True), ("accept", True),
    ]  # fmt: skip


def test_an_undo_is_refused_when_a_later_review_touched_the_same_issue(
    session: Session, town: gpd.GeoDataFrame, add_issues: Add
) -> None:
    add_issues(at_corner("a", 0, 0), at_corner("b", 3, 3))
    first = decide(session, these(session, "a", "b"), ACCEPT)
    back, _ = reviews.undo(session, PLANNER, first, new_id=uuid.uuid4)
    later = decide(session, these(session, "a"), LEAVE)
    with pytest.raises(UndoRefused) as refused:
        reviews.undo(session, PLANNER, back, new_id=uuid.uuid4)
    assert refused.value.fields["later"] == str(later)


def test_a_list_that_changed_is_told_with_the_new_count(
    session: Session, town: gpd.GeoDataFrame, add_issues: Add
) -> None:
    add_issues(at_corner("a", 2, 2, address="가상로 1"), at_corner("b", 2, 2, address="가상로 1"))
    group = Choice(group=unsure.groups(session, PLANNER, Choice())[0].group)
    decide(session, these(session, "a"), LEAVE)
    with pytest.raises(ListChanged) as changed:
        reviews.decide(session, PLANNER, group, ACCEPT, expected=2, new_id=uuid.uuid4)
    assert changed.value.fields == {"count": 1, "expected": 2}
    with pytest.raises(ListChanged):
        reviews.preview(session, PLANNER, these(session, "a", "b"), ACCEPT)
    assert len(reviews.recent(session, PLANNER)) == 1


def test_what_is_left_counts_for_its_area_only(session: Session, town: gpd.GeoDataFrame, add_issues: Add) -> None:
    add_issues(at_corner("a", 3, 3), at_corner("b", 3, 2), nowhere("c"))
    decide(session, these(session, "a"), LEAVE)
    assert sorted(listed(session)) == ["b", "c"]
    assert placed(session)["a"][:3] == (None, "unassigned", "confirmed")
    assert [(area.name, area.waiting, area.left) for area in unsure.areas(session, PLANNER)] == [
        ("나상동", 1, 1), (None, 1, 0),
    ]  # fmt: skip


def test_all_on_a_boundary_go_to_one_side(session: Session, town: gpd.GeoDataFrame, add_issues: Add) -> None:
    add_issues(at_corner("a", 1, 1), at_corner("b", 1, 2, off=3.0), at_corner("far", 3, 3))
    boundary = Group.parse(f"boundary:{EAST_CODE}")
    found = {(one.label, one.count) for one in unsure.groups(session, PLANNER, Choice())}
    assert {("나상동 경계", 2), ("가상동 경계", 2)} <= found
    assert sorted(listed(session, group=boundary)) == ["a", "b"]
    decide(session, Choice(group=boundary), Verdict(ReviewKind.ACCEPT, side=EAST_CODE))
    east = set(town.loc[town["district_code"] == EAST_CODE, "id"])
    assert all(str(placed(session)[key][0]) in east for key in ("a", "b"))


def test_without_a_position_a_segment_can_only_be_picked(
    session: Session, town: gpd.GeoDataFrame, add_issues: Add
) -> None:
    add_issues(nowhere("lost", road_name="가로2길"))
    _, (row,) = unsure.page(session, PLANNER, Choice(), number=1, size=50)
    assert (row.candidates, row.facts["point"]) == ((), None)
    assert row.alley_bounds is not None
    with pytest.raises(InvalidInput, match="candidate"):
        reviews.decide(session, PLANNER, these(session, "lost"), ACCEPT, expected=0, new_id=uuid.uuid4)
    segment = uuid.UUID(town["id"].iloc[0])
    decide(session, these(session, "lost"), Verdict(ReviewKind.PICK, segment=segment))
    assert placed(session)["lost"][:4] == (segment, "assigned", "confirmed", None)
    add_issues(nowhere("lost-2"))
    with pytest.raises(SegmentNotFound):
        reviews.preview(session, PLANNER, these(session, "lost-2"), Verdict(ReviewKind.PICK, segment=uuid.uuid4()))


def test_the_least_probability_is_said_beforehand_and_can_be_asked_for(
    session: Session, town: gpd.GeoDataFrame, add_issues: Add
) -> None:
    beside = at_corner("likely", 3, 2, off=0.0) | {"y": SOUTH + 212}
    add_issues(beside, at_corner("unlikely", 3, 3), nowhere("none"))
    everything = reviews.preview(session, PLANNER, Choice(), ACCEPT)
    _, rows = unsure.page(session, PLANNER, Choice(), number=1, size=50)
    best = {key_of(session, row.id): row.candidates[0].probability for row in rows if row.candidates}
    assert (everything.count, everything.left_out, everything.least) == (2, 1, min(best.values()))
    assert listed(session, least=best["likely"]) == ["likely"]


def test_those_bound_to_districts_see_and_decide_only_what_may_lie_there(
    session: Session, town: gpd.GeoDataFrame, add_issues: Add, field: Reader
) -> None:
    add_issues(at_corner("east", 3, 3), at_corner("west", 0, 0), at_corner("both", 1, 1, off=0.5), nowhere("nowhere"))
    assert sorted(listed(session, field)) == ["both", "east"]
    assert [area.name for area in unsure.areas(session, field)] == ["가상동", "나상동"]
    for strange in (these(session, "west"), these(session, "nowhere"), Choice(issues=(uuid.uuid4(),))):
        with pytest.raises(NotFound):
            reviews.preview(session, field, strange, LEAVE)
    west = uuid.UUID(town.loc[town["district_code"] == WEST_CODE, "id"].iloc[0])
    with pytest.raises(SegmentNotFound):
        reviews.preview(session, field, these(session, "east"), Verdict(ReviewKind.PICK, segment=west))
    by_planner = decide(session, these(session, "east"), ACCEPT)
    with pytest.raises(ListChanged):
        reviews.preview(session, field, these(session, "east"), ACCEPT)
    with pytest.raises(NotFound):
        reviews.undo(session, field, by_planner, new_id=uuid.uuid4)
    own = decide(session, these(session, "both"), ACCEPT, field)
    assert [one.id for one in reviews.recent(session, field)] == [own]
    assert [one.by for one in reviews.recent(session, PLANNER)] == ["현장-동쪽", "기획-01"]


def test_who_has_left_a_district_undoes_nothing_there(
    session: Session, town: gpd.GeoDataFrame, add_issues: Add, field: Reader
) -> None:
    add_issues(at_corner("east", 3, 3))
    own = decide(session, these(session, "east"), ACCEPT, field)
    for districts in ({WEST_CODE}, set[str]()):
        with pytest.raises(NotFound):
            reviews.undo(session, replace(field, districts=frozenset(districts)), own, new_id=uuid.uuid4)
    wider = replace(field, districts=frozenset({WEST_CODE, EAST_CODE}))
    undoing, _ = reviews.undo(session, wider, own, new_id=uuid.uuid4)
    with pytest.raises(NotFound):
        reviews.undo(session, field, undoing, new_id=uuid.uuid4)
    reviews.undo(session, PLANNER, undoing, new_id=uuid.uuid4)


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.WELFARE, Role.MAYOR])
def test_other_roles_have_no_part_in_it(session: Session, role: Role) -> None:
    by = public_reader("192.0.2.3") if role is Role.PUBLIC else Reader(None, "아무개", role, None, "192.0.2.3")
    for ask in (
        lambda: unsure.page(session, by, Choice(), number=1, size=1),
        lambda: unsure.groups(session, by, Choice()),
        lambda: unsure.areas(session, by),
        lambda: reviews.preview(session, by, Choice(), LEAVE),
        lambda: reviews.decide(session, by, Choice(), LEAVE, expected=0, new_id=uuid.uuid4),
        lambda: reviews.undo(session, by, uuid.uuid4(), new_id=uuid.uuid4),
        lambda: reviews.recent(session, by),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_every_decision_is_written_down(session: Session, town: gpd.GeoDataFrame, add_issues: Add) -> None:
    add_issues(at_corner("east", 3, 3), at_corner("west", 0, 0))
    first = decide(session, these(session, "east"), ACCEPT)
    second = decide(session, these(session, "west"), LEAVE)
    undone, _ = reviews.undo(session, PLANNER, first, new_id=uuid.uuid4)
    session.flush()
    found = session.execute(
        text("SELECT action, subject, name, district_code, details ->> 'count' FROM write_log ORDER BY recorded_at")
    ).all()
    assert [tuple(row) for row in found] == [
        ("review.accept", str(first), "기획-01", EAST_CODE, "1"),
        ("review.leave", str(second), "기획-01", WEST_CODE, "1"),
        ("review.undo", str(undone), "기획-01", EAST_CODE, "1"),
    ]


def test_what_a_new_network_leaves_behind_is_listed(
    session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, add_issues: Add, at: At
) -> None:
    sure = at_corner("sure", 0, 3) | {"x": WEST + 50, "accuracy_m": 3.0, "y": SOUTH + 300}
    add_issues(sure, at_corner("corner", 0, 3))
    assert listed(session) == ["corner"]
    last = lines[lines["source_id"] == "L6"]
    moved = last.set_geometry(last.geometry.translate(yoff=500))
    load_alleys(session, moved, recorded_at=at("2024-06-01"), new_id=uuid.uuid4)
    assert sorted(listed(session)) == ["corner", "sure"]


def test_a_moved_boundary_moves_what_lies_beside_it(
    session: Session, town: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, add_issues: Add, at: At, field: Reader
) -> None:
    add_issues(at_corner("west", 0, 0))
    assert listed(session, field) == []
    swapped = districts.assign(code=districts["code"].iloc[::-1].to_numpy())
    load_districts(session, swapped, recorded_at=at("2024-06-01"), new_id=uuid.uuid4)
    assert listed(session, field) == ["west"]


@pytest.mark.parametrize("key", ["address", "address:", "address:가로1길7", "street:가로1길", ""])
def test_what_is_no_group_is_refused(key: str) -> None:
    with pytest.raises(InvalidInput):
        Group.parse(key)


@pytest.mark.parametrize(
    "said",
    [
        {"kind": ReviewKind.UNDO},
        {"kind": ReviewKind.PICK},
        {"kind": ReviewKind.LEAVE, "segment": uuid.uuid4()},
        {"kind": ReviewKind.LEAVE, "side": EAST_CODE},
    ],
)
def test_a_verdict_that_means_nothing_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        Verdict(**said)
