"""Every real file in the kind it is for, and in the kinds it is not, wherever the folder stands beside the checkout."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mapper.errors import MissingColumns, WrongKind
from mapper.frames import ALLEY_LINES, DISTRICTS, ISSUES, PLACES
from mapper.importers import read

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
TODAY = dt.date(2025, 6, 30)
SEOUL = "boundaries-seoul-kostat2013-bessel-cp949"
UIJEONGBU = "boundaries-uijeongbu"
ROADS = "roads-heukseok-osm"
BUSAN = "facilities-busan-cp949"
GYEONGGI = "issues-gyeonggi-119"
PARKS = f"{BUSAN}/부산광역시_15분 도시공원_20251119.csv"
KOSTAT = {"kostat_code": "code"}
ZONES = {"category": "사고유형", "date": "선정연도", "description": "위험요인"}
WORDS = {
    "교통": "과속·통과차량",
    "수난": "손잡이 파손",
    "산악": "계단 파손",
    "추락": "계단 파손",
    "붕괴": "담장",
    "안전": "사각지대",
    "생활안전": "사각지대",
    "화재위험": "소방차 진입",
    "기타": "사각지대",
}
YEARS = {"2023": "2023-12-31", "2022년": "2022-12-31", "2021년": "2021-12-31", "2020년": "2020-12-31"}

LOADED: list[tuple[str, str, str, dict[str, Any], int, int, str | None]] = [
    ("districts", UIJEONGBU, "uijeongbu_admdong_2021.geojson", {}, 15, 15, "행정동 GeoJSON"),
    ("districts", UIJEONGBU, "seoul_jongno_seodaemun_admdong_2021.geojson", {}, 31, 31, "행정동 GeoJSON"),
    ("districts", UIJEONGBU, "uijeongbu_bjdong_2023.geojson", {}, 13, 13, None),
    ("districts", UIJEONGBU, "TL_SCCO_EMD.shp", {}, 13, 13, "TL_SCCO_GEMD or TL_SCCO_EMD"),
    ("districts", SEOUL, "seoul_submunicipalities.shp", {"mapping": KOSTAT}, 423, 423, "통계청 2013"),
    ("alleys", ROADS, "heukseok_roads.geojson", {}, 136, 136, "OSM lines"),
    ("alleys", ROADS, "heukseok_roads.gpkg", {}, 136, 136, "OSM lines"),
    ("alleys", ROADS, "heukseok.osm", {}, 136, 136, "OSM lines"),
    ("alleys", ROADS, "TL_SPRD_MANAGE.shp", {}, 136, 136, "TL_SPRD_MANAGE"),
    ("alleys", ROADS, "MOCT_LINK.shp", {}, 136, 136, "MOCT_LINK"),
    ("places", BUSAN, "부산광역시_15분 도시공원_20251119.csv", {}, 1137, 1137, None),
    ("places", BUSAN, "부산광역시_안전지대 정보_20220630.csv", {}, 3537, 3537, None),
    ("places", BUSAN, "스마트 버스쉘터 설치 현황.csv", {}, 44, 44, None),
    ("places", GYEONGGI, "police-stations.csv", {}, 356, 356, None),
]

REFUSED = [
    ("alleys", f"{ROADS}/MOCT_NODE.shp", "give MOCT_LINK of the same issue"),
    ("places", f"{ROADS}/MOCT_LINK.shp", "golmok import run alleys MOCT_LINK.shp"),
    ("alleys", f"{UIJEONGBU}/uijeongbu_admdong_2021.geojson", "golmok import run districts"),
    ("districts", "codes-mois/법정동코드 전체자료.txt", "it is a table of codes without places"),
    ("districts", "codes-mois/KIKcd_B.20260301.csv", "it is a table of codes without places"),
    ("districts", "codes-mois/KIKmix.20260301.xlsx", "it is a table of codes without places"),
    ("household-counts", "codes-mois/KIKmix.20260301.xlsx", "it is a table of codes without places"),
    ("places", "addresses-uijeongbu/uijeongbu_road_addresses_2021.csv", "and it is not imported yet"),
    ("complaints", "addresses-uijeongbu/uijeongbu_road_addresses_2021.csv", "and it is not imported yet"),
]

if DATA.is_dir():

    @pytest.mark.parametrize(
        ("kind", "folder", "name", "options", "rows", "kept", "schema"),
        LOADED,
        ids=[f"{kind}-{name}" for kind, _, name, *_ in LOADED],
    )
    def test_a_file_of_its_kind_is_read(
        kind: str, folder: str, name: str, options: dict[str, Any], rows: int, kept: int, schema: str | None
    ) -> None:
        reading = read(kind, DATA / folder / name, today=TODAY, **options)
        [frame] = reading.frames.values()
        assert (reading.rows_in, reading.faults, len(frame)) == (rows, (), kept)
        told = [note.fields["schema"] for note in reading.notes if note.code == "schema"]
        assert told == ([] if schema is None else [schema])

    @pytest.mark.parametrize(("kind", "path", "sentence"), REFUSED)
    def test_a_file_of_another_kind_says_what_it_is(kind: str, path: str, sentence: str) -> None:
        with pytest.raises(WrongKind, match=re.escape(sentence)):
            read(kind, DATA / path, today=TODAY)

    def test_sajik_stands_where_it_is() -> None:
        reading = read("districts", DATA / SEOUL / "seoul_submunicipalities.shp", today=TODAY, mapping=KOSTAT)
        frame = reading.frame(DISTRICTS).set_index("name")
        [middle] = frame.loc[["사직동"]].geometry.centroid
        assert (middle.x, middle.y) == pytest.approx((953204, 1952884), abs=1)
        assert frame.loc["사직동", "code"] == "kostat:1101053"

    def test_codes_of_another_office_are_asked_about_and_cities_refused() -> None:
        rows = read("districts", DATA / SEOUL / "seoul_submunicipalities.shp", today=TODAY)
        assert (rows.rows_refused, {fault.code for fault in rows.faults}) == (423, {"kostat_code"})
        cities = read("districts", DATA / SEOUL / "seoul_municipalities.shp", today=TODAY, mapping=KOSTAT)
        assert (cities.rows_refused, {fault.code for fault in cities.faults}) == (25, {"not_a_code"})

    def test_one_city_of_roads_is_the_same_in_every_layout() -> None:
        lengths = {
            name: read("alleys", DATA / ROADS / name, today=TODAY).frame(ALLEY_LINES).length.sum()
            for name in ("heukseok_roads.geojson", "heukseok_roads.gpkg", "TL_SPRD_MANAGE.shp", "MOCT_LINK.shp")
        }
        assert max(lengths.values()) - min(lengths.values()) < 0.1

    def test_parks_of_another_province_are_named() -> None:
        reading = read("places", DATA / PARKS, today=TODAY)
        [rows] = [note.fields["rows"] for note in reading.notes if note.code == "far_from_others"]
        assert rows == [3, 1005, 1013, 1014]

    def test_police_stations_of_a_whole_province_are_where_they_should_be() -> None:
        reading = read("places", DATA / GYEONGGI / "police-stations.csv", today=TODAY)
        assert "far_from_others" not in {note.code for note in reading.notes}
        assert reading.frame(PLACES)["x"].isna().sum() == 7
        assert reading.frame(PLACES)["kind"].unique().tolist() == ["파출소", "지구대"]

    def test_danger_zones_are_issues_once_their_words_are_said() -> None:
        given = pd.read_csv(DATA / GYEONGGI / "danger-zones.csv", dtype=str)["사고유형"].unique()
        category = {word: next(ours for theirs, ours in WORDS.items() if word.startswith(theirs)) for word in given}
        words = {"category": category, "date": YEARS}
        frames = [
            read("issues", DATA / GYEONGGI / f"danger-zones.{form}", today=TODAY, mapping=ZONES, words=words)
            for form in ("csv", "cp949.csv", "xlsx")
        ]
        assert [(reading.rows_in, reading.faults) for reading in frames] == [(194, ())] * 3
        utf8, cp949, excel = (reading.frame(ISSUES) for reading in frames)
        pd.testing.assert_frame_equal(utf8, cp949)
        pd.testing.assert_frame_equal(utf8.drop(columns="source_key"), excel.drop(columns="source_key"))
        assert utf8["address"].notna().sum() == 194
        assert int(utf8["x"].notna().sum()) == 170

    def test_parks_are_no_counts_of_households() -> None:
        with pytest.raises(MissingColumns, match="has no column for households"):
            read("household-counts", DATA / PARKS, today=TODAY)
