"""The gazetteer through PostGIS: official files in, addresses found, refused, and said to be unsure."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from mapper.domain.gazetteer import Certainty
from mapper.domain.reader import Reader, Role
from mapper.errors import BadRows
from mapper.operations import addresses
from mapper.operations.imports import taking_in
from mapper.operations.imports.options import FileOptions
from tests.address_files import (
    EUIJEONGBU_DONG,
    GANEUNG_DONG,
    GASANG_GIL,
    GASANG_RO,
    HERE,
    at,
    file_of,
    line,
    number,
)

BY = Reader(None, "운영자", Role.ADMIN, None, "cli")
SUMMARY = "위치정보요약DB"
KOREAN, PARCELS = "도로명주소 한글", "도로명주소 한글 관련지번"
HOME = frozenset({"41150"})


def take_in(session: Session, folder: Path, name: str, *lines: str, **options: Any) -> dict[str, int]:
    path = folder / name
    path.write_bytes(file_of(*lines))
    report = taking_in.import_file(
        session, "addresses", path, FileOptions(**options), by=BY, today=date(2026, 3, 31), new_id=uuid.uuid4
    )
    return dict(report.effects)


ENTRANCES = (
    line(SUMMARY, **EUIJEONGBU_DONG, **GASANG_RO, **number(10), **at(), 우편번호="11600", 행정동명="의정부1동"),
    line(SUMMARY, **EUIJEONGBU_DONG, **GASANG_RO, **number(12), **at(40), 우편번호="11600", 시군구용건물명="가상빌라"),
    line(SUMMARY, **EUIJEONGBU_DONG, **GASANG_RO, **number(12, 1), **at(45), 우편번호="11600"),
    line(SUMMARY, **GANEUNG_DONG, **GASANG_GIL, **number(3, 2), **at(80, 60), 우편번호="11601", 행정동명="흥선동"),
    line(SUMMARY, **GANEUNG_DONG, **GASANG_GIL, **number(7), 우편번호="11601", 행정동명="흥선동"),
)
LOTS = (
    line(
        KOREAN, 관리번호="41150101300000010000000001", **EUIJEONGBU_DONG, **GASANG_RO, **number(10), 산여부=0, 번지=123,
        호=4, 우편번호="11600", 효력발생일="20240101", 행정동코드="4115051000", 행정동명="의정부1동",
    ),
    line(
        KOREAN, 관리번호="41150103400000020000300002", **GANEUNG_DONG, **GASANG_GIL, **number(3, 2), 산여부=1, 번지=5,
        호=0, 우편번호="11601", 효력발생일="20240101", 행정동코드="4115058500", 행정동명="흥선동",
    ),
)  # fmt: skip


@pytest.fixture
def loaded(session: Session, tmp_path: Path) -> Session:
    effects = take_in(session, tmp_path, "entrc_gyunggi_202601.txt", *ENTRANCES)
    assert effects == {"areas": 3, "roads": 2, "addresses": 5, "lots": 0}
    assert take_in(session, tmp_path, "rnaddrkor_gyunggi_202601.txt", *LOTS)["lots"] == 2
    return session


def found_by(session: Session, words: str, **options: Any) -> tuple[Certainty, str | None, list[str]]:
    located = addresses.find(session, words, **options).located
    return located.certainty, located.known and located.known.number, [reason.code for reason in located.reasons]


@pytest.mark.parametrize(
    ("words", "number_found", "reasons"),
    [
        ("경기도 의정부시 가상로 12-1 (의정부동)", "12-1", ["entrance"]),
        ("경기 의정부시 가상로12, 3?4층", "12", ["entrance"]),
        ("의정부 가상로 12번길 3-2", "3-2", ["entrance"]),
        ("가상로 10", "10", ["entrance", "city_assumed"]),
        ("의정부동 123-4", "10", ["entrance", "by_lot", "city_assumed"]),
        ("의정부1동 123-4번지", "10", ["entrance", "by_lot", "city_assumed"]),
        ("흥선동 산5", "3-2", ["entrance", "by_lot", "city_assumed"]),
        ("의정부시 가상로 12 앞", "12", ["entrance", "beside"]),
    ],
)
def test_an_address_is_found_with_its_reasons(
    loaded: Session, words: str, number_found: str, reasons: list[str]
) -> None:
    assert found_by(loaded, words, assumed=HOME) == (Certainty.SURE, number_found, reasons)


@pytest.mark.parametrize(
    ("words", "reasons"),
    [
        ("의정부시 가상로 14", ["entrance", "nearest_number"]),
        ("의정부시 가상로 11-2", ["between"]),
        ("가상로 11 인근", ["between", "city_assumed", "near"]),
        ("의정부시 가상로 지하 11", ["entrance", "ground_differs", "nearest_number"]),
        ("의정부시 가상로 12-9", ["entrance", "sub_missing"]),
        ("의정부시 가상로12번길 7", ["no_point"]),
        ("의정부시 가상로 12 일대", ["entrance", "around"]),
        ("의정부시 가상로 12 (가능동)", ["entrance", "other_town"]),
        ("이마트 가상로 12", ["entrance", "city_assumed", "words_unread"]),
        ("의정부동 123-9", ["entrance", "by_lot", "city_assumed", "sub_missing"]),
    ],
)
def test_what_is_not_as_it_should_be_is_unsure_and_says_why(loaded: Session, words: str, reasons: list[str]) -> None:
    certainty, _, why = found_by(loaded, words, assumed=HOME)
    assert (certainty, why) == (Certainty.UNSURE, reasons)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("부산 중구 가상로 12", "elsewhere"),
        ("수원시 가상로 12", "elsewhere"),
        ("강남 가상로 12", "elsewhere"),
        ("가상로", "no_number"),
        ("의정부동", "no_lot"),
        ("경로당 앞", "nothing_read"),
        ("의정부시 없는로 12", "unknown_road"),
        ("의정부시 가상로 900", "unknown_number"),
        ("의정부동 999", "unknown_lot"),
        ("의정부동 산123-4", "unknown_lot"),
    ],
)
def test_what_is_not_there_is_refused_and_nothing_guessed(loaded: Session, words: str, reason: str) -> None:
    assert found_by(loaded, words, assumed=HOME) == (Certainty.NONE, None, [reason])


def test_nothing_is_found_before_a_file_was_loaded(session: Session) -> None:
    assert found_by(session, "의정부시 가상로 12") == (Certainty.NONE, None, ["no_gazetteer"])


BUSAN = {"시도명": "부산광역시", "시군구명": "중구", "법정동코드": "2611010100", "읍면동명": "영주동"}
INCHEON = {"시도명": "인천광역시", "시군구명": "중구", "법정동코드": "2811010100", "읍면동명": "중앙동1가"}
TWINS = (
    line(SUMMARY, **BUSAN, **GASANG_RO | {"도로명코드": "261103000001"}, **number(12), **at(180_000, -270_000)),
    line(SUMMARY, **INCHEON, **GASANG_RO | {"도로명코드": "281103000001"}, **number(12), **at(-40_000, -20_000)),
    line(SUMMARY, **INCHEON, **GASANG_RO | {"도로명코드": "281103000001"}, **number(30), **at(-40_000, -19_900)),
)


def test_never_in_a_city_that_is_not_meant(loaded: Session, tmp_path: Path) -> None:
    take_in(loaded, tmp_path, "entrc_two_202601.txt", *TWINS)
    assert found_by(loaded, "부산 중구 가상로 12")[0] is Certainty.SURE
    [busan, incheon] = addresses.find_many(loaded, ["부산 중구 가상로 12", "인천광역시 중구 가상로 12"])
    assert (busan.located.known.city_code, incheon.located.known.city_code) == ("26110", "28110")
    other = addresses.find(loaded, "부산 중구 가상로 30").located
    assert (other.certainty, other.known.city_code, other.known.number) == (Certainty.UNSURE, "26110", "12")
    assert found_by(loaded, "중구 가상로 12")[2] == ["several_cities"]
    assert found_by(loaded, "가상로 12")[2] == ["several_cities"]
    assert found_by(loaded, "중구 가상로 30")[0] is Certainty.UNSURE
    assert found_by(loaded, "가상로 12", assumed=frozenset({"28110"}))[0] is Certainty.SURE
    assert found_by(loaded, "중구 가상로 12", assumed=HOME)[2] == ["elsewhere"]


def test_the_nearest_address_of_a_point_says_how_far_it_is(loaded: Session) -> None:
    known = addresses.find(loaded, "의정부시 가상로 12-1").located.known
    lon, lat = addresses.degrees_of(known)
    near = addresses.reverse(loaded, lon=lon, lat=lat, limit=3)
    assert [(one.known.number, one.far_m) for one in near] == [("12-1", 0.0), ("12", 5.0), ("10", 45.0)]
    assert near[1].known.written == "경기도 의정부시 가상로 12 (의정부동, 가상빌라)"
    assert addresses.reverse(loaded, lon=lon + 0.02, lat=lat) == []


def test_roads_are_found_by_first_consonants(loaded: Session) -> None:
    assert [road.name for road, _ in addresses.suggest(loaded, "ㄱㅅㄹ")] == ["가상로", "가상로12번길"]
    assert [road.name for road, _ in addresses.suggest(loaded, "가ㅅㄹ12ㅂ")] == ["가상로12번길"]
    [(road, located)] = addresses.suggest(loaded, "ㄱㅅㄹ 12-1")
    assert (road.city, located.known.number) == ("의정부시", "12-1")
    assert addresses.suggest(loaded, "ㄱㅅㄹ", assumed=frozenset({"11110"})) == []
    assert addresses.suggest(loaded, "%") == []


def test_the_same_file_changes_nothing_and_an_older_one_takes_nothing_back(loaded: Session, tmp_path: Path) -> None:
    before = loaded.execute(text("SELECT * FROM address ORDER BY road_code, main, sub")).all()
    old = ENTRANCES[1].replace("가상빌라", "헌가상빌라").replace(f"{HERE[0] + 40:.6f}", f"{HERE[0] + 400:.6f}")
    take_in(loaded, tmp_path, "entrc_gyunggi_202511.txt", old)
    assert loaded.execute(text("SELECT * FROM address ORDER BY road_code, main, sub")).all() == before
    again = take_in(loaded, tmp_path, "again_202601.txt", *ENTRANCES, ENTRANCES[0])
    assert again["areas"] == again["roads"] == 0
    assert loaded.execute(text("SELECT * FROM address ORDER BY road_code, main, sub")).all() == before


def test_changes_move_an_address_and_take_one_away(loaded: Session, tmp_path: Path) -> None:
    moved = line(SUMMARY, **EUIJEONGBU_DONG, **GASANG_RO, **number(12), **at(44), 이동사유코드="34")
    gone = line(SUMMARY, **EUIJEONGBU_DONG, **GASANG_RO, **number(10), **at(), 이동사유코드="63")
    new = line(SUMMARY, **EUIJEONGBU_DONG, **GASANG_RO, **number(16), **at(70), 이동사유코드="31")
    take_in(loaded, tmp_path, "AlterD.20260203.txt", moved, gone, new)
    assert addresses.find(loaded, "의정부시 가상로 12").located.known.x == pytest.approx(HERE[0] + 44)
    assert found_by(loaded, "의정부시 가상로 10")[2] == ["entrance", "gone"]
    assert found_by(loaded, "의정부시 가상로 16")[0] is Certainty.SURE
    lon, lat = addresses.degrees_of(addresses.find(loaded, "의정부시 가상로 10").located.known)
    assert addresses.reverse(loaded, lon=lon, lat=lat)[0].known.number != "10", "what is gone is near to nothing"


def test_the_files_of_one_database_are_joined_by_their_number(session: Session, tmp_path: Path) -> None:
    key = {"관리번호": "4115010100101230004000001"}
    lot = line("주소DB 지번", **key, **EUIJEONGBU_DONG, 산여부=0, 번지=123, 호=4)
    more = line("주소DB 부가정보", **key, 행정동코드="4115051000", 행정동명="의정부1동", 시군구용건물명="가상빌라")
    road = line("주소DB 도로명코드", 도로명코드="411503000001", 도로명="가상로", 시도명="경기도", 시군구명="의정부시")
    address = line(
        "주소DB 주소", **key, **{k: GASANG_RO[k] for k in ("도로명코드", "지하여부")}, **number(10), 우편번호="11600"
    )
    with pytest.raises(BadRows, match="nothing was imported"):
        take_in(session, tmp_path, "early_202601.txt", lot)
    for name, content in {"road": road, "address": address, "lot": lot, "more": more}.items():
        take_in(session, tmp_path, f"{name}_202601.txt", content)
    known = addresses.find(session, "의정부시 의정부1동 123-4").located.known
    assert known is not None
    assert known.written == "경기도 의정부시 가상로 10 (의정부동, 가상빌라)"


def test_many_are_looked_up_with_a_handful_of_queries(loaded: Session) -> None:
    loaded.flush()
    asked: list[str] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(loaded.connection().engine, "before_cursor_execute", heard)
    words = [f"의정부시 가상로 {n}" for n in range(1, 400)] + [f"의정부동 {n}" for n in range(1, 400)]
    answers = addresses.find_many(loaded, words)
    event.remove(loaded.connection().engine, "before_cursor_execute", heard)
    assert len(asked) <= 6
    assert [one.located.known.number for one in answers if one.located.certainty is Certainty.SURE] == ["10", "12"]
