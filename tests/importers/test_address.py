"""Road names inside addresses."""

import pytest

from mapper.importers.address import building, road_name


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("경기도 의정부시 호국로1298번길 21", "호국로1298번길"),
        ("경기도 의정부시 호국로1298번길 21 (의정부동, 골목빌라)", "호국로1298번길"),
        ("의정부시 태평로73번길20", "태평로73번길"),
        ("녹양로 34번길, 3?4층", "녹양로34번길"),
        ("서초대로50길, 18, 5층(서초동, 유성빌딩)", "서초대로50길"),
        ("서울특별시 동작구 상도로41가길 7", "상도로41가길"),
        ("서울특별시 종로구 종로 12", "종로"),
        ("세종대로 지하 12", "세종대로"),
        ("과천시 공원마을1길 29", "공원마을1길"),
        ("향교로1번길", "향교로1번길"),
        ("종로구 사직동 새문안로 3길 36", "새문안로3길"),
        ("서울특별시 구로구 구로동 12-3", None),
        ("경기도 수원시 팔달구 매산로1가 18번지", None),
        ("경로당 앞", None),
        ("산본동 1236", None),
        ("길" * 100_000 + "x", None),
        ("", None),
    ],
)
def test_the_road_is_found(address: str, name: str | None) -> None:
    assert road_name(address) == name


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("경기도 의정부시 호국로1298번길 21 (의정부동)", ("호국로1298번길", "21")),
        ("녹양로 34번길 3-2", ("녹양로34번길", "3-2")),
        ("의정부시 태평로73번길20", ("태평로73번길", "20")),
        ("세종대로 지하 12", ("세종대로", "지하12")),
        ("향교로1번길", None),
        ("산본동 1236", None),
    ],
)
def test_a_building_is_a_road_and_a_number(address: str, found: tuple[str, str] | None) -> None:
    assert building(address) == found
