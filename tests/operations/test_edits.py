"""Edits count: in the state of their issue, in grades and on lists, whatever order they arrive in; the past stays."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import permutations
from random import Random
from typing import Any

import geopandas as gpd
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.calendar import KST
from mapper.domain.edit import NewEdit, NewValue, Written, standing
from mapper.domain.editable import ISSUE, SEGMENT, editable
from mapper.domain.new_issue import NewIssue
from mapper.domain.reader import Reader, Role
from mapper.errors import NotAllowed
from mapper.operations.database import Sessions
from mapper.operations.edits import take_edit
from mapper.operations.grading import regrade_city
from mapper.operations.issues import log_issue
from mapper.operations.network import load_alleys, load_districts
from mapper.operations.people.sealing import Seal
from mapper.operations.receiving import HandedIn
from mapper.operations.revising import standings
from mapper.operations.work_list import whole
from mapper.store.edits import things as stored
from mapper.store.grade_columns import GRADE_COLUMNS
from mapper.store.issue_state import ISSUE_STATE
from mapper.store.knowledge import knowing_now
from mapper.store.tables import UserRow

SEAL = Seal(bytes(32))
WEST, SOUTH = 958_000.0, 1_971_000.0
HERE, THERE = (WEST + 150, SOUTH), (WEST + 150, SOUTH + 100)
SEEN = datetime(2024, 7, 4, 9, 30, tzinfo=KST)
THING = uuid.UUID(int=1, version=4)
REVISED = """
    SELECT DISTINCT ON (issue_id) category, severity, description, pin_id, ST_AsText(point), withdrawn FROM revision
