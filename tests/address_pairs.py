"""Real pairs of address and point, where the folder of sample data stands beside the checkout, and official files made of them."""

from __future__ import annotations

import csv
import json
import statistics
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.address import Building, Lot
from mapper.domain.address_text import read_address
from mapper.domain.between_numbers import PER_NUMBER_M
from mapper.domain.province import current_city
from tests.address_files import line

DATA: Final = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"
PAIRS: Final = DATA / "issues-gyeonggi-119"
ZONES: Final = DATA / "facilities-busan-cp949" / "부산광역시_안전지대 정보_20220630.csv"
ROADS: Final = DATA / "roads-heukseok-osm" / "heukseok_roads.geojson"

_TO_METRES = transformer(WGS84, KOREA_TM)


@dataclass(frozen=True)
class Pair:
    """An address as its source writes it, and where that says it is, in EPSG:5179 [m]."""

    road_address: str
    lot_address: str | None
    province: str
    city: str
    town: str
    village: str | None
    code: str
    building: Building
    lot: Lot | None
    x: float
    y: float

    @property
    def road(self) -> tuple[str, str]:
        """Of which 시군구, and its name."""
        return self.code[:5], self.building.road


def rows_of(name: str) -> list[dict[str, str]]:
    with (PAIRS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def legal_codes() -> dict[str, str]:
    """Codes of legal areas that there are, by their whole name."""
    lines = (DATA / "codes-mois" / "법정동코드 전체자료.txt").read_bytes().decode("cp949").splitlines()[1:]
    return {name: code for code, name, state in (one.split("\t") for one in lines) if state == "존재"}


def police_boxes() -> list[Pair]:
    """Buildings of 경기도 with both of their addresses; those that name no legal area, road or lot are left out."""
    codes, pairs = legal_codes(), []
    for row in rows_of("police-stations.csv"):
        by_lot, by_road = read_address(row["소재지지번주소"]), read_address(row["소재지도로명주소"])
        province, city = current_city(by_lot.province, by_lot.city)
        area = " ".join(part for part in (province, city, by_lot.town, by_lot.village) if part)
        if not (by_road.building and by_lot.lot and row["WGS84위도"] and area in codes and by_road.city == by_lot.city):
            continue
        x, y = _TO_METRES.transform(float(row["WGS84경도"]), float(row["WGS84위도"]))
        addresses = (row["소재지도로명주소"], row["소재지지번주소"])
        town = (by_lot.town or "", by_lot.village, codes[area])
        pairs.append(Pair(*addresses, province or "", city or "", *town, by_road.building, by_lot.lot, x, y))
    return pairs


def safety_zones() -> list[Pair]:
    """Sites on roads of 부산, each called by a building that is near: of an address the middle of all its sites."""
    codes = legal_codes()
    sites: dict[tuple[str, str], list[tuple[dict[str, str], float, float]]] = defaultdict(list)
    with ZONES.open(encoding="cp949") as file:
        for row in csv.DictReader(file):
            place = _TO_METRES.transform(float(row["경도"]), float(row["위도"]))
            sites[f"부산광역시 {row['시군구명']}", row["도로명"].strip()].append((row, *place))
    pairs = []
    for (city, written), found in sites.items():
        row, building = found[0][0], read_address(f"{city} {written}").building
        area = " ".join(part for part in (city, row["동명"], row["리명"]) if part)
        if building is not None and area in codes:
            x, y = (statistics.median(one[axis] for one in found) for axis in (1, 2))
            town = (row["동명"], row["리명"] or None, codes[area])
            pairs.append(Pair(f"{city} {written}", None, "부산광역시", row["시군구명"], *town, building, None, x, y))
    return pairs


def by_the_rule(*, share: float = 0.6, aside_m: float = 8.0, seed: int = 0) -> list[Pair]:
    """Number real roads of 흑석동 by the rule, from one end to the other: a share of the numbers has a building."""
    chance = np.random.default_rng(seed)
    features = json.loads(ROADS.read_text("utf-8"))["features"]
    lines: dict[str, list[shapely.LineString]] = defaultdict(list)
    for one in features:
        degrees = shapely.LineString(one["geometry"]["coordinates"])
        if one["properties"]["name"]:
            metres = shapely.transform(degrees, lambda at: np.column_stack(_TO_METRES.transform(*at.T)))
            lines["".join(one["properties"]["name"].split())].append(metres)
    pairs = []
    for name in sorted(lines):
        merged = shapely.line_merge(shapely.MultiLineString(lines[name]))
        road = max(getattr(merged, "geoms", [merged]), key=lambda one: one.length)
        sides = {0: road.offset_curve(-aside_m), 1: road.offset_curve(aside_m)}
        for main in range(1, int(road.length // PER_NUMBER_M)):
            building = read_address(f"서울특별시 동작구 {name} {main}").building
            if building is None or chance.random() > share:
                continue
            on_road = road.interpolate(main * PER_NUMBER_M)
            door = shapely.ops.nearest_points(sides[main % 2], on_road)[0]
            town = ("흑석동", None, "1159010500")
            written = f"서울특별시 동작구 {name} {main}"
            pairs.append(Pair(written, None, "서울특별시", "동작구", *town, building, None, door.x, door.y))
    return pairs


def official(pairs: Iterable[Pair]) -> tuple[list[str], list[str]]:
    """Write pairs as two official files: entrances, and the lots of those that name one."""
    entrances, lots = [], []
    roads: dict[tuple[str, str], int] = {}
    for at, pair in enumerate(pairs):
        number = roads.setdefault(pair.road, len(roads) + 1)
        cells = {
            "법정동코드": pair.code,
            "시도명": pair.province,
            "시군구명": pair.city,
            "읍면동명": pair.town,
            "리명": pair.village or "",
            "도로명코드": f"{pair.code[:5]}{number:07d}",
            "도로명": pair.building.road,
            "지하여부": int(pair.building.is_underground),
            "건물본번": pair.building.main,
            "건물부번": pair.building.sub,
            "관리번호": f"{pair.code}{at:016d}",
        }
        entrances.append(line("도로명주소 출입구 정보", **cells, X좌표=f"{pair.x:.3f}", Y좌표=f"{pair.y:.3f}"))
        if pair.lot:
            lot = {"산여부": int(pair.lot.is_mountain), "번지": pair.lot.main, "호": pair.lot.sub}
            lots.append(line("도로명주소 한글", **cells, **lot, 효력발생일="20240101"))
    return entrances, lots
