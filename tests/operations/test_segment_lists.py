"""Lists of segments: sent to a team in one act, which one act takes back; kept for a visit; ranked by what is near."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.domain.priority import CRITERIA, KEYS, WHOLE
from mapper.domain.reader import Reader, Role
from mapper.domain.rubric import RUBRIC
from mapper.domain.survey_round import Need, need_of
from mapper.errors import InvalidInput, ListChanged, NotAllowed, NotFound, SegmentNotFound, UndoRefused
from mapper.operations import segment_lists
from mapper.operations.boards import read_board
from mapper.operations.live_grades import regrade_segments
from mapper.operations.priorities import ranking
from mapper.operations.segment_lists import Draft
from mapper.store import facilities, survey_needs
from mapper.store.columns import ID
from mapper.store.tables import PlaceRow, TeamRow

NOW = datetime(2024, 5, 20, 10, tzinfo=KST)
REPORTED = datetime(2024, 5, 10, 9, tzinfo=KST)
OPEN = ("a", "b", "c")


@pytest.fixture
def planner(town: gpd.GeoDataFrame, person: Callable[..., Reader]) -> Reader:
    return person("기획-01", Role.PLANNER)


@pytest.fixture
def team(session: Session, town: gpd.GeoDataFrame) -> uuid.UUID:
    row = TeamRow(id=uuid.uuid4(), name="가상 추진단", recorded_at=NOW)
    session.add(row)
    session.flush()
    return row.id


@pytest.fixture
def segments(session: Session, town: gpd.GeoDataFrame, add_issues: Any) -> list[uuid.UUID]:
    """Two with an open issue or two, and one without."""
    there = sorted(map(uuid.UUID, town["id"]))[:3]
    on = dict(zip(OPEN, (there[0], there[0], there[1]), strict=True))
    said = {"reported_at": REPORTED, "recorded_at": REPORTED}
    add_issues(*({"source_key": key, "segment_id": str(one), **said} for key, one in on.items()))
    regrade_segments(session, there)
    return there


def assigned(session: Session) -> list[uuid.UUID | None]:
    latest = "SELECT DISTINCT ON (issue_id) team_id FROM assignment ORDER BY issue_id, recorded_at DESC, id DESC"
    return list(session.scalars(text(latest)))


def asked_for(session: Session) -> set[uuid.UUID]:
    every = survey_needs.standings(session, RUBRIC.version)
    there = {one: need_of(standing, NOW.date()) for rows in every.values() for one, standing in rows.items()}
    return {one for one, need in there.items() if need is Need.ASKED}


def test_one_act_sends_issues_and_asks_for_surveys_and_one_takes_both_back(
    session: Session, planner: Reader, team: uuid.UUID, segments: list[uuid.UUID]
) -> None:
    before = asked_for(session)
    told = segment_lists.effect(session, planner, segments)
    assert (len(told.issues), told.surveys) == (3, (segments[2],))
    draft = Draft("여름 전에", tuple(reversed(segments)), team, "비가 오기 전에", {"weights": {"grade": 4}})
    list_id, _ = segment_lists.add(session, planner, draft, expected=3, new_id=uuid.uuid4)
    assert assigned(session) == [team] * 3
    assert asked_for(session) - before == {segments[2]}
    [one] = segment_lists.lists(session, planner, kind="work")
    assert (one.name, one.reason, one.by, one.team_name) == ("여름 전에", "비가 오기 전에", "기획-01", "가상 추진단")
    assert (one.segments, one.issues, one.over, one.ranked_by) == (3, 3, 0, {"weights": {"grade": 4}})
    _, stops = segment_lists.whole(session, planner, list_id)
    assert [stop.segment for stop in stops] == segments[::-1]
    done = segment_lists.withdraw(session, planner, list_id, new_id=uuid.uuid4)
    assert (done.back, done.moved_on) == (3, 0)
    assert assigned(session) == [None] * 3
    assert asked_for(session) == before
    with pytest.raises(UndoRefused):
        segment_lists.withdraw(session, planner, list_id, new_id=uuid.uuid4)
    log = session.scalars(text("SELECT action FROM write_log WHERE action LIKE 'list.%' ORDER BY recorded_at, action"))
    assert set(log) == {"list.send", "list.withdraw"}


def test_what_others_decided_since_stays(
    session: Session, planner: Reader, team: uuid.UUID, segments: list[uuid.UUID]
) -> None:
    first, second = (
        segment_lists.add(session, planner, Draft(name, (segments[0],), team), expected=2, new_id=uuid.uuid4)[0]
        for name in ("처음", "다시")
    )
    assert segment_lists.withdraw(session, planner, first, new_id=uuid.uuid4).moved_on == 2
    assert assigned(session)[:2] == [team] * 2
    assert segment_lists.withdraw(session, planner, second, new_id=uuid.uuid4).back == 2


def test_stops_of_a_visit_are_kept_and_nothing_is_sent(
    session: Session, person: Callable[..., Reader], planner: Reader, team: uuid.UUID, segments: list[uuid.UUID]
) -> None:
    mayor = person("시장실-01", Role.MAYOR)
    list_id, done = segment_lists.add(session, mayor, Draft("현장방문", tuple(segments)), new_id=uuid.uuid4)
    assert (done.issues, assigned(session), asked_for(session)) == ((), [], asked_for(session))
    kept, stops = segment_lists.whole(session, planner, list_id)
    assert (kept.kind, [stop.ordinal for stop in stops]) == ("visit", [1, 2, 3])
    assert all(126 < stop.lon < 128 and 37 < stop.lat < 38 and stop.is_there for stop in stops)
    with pytest.raises(NotAllowed):
        segment_lists.add(session, mayor, Draft("일", tuple(segments), team), expected=3, new_id=uuid.uuid4)


def test_what_cannot_be_sent_is_refused_and_nothing_is_stored(
    session: Session, planner: Reader, team: uuid.UUID, segments: list[uuid.UUID]
) -> None:
    refused: list[tuple[type[Exception], Draft, int]] = [
        (ListChanged, Draft("가", tuple(segments), team), 2),
        (NotFound, Draft("가", tuple(segments), uuid.uuid4()), 3),
        (InvalidInput, Draft("가", (), team), 0),
        (InvalidInput, Draft("가", (segments[0], segments[0]), team), 2),
        (SegmentNotFound, Draft("가", (uuid.uuid4(),), team), 0),
    ]
    for error, draft, expected in refused:
        with pytest.raises(error):
            segment_lists.add(session, planner, draft, expected=expected, new_id=uuid.uuid4)
    assert segment_lists.lists(session, planner) == []
    assert assigned(session) == []


def test_schools_and_stations_are_near_as_the_crow_flies_and_as_they_were_known(
    session: Session, town: gpd.GeoDataFrame
) -> None:
    ids = sorted(map(uuid.UUID, town["id"]))
    rows = town.set_index("id").loc[[str(one) for one in ids]]
    place = rows.geometry.iloc[0].interpolate(0.5, normalized=True)
    point = f"SRID=5179;POINT({place.x} {place.y + 60})"
    said = {"name": "가상", "point": point, "recorded_at": NOW}
    session.add(PlaceRow(id=uuid.uuid4(), source_key="s", kind="초등 학교", **said))
    session.add(PlaceRow(id=uuid.uuid4(), source_key="z", kind="어린이보호구역", **said))
    stop = said | {"point": f"SRID=5179;POINT({place.x} {place.y + 90})"}
    session.add(PlaceRow(id=uuid.uuid4(), source_key="t", kind="도시철도역", **stop))
    session.flush()
    keys = np.array([one.bytes for one in ids], dtype=ID)
    far = facilities.distances(session, keys, known_at=NOW)
    moved = rows.geometry.distance(type(place)(place.x, place.y + 60)).to_numpy()
    assert far["school"].tolist() == pytest.approx([one if one <= 300 else float("inf") for one in moved], abs=1e-6)
    walked = rows.geometry.distance(type(place)(place.x, place.y + 90)).to_numpy()
    assert far["station"].tolist() == pytest.approx([one if one <= 500 else float("inf") for one in walked], abs=1e-6)
    assert (far["station"] != far["school"]).any()
    earlier = facilities.distances(session, keys, known_at=datetime(2024, 5, 19, tzinfo=KST))
    assert not any((earlier[kind] < float("inf")).any() for kind in ("school", "station"))


def test_a_city_is_ranked_by_what_its_database_says(
    session: Session, planner: Reader, segments: list[uuid.UUID]
) -> None:
    city = read_board(session, now=NOW)
    facts = city.circumstances
    assert facts.told.tolist()[:3] == [2, 1, 0]
    assert facts.days_left[2] == float("inf") > facts.days_left[0]
    assert facts.cost[0] > 0 == facts.cost[2]
    weights = {criterion.key: criterion.weight for criterion in CRITERIA}
    found = ranking(city, {}, weights).rows(0, len(city.board.ids))
    assert [row["id"] for row in found[:2]] == [str(one) for one in segments[:2]]
    for row in found:
        exact = sum(weights[key] * round(row["shares"][key] * WHOLE) for key in KEYS)
        assert row["score"] == pytest.approx(100 * exact / (WHOLE * sum(weights.values())), abs=1e-4)
    few = ranking(city, {"status": ["received"]}, weights).rows(0, 10)
    assert [row["score"] for row in few] == [row["score"] for row in found[:2]]