"""
TOLD = (
    "SELECT segment_id, decision, category, severity, merged, verification FROM issue_state ORDER BY issue_id",
    f"{REVISED} ORDER BY issue_id, recorded_at DESC",
    f"SELECT segment_id, {', '.join(GRADE_COLUMNS[1:])} FROM live_grade ORDER BY segment_id",
)
VALUES: dict[str, list[Callable[[Random], tuple[str, Any]]]] = {
    ISSUE: [
        *[lambda random: ("description", f"메모 {random.randrange(9)}")] * 3,
        lambda random: ("severity", random.randint(1, 4)),
        lambda random: ("category", random.choice(["litter", "illegal_dumping"])),
    ],
    SEGMENT: [
        lambda random: ("width_m", random.randrange(20, 60) / 10),
        lambda random: ("stairs", random.random() < 0.5),
        lambda random: ("impassable", random.random() < 0.5),
        lambda random: ("note", random.choice([None, "턱이 높음", "문이 잠김"])),
    ],
}
People = dict[str, Reader]
Step = Callable[[Session], dict[str, Any]]


@pytest.fixture
def people(
    session: Session, town: gpd.GeoDataFrame, add_surveys: Callable[..., Any], person: Callable[..., Reader]
) -> People:
    """People in a town of which two segments were surveyed this week."""
    recently = knowing_now(session) - timedelta(days=3)
    for number, (x, y) in enumerate((HERE, THERE)):
        segment = town["id"][town.distance(gpd.points_from_xy([x], [y])[0]).idxmin()]
        add_surveys(
            {"source_key": f"made-{number}", "segment_id": segment, "walked_at": recently, "recorded_at": recently}
        )

    found = {
        "one": person("현장-01", Role.FIELD, "4115099000"),
        "other": person("현장-02", Role.FIELD, "4115099000"),
        "far": person("현장-먼곳", Role.FIELD, "4115011100"),
        "planner": person("기획-01", Role.PLANNER),
    }
    session.execute(
        text("INSERT INTO team (id, name, recorded_at) VALUES (:team, '가상 추진단', now())"), {"team": THING}
    )
    session.execute(text("INSERT INTO team_district VALUES (:team, '4115099000')"), {"team": THING})
    for name in ("one", "other"):  # who lead it may withdraw what the others logged
        leader = {"team": THING, "user": found[name].user_id}
        session.execute(
            text("INSERT INTO team_member (team_id, user_id, role) VALUES (:team, :user, 'leader')"), leader
        )
    return found


def place(x: float, y: float) -> dict[str, float]:
    lon, lat = transformer(KOREA_TM, WGS84).transform(x, y)
    return {"lon": lon, "lat": lat}


def handed_in(body: dict[str, Any]) -> HandedIn:
    return HandedIn(sha256(repr(body).encode()).digest(), body, timedelta())


def seen(by: Reader, thing: uuid.UUID = THING) -> Step:
    new = NewIssue(
        id=thing,
        category="illegal_dumping",
        severity=2,
        **place(*HERE),
        accuracy_m=4.0,
        dragged=False,
        segment=None,
        reported_at=SEEN,
        road_name=None,
        description="봉투 세 개",
    )
    return lambda session: log_issue(session, new, handed_in({}), by=by, seal=SEAL)[0]


def taken(by: Reader, new: NewEdit) -> Step:
    body: dict[str, Any] = {"id": str(new.id), "resolves": new.resolves, "reason": new.reason}
    body["values"] = {one.field.name: {"value": one.value} for one in new.values}
    return lambda session: take_edit(session, new, handed_in(body), by=by, seal=SEAL)[0]


def edit(by: Reader, number: int, *bases: int, resolves: bool = False, **values: Any) -> Step:
    made = [uuid.UUID(int=n, version=4) for n in (number, *bases)]
    written = tuple(NewValue(editable(ISSUE, name), value, frozenset(made[1:])) for name, value in values.items())
    return taken(by, NewEdit(made[0], ISSUE, THING, written, resolves, SEEN + timedelta(minutes=number), "가상 까닭"))


@contextmanager
def undone(session: Session) -> Iterator[None]:
    attempt = session.begin_nested()
    yield
    attempt.rollback()
    session.expire_all()


def told(session: Session) -> list[Any]:
    return [session.execute(text(one)).all() for one in TOLD]


def ends(session: Session, orders: Sequence[Sequence[Step]]) -> list[list[Any]]:
    found = []
    for order in orders:
        with undone(session):
            for step in order:
                step(session)
            found.append(told(session))
    return found


def test_issue_edits_and_a_resolvers_edit_end_in_one_state_in_every_order(session: Session, people: People) -> None:
    one, other, planner = people["one"], people["other"], people["planner"]
    steps = [
        seen(one),
        edit(one, 11, severity=4, place=place(*THERE)),
        edit(other, 12, severity=1, category="litter", description="봉투 네 개"),
        edit(planner, 13, 11, 12, resolves=True, severity=3),
    ]
    found = ends(session, list(permutations(steps)))
    assert len(found) == 24
    assert all(one == found[0] for one in found)
    (state,), (revision,), grades = found[0]
    assert (state.category, state.severity, state.merged) == ("litter", 3, False)
    assert (revision.description, revision.pin_id.int & 0xFF) == ("봉투 네 개", 11)
    assert state.segment_id == max(grades, key=lambda grade: "issue" in str(grade.lines)).segment_id


def in_all_orders(session: Session, steps: Sequence[Step]) -> Iterator[list[Any]]:
    """Where every order ends; what begins alike is done once."""
    if not steps:
        yield told(session)
    for place, step in enumerate(steps):
        with undone(session):
            step(session)
            yield from in_all_orders(session, [*steps[:place], *steps[place + 1 :]])


def test_a_chain_of_five_ends_in_one_state_in_all_120_orders(session: Session, people: People) -> None:
    one, other = people["one"], people["other"]
    seen(one)(session)
    words = ("하나", None, "셋", "넷", "다섯")
    chain = [
        edit([one, other][n % 2], 21 + n, *([20 + n] if n else []), description=said) for n, said in enumerate(words)
    ]
    found = list(in_all_orders(session, chain))
    assert len(found) == 120
    assert all(end == found[0] for end in found)
    assert found[0][1][0].description == "다섯"


def devices(people: People, things: dict[uuid.UUID, str], random: Random) -> list[tuple[Reader, NewEdit]]:
    """Three people write 200 edits each over what they have seen of some issues and segments."""
    known: dict[uuid.UUID, list[uuid.UUID]] = {thing: [] for thing in things}
    turns = [people["one"], people["other"], people["planner"]] * 200
    random.shuffle(turns)
    made = []
    for number, by in enumerate(turns):
        of, subject = random.choice(list(things.items()))
        name, value = random.choice(VALUES[subject])(random)
        bases = frozenset(random.sample(known[of], min(len(known[of]), random.randrange(3))))
        at, made_id = SEEN + timedelta(minutes=number), uuid.UUID(int=random.getrandbits(128), version=4)
        written = (NewValue(editable(subject, name), value, bases),)
        made.append((by, NewEdit(made_id, subject, of, written, by is people["planner"], at)))
        known[of].append(made_id)
    return made


def test_of_three_devices_with_200_edits_each_what_counts_is_told_by_their_set_alone(
    session: Session, people: People, town: gpd.GeoDataFrame
) -> None:
    random = Random(3)
    issues = [uuid.UUID(int=n, version=4) for n in (1, 2, 3)]
    things = dict.fromkeys(issues, ISSUE) | dict.fromkeys(map(uuid.UUID, town["id"][:5]), SEGMENT)
    made = devices(people, things, random)
    steps = [*(seen(people["one"], issue) for issue in issues), *(taken(*one) for one in made)]
    for step in random.sample(steps, len(steps)):
        step(session)
    over: dict[tuple[uuid.UUID, str], list[Written]] = {}
    for by, new in made:
        [one] = new.values
        known = Written(new.id, one.value, one.replaces, new.resolves, new.edited_at, by.name)
        over.setdefault((new.of, one.field.name), []).append(known)
    stands = {
        (thing.id, one.field.name): one
        for subject in (ISSUE, SEGMENT)
        for thing, stand in standings(session, subject, stored(session, subject, list(things)))
        for one in stand
    }
    assert stands == {of: standing(one.field, one.reported, over.get(of, ())) for of, one in stands.items()}
    assert session.execute(text("SELECT count(*) FROM edited_value")).scalar_one() == 600
    counts = session.execute(text("SELECT DISTINCT ON (issue_id) * FROM revision ORDER BY issue_id, recorded_at DESC"))
    assert {
        (row.issue_id, name): getattr(row, name) for row in counts for name in ("severity", "description", "category")
    } == {of: one.value for of, one in stands.items() if of[1] in {"severity", "description", "category"}}


def test_who_knew_less_sees_what_was_reported(session: Session, people: People) -> None:
    seen(people["one"])(session)
    before, known = told(session), knowing_now(session)
    earlier = regrade_city(session, as_of=SEEN.date(), official=False, new_id=uuid.uuid4, known_at=known)
    edit(people["one"], 31, severity=4, category="litter")(session)
    until = {"known": known, "until": known}
    (then,) = session.execute(text(ISSUE_STATE), until).all()
    assert (then.category, then.severity) == ("illegal_dumping", 2)
    (now,) = session.execute(text(ISSUE_STATE), {"known": (later := knowing_now(session)), "until": later}).all()
    assert (now.category, now.severity) == ("litter", 4)
    again = regrade_city(session, as_of=SEEN.date(), official=False, new_id=uuid.uuid4, known_at=known)
    grades = "SELECT segment_id, overall_score, lines FROM grade WHERE run_id = :run ORDER BY segment_id"
    first, second = (session.execute(text(grades), {"run": run.id}).all() for run in (earlier, again))
    assert first == second
    assert told(session)[2] != before[2]


def test_what_is_withdrawn_counts_not_at_all_until_somebody_decides_otherwise(session: Session, people: People) -> None:
    seen(people["one"])(session)
    before = told(session)
    edit(people["one"], 41, withdrawn=True)(session)
    (state,), _, grades = told(session)
    assert (state.merged, any("issue" in str(grade.lines) for grade in grades)) == (True, False)
    assert whole(session, people["planner"], THING, now=knowing_now(session)).row.facts["withdrawn"]
    edit(people["planner"], 42, 41, resolves=True, withdrawn=False)(session)
    assert [told(session)[0], told(session)[2]] == [before[0], before[2]]


def test_staff_see_the_words_and_the_place_that_count(session: Session, people: People, town: gpd.GeoDataFrame) -> None:
    seen(people["one"])(session)
    picked = town["id"][0]
    edit(people["one"], 51, description="봉투 열 개", place=place(*THERE) | {"segment": str(picked)})(session)
    facts = whole(session, people["planner"], THING, now=knowing_now(session)).row.facts
    assert (facts["texts"], str(facts["segment_id"])) == (["봉투 열 개"], str(picked))
    assert facts["point"] == pytest.approx(list(place(*THERE).values()))
    methods = session.scalars(text("SELECT method FROM placement ORDER BY recorded_at")).all()
    assert methods == ["posterior", "picked"]
    away = place(THERE[0] - 60_000, THERE[1]) | {"segment": str(picked)}
    with pytest.raises(NotAllowed):
        edit(people["one"], 52, 51, place=away)(session)
    edit(people["planner"], 53, 51, place=away)(session)
    assert whole(session, people["planner"], THING, now=knowing_now(session)).row.facts["segment_id"] is None


def test_an_edit_from_elsewhere_never_counts(session: Session, people: People) -> None:
    early = edit(people["far"], 61, severity=4)(session)
    assert not early["is_known"]
    seen(people["one"])(session)
    assert told(session)[0][0].severity == 2
    assert session.execute(text("SELECT count(*) FROM revision")).scalar_one() == 0
    assert session.execute(text("SELECT (SELECT count(*) FROM awaited), why FROM refused")).one() == (0, "not_allowed")


def test_of_those_who_edit_at_once_the_last_revision_counts_them_all(
    own_sessions: Sessions, districts: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> None:
    with own_sessions.begin() as session:
        load_districts(session, districts, recorded_at=SEEN, new_id=uuid.uuid4)
        load_alleys(session, lines, recorded_at=SEEN, new_id=uuid.uuid4)
        session.add(UserRow(id=THING, name="기획-01", role="planner", all_districts=True, recorded_at=SEEN))
    by = Reader(THING, "기획-01", Role.PLANNER, None, "192.0.2.7")
    fields = [{"severity": 4}, {"category": "litter"}, {"description": "봉투 열 개"}, {"place": place(*THERE)}]

    def send(step: Step) -> None:
        with own_sessions.begin() as session:
            step(session)

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(send, [*(edit(by, 71 + n, **one) for n, one in enumerate(fields)), seen(by)]))
    with own_sessions() as session:
        (state,), (revision,), _ = told(session)
    assert (state.category, state.severity, revision.description) == ("litter", 4, "봉투 열 개")
    assert revision.pin_id == uuid.UUID(int=74, version=4)
