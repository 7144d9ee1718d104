"""Addresses over HTTP and in the planner's search; for those who work here alone."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.access import Scope
from mapper.domain.address_reason import REASON_WORDS
from mapper.domain.gazetteer import REFUSALS, SHARES
from mapper.domain.initials import initials
from mapper.domain.reader import Reader, Role
from mapper.operations.imports import taking_in
from mapper.operations.imports.options import FileOptions
from tests.address_files import EUIJEONGBU_DONG, GASANG_RO, file_of, line, number

SEGMENT = """
    SELECT segment.id::text AS id, alley.name, ST_X(middle) AS x, ST_Y(middle) AS y
    FROM segment JOIN alley ON alley.id = alley_id, ST_LineInterpolatePoint(line, 0.5) AS middle
    WHERE graded AND superseded_at IS NULL AND alley.name ~ '길$' ORDER BY segment.id LIMIT 1
"""


@pytest.fixture
def street(office: Any, tmp_path: Any) -> Any:
    """Three addresses on one segment of the city."""
    found = office.sql(SEGMENT).one()
    road = GASANG_RO | {"도로명": found.name}
    lines = [
        line("위치정보요약DB", **EUIJEONGBU_DONG, **road, **number(n), X좌표=found.x + n, Y좌표=found.y)
        for n in (2, 4, 8)
    ]
    path = tmp_path / "entrc_202601.txt"
    path.write_bytes(file_of(*lines))
    with office.sessions.begin() as session:
        by = Reader(None, "운영자", Role.ADMIN, None, "cli")
        taking_in.import_file(session, "addresses", path, FileOptions(), by=by, today=date(2026, 3, 31), new_id=uuid4)
    return found


def ask(office: Any, user: Any, path: str, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, Scope.READ)}"}
    return office.app.test_client().get(f"/api/v1/{path}", query_string=query, headers=headers)


def test_an_address_is_found_with_how_surely_and_why(office: Any, street: Any) -> None:
    planner = office.add("made-planner", Role.PLANNER)
    [item] = ask(office, planner, "addresses", q=f"의정부시 {street.name} 4").json["items"]
    lon, lat = transformer(KOREA_TM, WGS84).transform(street.x + 4, street.y)
    assert (item["certainty"], item["within_m"]) == ("sure", 15.0)
    assert (item["found"]["lon"], item["found"]["lat"]) == pytest.approx((lon, lat), abs=1e-6)
    assert item["found"]["address"] == f"경기도 의정부시 {street.name} 4 (의정부동)"
    [item] = ask(office, planner, "addresses", q=f"의정부시 {street.name} 6").json["items"]
    assert item["certainty"] == "unsure"
    assert [reason["words"] for reason in item["reasons"]] == ["이 번호가 없어 같은 도로 4–8 사이로 어림함"]
    [item] = ask(office, planner, "addresses", q=f"의정부시 {street.name} 10").json["items"]
    assert [reason["words"] for reason in item["reasons"]] == ["출입구 위치", "이 번호가 없어 가장 가까운 8로 봄"]
    [item] = ask(office, planner, "addresses", q=f"부산 중구 {street.name} 4").json["items"]
    assert (item["certainty"], item["found"]) == ("none", None)
    near = ask(office, planner, "addresses/near", lon=lon, lat=lat, limit=2).json["items"]
    assert [(one["number"], one["far_m"]) for one in near] == [("4", 0.0), ("2", 2.0)]


def test_the_search_of_the_planner_leads_to_the_segment_of_an_address(office: Any, street: Any) -> None:
    planner = office.add("made-planner", Role.PLANNER)
    first, *others = ask(office, planner, "board/search", q=f"의정부시 {street.name} 8").json["items"]
    assert (first["kind"], first["segment_id"], first["alley"]) == ("address", street.id, street.name)
    assert (first["certainty"], first["reasons"]) == ("sure", ["출입구 위치"])
    assert {item["kind"] for item in others} == {"alley"}
    refused = ask(office, planner, "board/search", q=f"의정부시 {street.name} 900").json
    assert refused["said"] == "이 도로에 없는 번호: 900"
    short = initials(street.name)
    items = ask(office, planner, "board/search", q=f"{short} 8").json["items"]
    assert [item["name"] for item in items] == [first["name"]]
    items = ask(office, planner, "board/search", q=short).json["items"]
    assert items[0]["name"] == street.name


@pytest.mark.parametrize("path", ["addresses?q=가상로", "addresses/near?lon=127.03&lat=37.73"])
def test_the_gazetteer_is_for_those_who_work_here(office: Any, path: str) -> None:
    assert office.app.test_client().get(f"/api/v1/{path}").status_code == 401


def test_what_makes_no_sense_is_refused(office: Any) -> None:
    planner = office.add("made-planner", Role.PLANNER)
    for path, query in (
        ("addresses", {}),
        ("addresses", {"q": "가" * 201}),
        ("addresses/near", {"lon": 2.3, "lat": 48.8}),
        ("addresses/near", {"lon": 127.03, "lat": 37.73, "limit": 0}),
    ):
        assert ask(office, planner, path, **query).status_code == 400


def test_every_reason_has_words() -> None:
    assert set(REASON_WORDS) == set(SHARES) | set(REFUSALS)
