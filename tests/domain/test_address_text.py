"""Addresses in their parts, as people write them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from mapper.domain.address import Address, Building, Lot, Nearness
from mapper.domain.address_text import read_address
from mapper.domain.initials import begins, has_initials, initials

REAL = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "addresses-uijeongbu"

GIL_21 = Building("가상로12번길", 21)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("경기도 의정부시 가상로12번길 21", {"province": "경기도", "city": "의정부시", "building": GIL_21}),
        ("가상로 12번길 21, 3?4층", {"building": GIL_21, "rest": "3?4층"}),
        ("가상로12번길, 21, 5층(가상동, 유성빌딩)", {"building": GIL_21, "town": "가상동"}),
        ("①경기도 의정부시 가상로12번길 21", {"building": GIL_21, "city": "의정부시"}),
        ("④ 가상로12번길21", {"building": GIL_21}),
        ("(우)11601 경기 의정부시 가상로12번길 21", {"postcode": "11601", "province": "경기도", "building": GIL_21}),
        ("서울 중구 가상로 3", {"province": "서울특별시", "city": "중구", "building": Building("가상로", 3)}),
        ("의정부 가상로 3-1", {"city": "의정부시", "building": Building("가상로", 3, 1)}),
        ("수원시장안구 가상로 3", {"city": "수원시 장안구"}),
        ("가상로 지하 12", {"building": Building("가상로", 12, is_underground=True)}),
        ("경기도 의정부시 가상동 가상@ 101동 앞", {"town": "가상동", "building": None, "lot": None}),
        ("가상동6920-1", {"town": "가상동", "lot": Lot(6920, 1)}),
        ("가상동 12번지 일대", {"lot": Lot(12), "nearness": Nearness.AROUND}),
        ("가상동 산 30번지 일원", {"lot": Lot(30, is_mountain=True), "nearness": Nearness.AROUND}),
        ("가상면 가상리 산99-6", {"town": "가상면", "village": "가상리", "lot": Lot(99, 6, is_mountain=True)}),
        ("가상읍 가상리산 61", {"town": "가상읍", "village": "가상리", "lot": Lot(61, is_mountain=True)}),
        ("가상로 3 맞은편", {"building": Building("가상로", 3), "nearness": Nearness.OPPOSITE}),
        ("가상로 3 인근", {"nearness": Nearness.NEAR}),
        ("가상로 3 앞", {"nearness": Nearness.BESIDE}),
        ("가상로 3~9", {"building": Building("가상로", 3), "nearness": Nearness.AROUND}),
        ("가상로1가 18번지", {"town": "가상로1가", "lot": Lot(18), "building": None}),
        ("가상로 3 호반빌라 2층", {"building": Building("가상로", 3)}),
        ("가상로12번길", {"road": "가상로12번길", "building": None}),
        ("가상로 3층", {"road": "가상로", "building": None}),
        ("이마트 가상로 3", {"unread": "이마트"}),
        ("경로당 앞", {"road": None, "town": None, "nearness": Nearness.BESIDE}),
        ("", {"road": None, "rest": ""}),
    ],
)
def test_an_address_says_its_parts_and_no_more(words: str, parts: dict[str, object]) -> None:
    found = read_address(words)
    assert {name: getattr(found, name) for name in parts} == parts
    if "city" not in parts:
        assert found.city in (None, "의정부시")


def test_a_city_of_the_name_of_a_province_is_no_province() -> None:
    assert read_address("광주 북구 가상로 3").province == "광주광역시"
    assert (read_address("광주시 가상로 3").province, read_address("광주시 가상로 3").city) == (None, "광주시")
    assert read_address("제주시 가상로 3").city == "제주시"


def test_a_long_text_is_no_address() -> None:
    assert read_address("가" * 100_000) == Address(rest="가" * 200)


def test_names_are_found_by_first_consonants_mixed_with_syllables() -> None:
    assert initials("가상로12번길") == "ㄱㅅㄹ12ㅂㄱ"
    assert has_initials("가ㅅ")
    assert not has_initials("가상로")
    assert begins("가상로12번길", "ㄱ상ㄹ1")
    assert not begins("가상로", "나ㅅ")
    assert not begins("가상로", "가상로1")


if REAL.is_dir():

    @pytest.mark.parametrize(
        "form",
        [
            "{시도} {시군구} {도로명} {건물번호} ({법정동})",
            "({우편번호}) {시도} {시군구} {도로명} {건물번호}, 3층 ({법정동}, 가상빌라)",
            "①{시군구}{도로명}{건물번호} {법정동} 앞",
        ],
    )
    def test_every_road_address_of_a_city_is_read(form: str) -> None:
        with (REAL / "uijeongbu_road_addresses_2021.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == 21_267
        wrong = []
        for row in rows:
            found = read_address(form.format_map(row))
            main, _, sub = row["건물번호"].partition("-")
            building = Building(row["도로명"], int(main), int(sub or 0))
            if (found.building, found.city) != (building, row["시군구"]) or (
                "(" in form and found.town != row["법정동"]
            ):
                wrong.append(form.format_map(row))
        assert wrong == []
