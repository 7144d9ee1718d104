"""One issue in: placed as a bulk load would, stored once, counted at once; and live grades, bit for bit those of a run."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis_data.demo import build_city, build_facts
from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.calendar import KST
from mapper.domain.category import CATEGORIES
from mapper.domain.declared_photo import DeclaredPhoto
from mapper.domain.new_issue import NewIssue
from mapper.domain.reader import Reader, Role
from mapper.domain.review import Choice, ReviewKind, Verdict
from mapper.errors import NotAllowed, ReceiptClash, SegmentNotFound
from mapper.operations import reviews
from mapper.operations.database import Sessions
from mapper.operations.demo_city import Recipe, load_demo_city
from mapper.operations.grading import regrade_city
from mapper.operations.imports.options import FileOptions
from mapper.operations.imports.taking_in import import_file
from mapper.operations.issue_judging import Report
from mapper.operations.issues import log_issue, log_issues
from mapper.operations.live_grades import regrade_segments
from mapper.operations.network import load_alleys, load_districts
from mapper.operations.people.sealing import Seal
from mapper.operations.placing import place_many
from mapper.operations.receiving import HandedIn, is_ours
from mapper.operations.work_undo import undo
from mapper.store import issue_state
from mapper.store.grade_columns import GRADE_COLUMNS

WEST, SOUTH = 958_000.0, 1_971_000.0
SEAL = Seal(bytes(32))
PLANNER = Reader(None, "기획-01", Role.PLANNER, None, "192.0.2.1")
OWN, OTHER = (
    Reader(None, "현장-01", Role.FIELD, frozenset({code}), "192.0.2.2") for code in ("4115099000", "4115099100")
)
SEEN = datetime(2024, 7, 4, 9, 30, tzinfo=KST)
Add = Callable[..., Any]


def report(x: float, y: float, **more: Any) -> NewIssue:
    lon, lat = transformer(KOREA_TM, WGS84).transform(x, y)
    made = {
        "id": uuid.uuid4(),
        "category": "illegal_dumping",
        "severity": 2,
        "lon": lon,
        "lat": lat,
        "accuracy_m": 4.0,
        "dragged": False,
        "segment": None,
        "reported_at": SEEN,
        "road_name": None,
        "description": "봉투 세 개",
    }
    return NewIssue(**made | more)


def hand_in(content: str = "", offset: timedelta = timedelta()) -> HandedIn:
    return HandedIn(sha256(content.encode()).digest(), {"content": content}, offset)


def log(session: Session, issue: NewIssue, by: Reader = PLANNER, content: str = "") -> dict[str, Any]:
    return log_issue(session, issue, hand_in(content), by=by, seal=SEAL)[0]


@pytest.mark.usefixtures("town")
def test_the_same_again_is_answered_the_same_and_other_content_refused(session: Session) -> None:
    issue = report(WEST + 150, SOUTH + 1)
    first, is_new = log_issue(session, issue, hand_in(), by=PLANNER, seal=SEAL)
    again, is_new_again = log_issue(session, issue, hand_in(), by=OTHER, seal=SEAL)
    assert (is_new, is_new_again) == (True, False)
    assert again == first
    with pytest.raises(ReceiptClash) as clash:
        log(session, issue, content="other")
    assert clash.value.fields["stored"]["receipt"] == first  # type: ignore[index] # a dict, as we know
    rows = "issue", "receipt", "placement", "issue_state", "write_log"
    assert [session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in rows] == [1] * 5


@pytest.mark.usefixtures("town")
def test_who_did_not_send_it_does_not_see_what_was_sent(session: Session) -> None:
    issue = report(WEST + 150, SOUTH + 1)
    log(session, issue)
    stranger = Reader(uuid.uuid4(), "현장-02", Role.FIELD, frozenset({"4115099000"}), "192.0.2.3")
    with pytest.raises(ReceiptClash) as clash:
        log(session, issue, stranger, content="other")
    assert set(clash.value.fields) == {"id", "sent"}


@pytest.mark.usefixtures("town")
def test_a_receipt_is_known_again_and_a_changed_one_is_not(session: Session) -> None:
    receipt = log(session, report(WEST + 150, SOUTH + 1))
    assert is_ours(SEAL, receipt)
    assert not is_ours(SEAL, receipt | {"recorded_at": "2020-01-01T00:00:00+00:00"})
    assert not is_ours(Seal(bytes([1] * 32)), receipt)


def test_one_is_placed_as_a_bulk_load_would(session: Session, town: gpd.GeoDataFrame) -> None:
    random = np.random.default_rng(4)
    points = WEST + random.uniform(-30, 330, 40), SOUTH + random.uniform(-30, 330, 40)
    accuracy, names = random.choice([3.0, 8.0, 20.0], 40), random.choice(["", *town["name"]], 40)
    issues = [
        report(x, y, accuracy_m=radius, road_name=str(name) or None)
        for x, y, radius, name in zip(*points, accuracy, names, strict=True)
    ]
    x, y = transformer(WGS84, KOREA_TM).transform([one.lon for one in issues], [one.lat for one in issues])
    frame = pd.DataFrame({"x": x, "y": y, "accuracy_m": accuracy})
    frame = frame.assign(road_name=pd.array([one.road_name for one in issues], dtype="string"), segment_id=None)
    bulk = place_many(session, frame)
    receipts = [log(session, one) for one in issues]
    assert [one["decision"] for one in receipts] == bulk["decision"].tolist()
    assert [one["segment_id"] for one in receipts] == bulk["segment_id"].astype(object).where(
        bulk["segment_id"].notna(), None
    ).tolist()
    assert [one["offer"] for one in receipts] == bulk["offer"].tolist()
    assert {"assigned", "ask", "unassigned"} == set(bulk["decision"])
    kept = "SELECT * FROM issue_state ORDER BY issue_id"
    straight = session.execute(text(kept)).all()
    issue_state.follow(session, [one.id for one in issues])
    assert session.execute(text(kept)).all() == straight
    waiting = session.execute(text("SELECT count(*) FROM unplaced")).scalar_one()
    assert waiting == (bulk["decision"] != "assigned").sum()


def test_the_picked_segment_holds_wherever_the_point_may_be_on_it(session: Session, town: gpd.GeoDataFrame) -> None:
    at = [town["id"][town.distance(shapely.Point(WEST + 50, SOUTH + north)).idxmin()] for north in (100, 200)]
    picked = uuid.UUID(at[0])
    assert log(session, report(WEST + 50, SOUTH + 40, segment=picked), OWN)["segment_id"] == at[0]
    assert log(session, report(WEST + 50, SOUTH + 201, segment=picked), OWN)["segment_id"] == at[1]
    with pytest.raises(NotAllowed):
        log(session, report(WEST - 90_000, SOUTH, segment=picked), OWN)
    methods = session.execute(text("SELECT method FROM placement ORDER BY recorded_at")).scalars().all()
    assert methods == ["picked", "posterior"]
    with pytest.raises(SegmentNotFound):
        log(session, report(WEST, SOUTH, segment=uuid.uuid4()), OWN)


def test_what_was_confirmed_where_it_was_cut_anew_meanwhile_is_placed_among_the_heirs(
    session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> None:
    picked = uuid.UUID(town["id"][town.distance(shapely.Point(WEST + 150, SOUTH)).idxmin()])
    halves = lines.iloc[[0, 0]].assign(source_id=["L0", "L0b"])
    halves = halves.set_geometry([shapely.LineString([(WEST + x, SOUTH), (WEST + x + 150, SOUTH)]) for x in (0, 150)])
    load_alleys(session, pd.concat([halves, lines.iloc[1:]]), recorded_at=SEEN, new_id=uuid.uuid4)
    today = "SELECT CAST(id AS text) FROM segment WHERE source_id LIKE 'L0%' AND superseded_at IS NULL"
    heirs = set(session.scalars(text(today)))
    assert heirs.isdisjoint({str(picked)})
    there = log(session, report(WEST + 180, SOUTH + 1, segment=picked), OWN)
    assert (there["decision"], there["segment_id"] in heirs) == ("assigned", True)
    # another alley is nearer, but no heir of what was confirmed
    corner = log(session, report(WEST + 192, SOUTH + 9, accuracy_m=8.0, segment=picked), OWN)
    assert {*corner["offer"], corner["segment_id"]} - {None} <= heirs
    assert session.scalars(text("SELECT DISTINCT method FROM placement")).all() == ["posterior"]


@pytest.mark.usefixtures("town")
def test_a_field_team_logs_in_its_own_districts(session: Session) -> None:
    assert log(session, report(WEST + 150, SOUTH + 1), OWN)["decision"] == "assigned"
    with pytest.raises(NotAllowed):
        log(session, report(WEST + 150, SOUTH + 1), OTHER)
    # 4 m outside, by a device that may be off by as much
    assert log(session, report(WEST - 54, SOUTH + 1), OWN)["decision"] == "unassigned"
    with pytest.raises(NotAllowed):
        log(session, report(WEST - 500, SOUTH + 1), OWN)


@pytest.mark.usefixtures("town")
def test_open_issues_of_the_group_nearby_are_offered_and_others_are_not(session: Session) -> None:
    at = WEST + 150, SOUTH + 1
    near = log(session, report(at[0] + 10, at[1], category="litter"))
    log(session, report(at[0] + 40, at[1]))
    log(session, report(*at, category="pothole"))
    gone = log(session, report(*at, description="resolved"))
    session.execute(text("UPDATE issue_state SET resolved_at = now() WHERE issue_id = :id"), {"id": gone["id"]})
    doubles = log(session, report(*at))["doubles"]
    assert [(one["id"], one["category"], one["distance_m"]) for one in doubles] == [(near["id"], "litter", 10.0)]


@pytest.mark.usefixtures("town")
def test_the_clock_of_the_device_is_put_right(session: Session) -> None:
    day = timedelta(days=1)
    receipt, _ = log_issue(session, report(WEST + 150, SOUTH + 1), hand_in(offset=-day), by=PLANNER, seal=SEAL)
    assert datetime.fromisoformat(receipt["reported_at"]) == SEEN - day
    assert receipt["clock_offset_s"] == -86_400


def test_photos_and_the_patrol_may_come_after_what_names_them(session: Session, town: gpd.GeoDataFrame) -> None:
    patrol, names = uuid.uuid4(), (bytes(32), bytes([1] * 32))
    photos = tuple(DeclaredPhoto(name, moment) for name, moment in zip(names, ("before", "after"), strict=True))
    logged = log(session, report(WEST + 150, SOUTH + 1, patrol=patrol, photos=photos))
    assert session.execute(text("SELECT patrol_id FROM issue")).scalar_one() == patrol
    uses = session.execute(text("SELECT issue_id, sha256, moment FROM photo_use ORDER BY ordinal")).all()
    assert [tuple(use) for use in uses] == [(uuid.UUID(logged["id"]), *vars(photo).values())[:3] for photo in photos]


def test_one_that_joins_another_is_stored_and_counts_with_it(session: Session, town: gpd.GeoDataFrame) -> None:
    walk_all(session)
    first = log(session, report(WEST + 150, SOUTH + 1, segment=uuid.UUID(town["id"][5])))
    alone = live(session)
    second = log(session, report(WEST + 150, SOUTH + 1, joins=uuid.UUID(first["id"])))
    third = log(session, report(WEST + 150, SOUTH + 1, joins=uuid.UUID(second["id"])))
    assert {one["merged_into"] for one in (second, third)} == {first["id"]}
    assert {segment: row[:-2] for segment, row in live(session).items()}.items() >= {
        segment: row[:-2] for segment, row in alone.items()
    }.items()
    assert live(session) == {segment: official(session)[1][segment] for segment in live(session)}
    assert second["id"] not in str(live(session))
    joined = session.execute(text("SELECT act_id FROM issue_event WHERE issue_id = :id"), second).scalar_one()
    undo(session, PLANNER, joined, new_id=uuid.uuid4)
    assert second["id"] in str(live(session))
    assert live(session) == {segment: official(session)[1][segment] for segment in live(session)}


@pytest.mark.usefixtures("town")
def test_one_that_joins_what_is_unknown_elsewhere_or_done_stands_for_itself(session: Session) -> None:
    first = log(session, report(WEST + 150, SOUTH + 1))
    named = {"joins": uuid.UUID(first["id"])}
    unknown = log(session, report(WEST + 150, SOUTH + 1, joins=uuid.uuid4()))
    outside = log(session, report(WEST - 500, SOUTH + 1))
    elsewhere = log(session, report(WEST + 150, SOUTH + 1, joins=uuid.UUID(outside["id"])), OWN)
    session.execute(text("UPDATE issue_state SET resolved_at = now() WHERE issue_id = :id"), {"id": first["id"]})
    done = log(session, report(WEST + 150, SOUTH + 1, **named))
    notes = [one["note"] for one in (unknown, elsewhere, done)]
    assert notes == ["joins_unknown", "joins_unknown", "joins_not_open"]
    assert session.execute(text("SELECT count(*) FROM issue_state WHERE merged")).scalar_one() == 0


def live(session: Session) -> dict[uuid.UUID, tuple[Any, ...]]:
    names = ", ".join(name for name in GRADE_COLUMNS if name != "segment_id")
    found = session.execute(text(f"SELECT segment_id, {names}, memory_run_id FROM live_grade"))
    return {row[0]: tuple(row[1:]) for row in found}


def official(session: Session) -> tuple[uuid.UUID, dict[uuid.UUID, tuple[Any, ...]]]:
    today: date = session.execute(text("SELECT (now() AT TIME ZONE 'Asia/Seoul')::date")).scalar_one()
    run = regrade_city(session, as_of=today, official=False, new_id=uuid.uuid4)
    names = ", ".join(name for name in GRADE_COLUMNS if name != "segment_id")
    found = session.execute(text(f"SELECT segment_id, {names} FROM grade WHERE run_id = :run"), {"run": run.id})
    return run.id, {row[0]: (*row[1:], run.memory_run_id) for row in found}


def test_live_grades_are_those_of_a_run_that_begins_now(session: Session) -> None:
    today: date = session.execute(text("SELECT (now() AT TIME ZONE 'Asia/Seoul')::date")).scalar_one()
    recipe = Recipe(
        build_city=lambda: build_city(seed=11, segments=300),
        build_facts=lambda network: build_facts(seed=11, segments=network, as_of=today - timedelta(days=1)),
    )
    load_demo_city(session, recipe, seed=11, as_of=today - timedelta(days=1), tell=lambda _step: None)
    segments = list(session.scalars(text("SELECT id FROM segment")))
    random = np.random.default_rng(5)
    middles = session.execute(
        text("SELECT ST_X(p), ST_Y(p) FROM segment, ST_LineInterpolatePoint(line, 0.5) p WHERE graded ORDER BY id")
    ).all()
    for x, y in random.permutation(middles)[:25]:
        category = random.choice([one.id for one in CATEGORIES])
        log(session, report(x, y, category=str(category), severity=int(random.integers(1, 5))))
    alone = live(session)
    _, by_run = official(session)
    assert len(alone) > 10
    assert alone == {segment: by_run[segment] for segment in alone}
    assert {row[1] for row in alone.values()} > {"B", "C"}
    assert next(iter(alone.values()))[-1] is not None
    assert regrade_segments(session, segments) == len(by_run)
    assert live(session) == by_run
    regrade_city(session, as_of=today, official=True, new_id=uuid.uuid4)
    assert live(session) == {}


def test_of_many_who_send_the_same_at_once_one_row_comes_and_one_receipt(
    own_sessions: Sessions, districts: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> None:
    from_town(own_sessions, districts, lines)
    issue = report(WEST + 150, SOUTH + 1)

    def send(number: int) -> dict[str, Any] | str:
        content = "other" if number % 8 == 7 else ""
        try:
            with own_sessions.begin() as session:
                return log(session, issue, content=content)
        except ReceiptClash:
            return "clash"

    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(send, range(64)))
    receipts = [answer for answer in answers if isinstance(answer, dict)]
    assert all(receipt == receipts[0] for receipt in receipts)
    assert {len(receipts), 64 - len(receipts)} == {56, 8}
    with own_sessions() as session:
        counts = (
            "SELECT (SELECT count(*) FROM issue), (SELECT count(*) FROM receipt), (SELECT count(*) FROM live_grade)"
        )
        assert tuple(session.execute(text(counts)).one()) == (1, 1, 1)


def test_of_two_on_one_segment_the_second_grade_counts_both(
    own_sessions: Sessions, districts: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> None:
    from_town(own_sessions, districts, lines)

    def send(_number: int) -> None:
        with own_sessions.begin() as session:
            log(session, report(WEST + 150, SOUTH + 1))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(send, range(24)))
    with own_sessions() as session:
        (alone,), (_, by_run) = live(session).items(), official(session)
        assert alone[1] == by_run[alone[0]]
        assert str(alone[1]).count("issue:") >= 24


def from_town(sessions: Sessions, districts: gpd.GeoDataFrame, lines: gpd.GeoDataFrame) -> None:
    recorded = {"recorded_at": SEEN - timedelta(days=100), "new_id": uuid.uuid4}
    with sessions.begin() as session:
        load_districts(session, districts, **recorded)
        load_alleys(session, lines, **recorded)
        session.execute(
            text(
                "INSERT INTO survey (id, source_key, segment_id, method, surveyor, rubric, levels, walked_at, recorded_at)"
                " SELECT gen_random_uuid(), 'S' || id, id, 'picked', '조사원-01', '1.0',"
                " array_fill(CAST(0 AS smallint), ARRAY[16]), now() - interval '1 day', now() FROM segment"
            )
        )


def walk_all(session: Session) -> None:
    """Survey every segment yesterday, and run officially the day before, so that live grades have something to differ from."""
    session.execute(
        text(
            "INSERT INTO survey (id, source_key, segment_id, method, surveyor, rubric, levels, walked_at, recorded_at)"
            " SELECT gen_random_uuid(), 'S' || id, id, 'picked', '조사원-01', '1.0',"
            " array_fill(CAST(0 AS smallint), ARRAY[16]), now() - interval '1 day', now() - interval '1 day' FROM segment"
        )
    )
    regrade_city(session, as_of=(datetime.now(KST) - timedelta(days=1)).date(), official=True, new_id=uuid.uuid4)


@pytest.mark.usefixtures("town")
def test_a_decision_by_hand_and_its_undoing_leave_the_grades_of_a_run(session: Session) -> None:
    walk_all(session)
    asked = log(session, report(WEST + 100, SOUTH + 104, accuracy_m=20.0))
    assert (asked["decision"], live(session)) == ("ask", {})
    chosen = Choice(issues=(uuid.UUID(asked["id"]),))
    review, _ = reviews.decide(session, PLANNER, chosen, Verdict(ReviewKind.ACCEPT), expected=1, new_id=uuid.uuid4)
    ((segment, decided),) = live(session).items()
    assert decided == official(session)[1][segment]
    assert f"issue:{asked['id']}" in decided[-2]["overall"]
    reviews.undo(session, PLANNER, review, new_id=uuid.uuid4)
    assert live(session)[segment] == official(session)[1][segment]
    assert asked["id"] not in str(live(session)[segment])


def test_a_file_of_facts_leaves_the_grades_of_a_run(session: Session, town: gpd.GeoDataFrame, tmp_path: Path) -> None:
    walk_all(session)
    path = tmp_path / "surveys.csv"
    items = [f"{axis}{number}" for axis in "RW" for number in range(1, 9)]
    row = [town["id"][3], datetime.now(KST).date().isoformat(), "조사원-02", *["3"] * 16]
    path.write_text(
        ",".join(["id", "segment_id", "date", "surveyor", *items]) + "\ns1," + ",".join(row) + "\n", "utf-8"
    )
    today = datetime.now(KST).date()
    import_file(session, "surveys", path, FileOptions(), by=PLANNER, today=today, new_id=uuid.uuid4, refused_to=None)
    ((segment, alone),) = live(session).items()
    assert (str(segment), alone) == (town["id"][3], official(session)[1][segment])
    assert alone[1] != "A"


def test_many_at_once_are_stored_as_one_after_another(session: Session, town: gpd.GeoDataFrame) -> None:
    walk_all(session)
    random = np.random.default_rng(5)
    reports = [
        Report(report(x, y, accuracy_m=radius, category=str(category)), hand_in(), by)
        for x, y, radius, category, by in zip(
            *(WEST + random.uniform(-60, 330, 40), SOUTH + random.uniform(-60, 330, 40)),
            *(
                random.choice([3.0, 8.0, 20.0], 40),
                random.choice([one.id for one in CATEGORIES], 40),
                [PLANNER, OTHER] * 20,
            ),
            strict=True,
        )
    ]

    def singly() -> list[Any]:
        return [one for report in reports for one in log_issues(session, [report], seal=SEAL)]

    def told(outcomes: list[Any]) -> list[Any]:
        names = "decision", "segment_id", "probability", "offer"
        return [type(one) if isinstance(one, NotAllowed) else [one[0][name] for name in names] for one in outcomes]

    def stored() -> list[Any]:
        columns = "issue_id, segment_id, decision, verification, merged, reported_at, known_from = recorded_at"
        kept = session.execute(text(f"SELECT {columns} FROM issue_state ORDER BY issue_id")).all()
        lost = session.execute(
            text("SELECT issue_id, district_code, probability FROM unplaced ORDER BY issue_id")
        ).all()
        return [kept, lost, {segment: row[:-2] for segment, row in live(session).items()}]

    with session.begin_nested() as one_by_one:
        expected = told(singly()), stored()
        one_by_one.rollback()
    session.expire_all()
    together = log_issues(session, reports, seal=SEAL)
    assert (told(together), stored()) == expected
    assert NotAllowed in expected[0]
