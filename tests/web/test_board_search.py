"""The planner's search over HTTP: positions, buildings and receipt codes lead to the segment that they are on."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from mapper.crs import KOREA_CENTRAL, KOREA_TM, WGS84, transformer
from mapper.domain.access import Scope
from mapper.domain.reader import Role
from mapper.domain.receipt_code import digest_of_code, new_code, spelled
from mapper.domain.user import User

SEGMENT = """
    SELECT segment.id::text, alley.name, ST_X(middle), ST_Y(middle) FROM segment JOIN alley ON alley.id = alley_id,
        ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS middle
    WHERE graded AND superseded_at IS NULL AND alley.name ~ '길$' ORDER BY segment.id LIMIT 1
"""
PLACED = """
    SELECT min(issue_id::text) AS issue, segment_id::text AS segment, alley.name FROM issue_state
    JOIN segment ON segment.id = segment_id JOIN alley ON alley.id = alley_id
    WHERE graded AND superseded_at IS NULL AND NOT merged AND alley.name ~ '길$'
    GROUP BY segment_id, alley.name ORDER BY segment_id LIMIT 1
"""
FILED = """
    INSERT INTO complaint (id, source_key, issue_id, text, code_hash, filed_at, recorded_at)
    VALUES (gen_random_uuid(), 'made-up', CAST(:issue AS uuid), 'made up', :hash, now(), now())
"""


@pytest.fixture
def planner(office: Any) -> User:
    user: User = office.add("made-planner", Role.PLANNER)
    return user


def find(office: Any, user: User, typed: str) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, Scope.READ)}"}
    answer = office.app.test_client().get("/api/v1/board/search", query_string={"q": typed}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_position_in_any_system_is_on_the_nearest_segment(office: Any, planner: User) -> None:
    segment, name, lon, lat = office.sql(SEGMENT).one()
    for system in (WGS84, KOREA_TM, KOREA_CENTRAL):
        x, y = transformer(WGS84, system).transform(lon, lat)
        first, *others = find(office, planner, f"{x:.6f}, {y:.6f}")["items"]
        assert (first["kind"], first["segment_id"], first["name"], first["far_m"]) == ("position", segment, name, 0)
        assert (first["crs"], first["lon"]) == (system, pytest.approx(lon, abs=1e-6))
        assert [other["segment_id"] for other in others] == [None] * (system == KOREA_CENTRAL)
    answer = find(office, planner, "35.68, 139.77")
    assert answer["items"] == []
    assert "한국 밖" in answer["said"]


def test_a_building_is_where_issues_name_it(office: Any, planner: User) -> None:
    placed = office.sql(PLACED).one()
    typed = f"{placed.name} 210"
    unknown = find(office, planner, typed)
    assert "210번" in unknown["said"]
    assert unknown["items"][0] == {**unknown["items"][0], "kind": "alley", "name": placed.name}
    with office.undone():
        address = f"의정부시 {placed.name} 210 (가상동)"
        office.sql(
            "UPDATE issue SET address = :address WHERE id = CAST(:issue AS uuid)", address=address, issue=placed.issue
        )
        found = find(office, planner, typed)
        first = found["items"][0]
        assert (first["kind"], first["segment_id"], first["number"], first["issues"]) == (
            "building",
            placed.segment,
            "210",
            1,
        )
        assert found["said"] is None
        assert {item["kind"] for item in find(office, planner, f"{placed.name} 21")["items"]} == {"alley"}
        mayor = office.add("made-mayor", Role.MAYOR)
        assert {item["kind"] for item in find(office, mayor, typed)["items"]} == {"alley"}


def test_a_receipt_code_opens_its_issue_for_those_who_work_on_it(office: Any, planner: User) -> None:
    placed, code = office.sql(PLACED).one(), new_code(Random(5).randrange)
    with office.undone():
        office.sql(FILED, issue=placed.issue, hash=digest_of_code(code))
        (item,) = find(office, planner, f" {spelled(code).lower()} ")["items"]
        assert (item["kind"], item["issue_id"], item["segment_id"]) == ("issue", placed.issue, placed.segment)
        assert find(office, office.add("made-mayor", Role.MAYOR), code)["items"] == []
