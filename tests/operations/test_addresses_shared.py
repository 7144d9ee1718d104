"""Real pairs of address and point, where the folder stands beside the checkout: how far off the gazetteer is."""

from __future__ import annotations

import csv
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.address_text import read_address
from mapper.domain.gazetteer import Certainty
from mapper.domain.province import current_city
from mapper.domain.reader import Reader, Role
from mapper.operations import addresses
from mapper.operations.imports import taking_in
from mapper.operations.imports.options import FileOptions
from tests.address_files import file_of, line

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
PAIRS = DATA / "issues-gyeonggi-119"
BY = Reader(None, "운영자", Role.ADMIN, None, "cli")


def rows_of(name: str) -> list[dict[str, str]]:
    with (PAIRS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def legal_codes() -> dict[str, str]:
    """Codes of legal areas that there are, by their whole name."""
    lines = (DATA / "codes-mois" / "법정동코드 전체자료.txt").read_bytes().decode("cp949").splitlines()[1:]
    return {name: code for code, name, state in (one.split("\t") for one in lines) if state == "존재"}


def official(pairs: list[dict[str, str]]) -> tuple[list[str], list[str], list[dict[str, Any]]]:
    """Write the pairs as two official files; those that name no legal area, road or lot cannot stand in one."""
    codes, entrances, lots, kept = legal_codes(), [], [], []
    roads: dict[tuple[str, str], int] = {}
    for pair in pairs:
        by_lot, by_road = read_address(pair["소재지지번주소"]), read_address(pair["소재지도로명주소"])
        province, city = current_city(by_lot.province, by_lot.city)
        area = " ".join(part for part in (province, city, by_lot.town, by_lot.village) if part)
        building, lot = by_road.building, by_lot.lot
        if not (building and lot and pair["WGS84위도"] and area in codes and by_road.city == by_lot.city):
            continue
        code = codes[area]
        number = roads.setdefault((code[:5], building.road), len(roads) + 1)
        cells = {
            "법정동코드": code,
            "시도명": province,
            "시군구명": city,
            "읍면동명": by_lot.town,
            "리명": by_lot.village or "",
            "도로명코드": f"{code[:5]}{number:07d}",
            "도로명": building.road,
            "지하여부": int(building.is_underground),
            "건물본번": building.main,
            "건물부번": building.sub,
            "관리번호": f"{code}{len(kept):016d}",
        }
        x, y = transformer(WGS84, KOREA_TM).transform(float(pair["WGS84경도"]), float(pair["WGS84위도"]))
        entrances.append(line("도로명주소 출입구 정보", **cells, X좌표=f"{x:.3f}", Y좌표=f"{y:.3f}"))
        whole = {"산여부": int(lot.is_mountain), "번지": lot.main, "호": lot.sub, "효력발생일": "20240101"}
        lots.append(line("도로명주소 한글", **cells, **whole))
        kept.append({"pair": pair, "x": x, "y": y, "city": code[:5], "town": code[:8]})
    return entrances, lots, kept


def take_in(session: Session, path: Path, lines: list[str]) -> None:
    path.write_bytes(file_of(*lines))
    taking_in.import_file(session, "addresses", path, FileOptions(), by=BY, today=date(2026, 3, 31), new_id=uuid.uuid4)


if PAIRS.is_dir():

    def test_pairs_of_address_and_point_are_found_where_they_are(session: Session, tmp_path: Path) -> None:
        entrances, lots, kept = official(rows_of("police-stations.csv"))
        assert len(kept) >= 330
        take_in(session, tmp_path / "RNENTDATA_2601_gyunggi.txt", entrances)
        take_in(session, tmp_path / "rnaddrkor_gyunggi_202601.txt", lots)
        for column in ("소재지도로명주소", "소재지지번주소"):
            asked = [one["pair"][column].replace("경기도", "경기") + " 1층 앞" for one in kept]
            found = [one.located for one in addresses.find_many(session, asked)]
            far = np.array(
                [
                    np.inf if one.known is None else np.hypot(one.known.x - own["x"], one.known.y - own["y"])
                    for one, own in zip(found, kept, strict=True)
                ]
            )
            assert np.mean(far <= 50) >= 0.99
            assert np.mean(far <= 500) >= 0.99
            known = [(one.known, own) for one, own in zip(found, kept, strict=True) if one.known]
            assert all(one.city_code == own["city"] for one, own in known), "none in the wrong 시군구"
            names = {own["town"]: read_address(own["pair"]["소재지지번주소"]).town for own in kept}
            assert np.mean([one.town == names[own["town"]] for one, own in known]) >= 0.99

    def test_what_the_gazetteer_does_not_have_is_never_surely_found(session: Session, tmp_path: Path) -> None:
        entrances, lots, _ = official(rows_of("police-stations.csv"))
        take_in(session, tmp_path / "RNENTDATA_2601_gyunggi.txt", entrances)
        take_in(session, tmp_path / "rnaddrkor_gyunggi_202601.txt", lots)
        zones = [one for one in rows_of("danger-zones.csv") if one["정제WGS84위도"]]
        found = addresses.find_many(session, [one["사고위치(지번)"] for one in zones])
        far = []
        for zone, one in zip(zones, found, strict=True):
            if one.located.certainty is Certainty.SURE and one.located.known:
                x, y = transformer(WGS84, KOREA_TM).transform(
                    float(zone["정제WGS84경도"]), float(zone["정제WGS84위도"])
                )
                far.append(np.hypot(one.located.known.x - x, one.located.known.y - y))
        assert all(one <= 500 for one in far), "what is surely found is where the source says"
        assert len(far) < len(zones) / 10, "the gazetteer has police boxes, and hardly any of these places"
