"""Tables with addresses alone: placed by the gazetteer, and what is not sure is left to a person with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.reader import Reader, Role
from mapper.domain.review import Choice
from mapper.operations import unsure
from tests.address_files import EUIJEONGBU_DONG, complaints, file_of, line, number, take_in
from tests.operations.conftest import SOUTH, WEST

BY = Reader(None, "운영자", Role.ADMIN, None, "cli")
ROAD = {"도로명코드": "411503000001", "도로명": "가로1길", "지하여부": 0}
COMPLAINTS = (
    "C-1,낙서,2025-03-04,의정부시 가로1길 3,,",
    "C-2,낙서,2025-03-04,의정부동 77-1번지,,",
    "C-3,낙서,2025-03-04,가로1길 5 일대,,",
    "C-4,낙서,2025-03-04,부산 중구 가로1길 3,,",
    "C-5,낙서,2025-03-04,이 동네 어딘가,,",
    "C-6,낙서,2025-03-04,,,",
)
PLACED = """
    SELECT source_key, decision, round(ST_X(issue.point)) - 958000 AS east, accuracy_m, sought_address.certainty,
        jsonb_path_query_array(reasons, '$[*].code') AS reasons
    FROM issue JOIN placement ON placement.issue_id = issue.id LEFT JOIN sought_address ON sought_address.issue_id = issue.id
    ORDER BY source_key
"""


def point(main: int) -> dict[str, Any]:
    return {**number(main), "X좌표": WEST + 10 * main, "Y좌표": SOUTH + 3}


@pytest.fixture
def gazetteer(session: Session, town: gpd.GeoDataFrame, tmp_path: Path) -> Session:
    lines = [line("위치정보요약DB", **EUIJEONGBU_DONG, **ROAD, **point(main)) for main in (3, 5, 25)]
    path = tmp_path / "entrc_202601.txt"
    path.write_bytes(file_of(*lines))
    take_in(session, "addresses", path)
    path = tmp_path / "rnaddrkor_202601.txt"
    lot = {"산여부": 0, "번지": 77, "호": 1, "관리번호": "41150101300000010000300000"}
    path.write_bytes(file_of(line("도로명주소 한글", **EUIJEONGBU_DONG, **ROAD, **number(25), **lot)))
    take_in(session, "addresses", path)
    return session


def test_complaints_with_addresses_alone_are_placed(gazetteer: Session, tmp_path: Path) -> None:
    effects = take_in(gazetteer, "complaints", complaints(tmp_path, *COMPLAINTS))
    assert {name: effects[name] for name in ("new", "by_address", "by_address_unsure", "address_unknown")} == {
        "new": 6,
        "by_address": 2,
        "by_address_unsure": 1,
        "address_unknown": 2,
    }
    assert [tuple(row) for row in gazetteer.execute(text(PLACED))] == [
        ("complaint:C-1", "assigned", 30, 15, "sure", ["entrance"]),
        ("complaint:C-2", "assigned", 250, 35, "sure", ["entrance", "by_lot", "city_assumed"]),
        ("complaint:C-3", "ask", 50, 165, "unsure", ["entrance", "city_assumed", "around"]),
        ("complaint:C-4", "unassigned", None, None, "none", ["elsewhere"]),
        ("complaint:C-5", "unassigned", None, None, "none", ["nothing_read"]),
        ("complaint:C-6", "unassigned", None, None, None, None),
    ]


def test_what_is_not_sure_waits_for_a_person_with_the_reason(gazetteer: Session, tmp_path: Path) -> None:
    take_in(gazetteer, "complaints", complaints(tmp_path, *COMPLAINTS))
    total, shown = unsure.page(gazetteer, BY, Choice(), number=1, size=20)
    why = {one.facts["address"]: [reason.code for reason in one.facts["address_reasons"]] for one in shown}
    assert total == 4
    assert why == {
        "가로1길 5 일대": ["entrance", "city_assumed", "around"],
        "부산 중구 가로1길 3": ["elsewhere"],
        "이 동네 어딘가": ["nothing_read"],
        None: [],
    }


def test_a_number_that_is_not_there_is_offered_and_never_assigned(gazetteer: Session, tmp_path: Path) -> None:
    take_in(gazetteer, "complaints", complaints(tmp_path, "C-7,낙서,2025-03-04,의정부시 가로1길 7,,"))
    [(decision, offer)] = gazetteer.execute(text("SELECT decision, offer FROM placement")).all()
    assert (decision, len(offer) > 0) == ("ask", True)


def test_a_position_in_the_file_stands_above_its_address(gazetteer: Session, tmp_path: Path) -> None:
    effects = take_in(
        gazetteer, "complaints", complaints(tmp_path, "C-8,낙서,2025-03-04,의정부시 가로1길 3,127.0237,37.738")
    )
    assert "by_address" not in effects
    assert gazetteer.execute(text("SELECT count(*) FROM sought_address")).scalar_one() == 0


def test_issues_are_placed_by_their_addresses_too(gazetteer: Session, tmp_path: Path) -> None:
    path = tmp_path / "issues.csv"
    path.write_text("id,유형,발견일,주소\nI-1,낙서,2025-03-04,의정부시 가로1길 3\n", "utf-8")
    assert take_in(gazetteer, "issues", path)["by_address"] == 1


def test_without_a_gazetteer_nothing_is_said_of_addresses(
    session: Session, town: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    effects = take_in(session, "complaints", complaints(tmp_path, *COMPLAINTS))
    assert effects["unassigned"] == 6
    assert "address_unknown" not in effects
