"""Real files, wherever the folder that holds them stands beside the checkout."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mapper.errors import MissingColumns, UnreadableFile, WrongCrs
from mapper.frames import ALLEY_LINES, COMPLAINTS, DISTRICTS, ISSUES
from mapper.importers import read
from mapper.importers.address import road_name

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
TODAY = dt.date(2025, 6, 30)
MAPPING = {"category": "사고유형", "date": "선정연도", "address": "사고위치(지번)", "description": "위험요인"}

if DATA.is_dir():

    def test_the_roads_of_heukseok() -> None:
        reading = read("alleys", DATA / "roads-heukseok-osm" / "heukseok_roads.geojson", today=TODAY)
        frame = reading.frame(ALLEY_LINES)
        assert (reading.rows_in, reading.faults, len(frame)) == (136, (), 136)
        assert frame["source_id"].is_unique
        assert Counter(frame["road_class"])["residential"] == 71
        # 71 residential and 30 service ways without 7 parking aisles, and 3 tertiary ones named 길
        assert int(frame["graded"].sum()) == 71 + 30 - 7 + 3
        assert frame.loc[frame["road_class"] == "tertiary", "name"][frame["graded"]].tolist() == [
            "상도로53길",
            "관악로40길",
            "상도로54길",
        ]
        assert Counter(frame["level"]) == {"": 131, "tunnel-1": 5}
        assert frame.loc[frame["source_id"] == "172263032", ["name", "graded"]].to_numpy().tolist() == [
            ["상도터널", False]
        ]

    @pytest.mark.parametrize(
        ("name", "count", "first"),
        [
            ("uijeongbu_admdong_2021.geojson", 15, ("4115051000", "의정부1동")),
            ("seoul_jongno_seodaemun_admdong_2021.geojson", 31, ("1111053000", "사직동")),
            ("uijeongbu_bjdong_2023.geojson", 13, ("4115010100", "의정부동")),
        ],
    )
    def test_districts(name: str, count: int, first: tuple[str, str]) -> None:
        reading = read("districts", DATA / "boundaries-uijeongbu" / name, today=TODAY)
        frame = reading.frame(DISTRICTS)
        assert (reading.rows_in, reading.faults, len(frame)) == (count, (), count)
        assert tuple(frame.loc[0, ["code", "name"]]) == first

    def test_danger_zones_need_their_columns_named() -> None:
        with pytest.raises(MissingColumns, match=r"category \(유형\), date \(발견일\)\. Its columns: 사고유형, "):
            read("issues", DATA / "issues-gyeonggi-119" / "danger-zones.csv", today=TODAY)

    def test_danger_zones_read_the_same_in_both_encodings() -> None:
        folder = DATA / "issues-gyeonggi-119"
        names = ("danger-zones.csv", "danger-zones.cp949.csv")
        utf8, cp949 = (read("issues", folder / name, today=TODAY, mapping=MAPPING) for name in names)
        assert utf8.rows_in == cp949.rows_in == 194
        told = [[(f.rows, f.column, f.value, f.code) for f in reading.faults] for reading in (utf8, cp949)]
        assert told[0] == told[1]
        # every category is another office's word, and every date a bare year
        assert Counter(fault.code for fault in utf8.faults) == {"unknown_word": 18, "no_day": 4}
        assert utf8.rows_refused == 194
        assert [str(n) for n in utf8.notes if n.code == "unplaced"] == ["Rows without a position: 24."]

    def test_danger_zones_come_in_once_their_words_are_ours(tmp_path: Path) -> None:
        frames = [
            _translated(name, codec, tmp_path)
            for name, codec in (("danger-zones.csv", "utf-8"), ("danger-zones.cp949.csv", "cp949"))
        ]
        pd.testing.assert_frame_equal(*frames)
        assert len(frames[0]) == 194
        assert int(frames[0]["x"].notna().sum()) == 170
        assert frames[0]["source_key"].is_unique
        roads = frames[0]["road_name"].dropna().tolist()
        assert {"공원마을1길", "향교로1번길", "중앙대로", "행주산성로"} <= set(roads)

    def _translated(name: str, codec: str, folder: Path) -> pd.DataFrame:
        with (DATA / "issues-gyeonggi-119" / name).open(encoding=codec, newline="") as file:
            rows = list(csv.DictReader(file))
        made = folder / name
        with made.open("w", encoding=codec, newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows({**row, "사고유형": "과속·통과차량", "선정연도": "2022년 7월 1일"} for row in rows)
        frame: pd.DataFrame = read("issues", made, today=TODAY, mapping=MAPPING).frame(ISSUES)
        return frame

    def test_another_city_is_refused_row_by_row() -> None:
        reading = read("complaints", DATA / "complaints-sf311" / "cases_sample.csv", today=TODAY)
        away = [fault for fault in reading.faults if fault.code == "out_of_korea"]
        assert reading.rows_in == reading.rows_refused == 4984
        assert len({row for fault in away for row in fault.rows}) == 4984
        assert len(reading.frame(COMPLAINTS)) == 0

    def test_a_list_of_safe_zones_is_no_list_of_issues() -> None:
        path = DATA / "facilities-busan-cp949" / "부산광역시_안전지대 정보_20220630.csv"
        with pytest.raises(
            MissingColumns, match=r"no column for category \(유형\), date \(발견일\)\. Its columns: 번호, 시군구명"
        ):
            read("issues", path, today=TODAY)

    def test_degrees_called_x_and_y_are_degrees(tmp_path: Path) -> None:
        path = DATA / "facilities-busan-cp949" / "부산광역시_15분 도시공원_20251119.csv"
        header, *lines = path.read_bytes().decode("cp949").splitlines()
        made = tmp_path / "parks.csv"
        made.write_text("\n".join([f"유형,발견일,{header}", *(f"잡초,2024-05-01,{line}" for line in lines)]), "cp949")
        reading = read("issues", made, today=TODAY)
        assert (reading.rows_in, reading.rows_refused) == (1137, 0)
        assert np.isfinite(reading.frame(ISSUES)["x"]).all()

    @pytest.mark.parametrize(
        ("path", "found"),
        [
            ("issues-gyeonggi-119/danger-zones.xlsx", "an Excel workbook"),
            ("boundaries-uijeongbu/TL_SCCO_EMD.shp", "a shapefile"),
            ("roads-heukseok-osm/heukseok_roads.gpkg", "a GeoPackage"),
            ("roads-heukseok-osm/heukseok.osm", "XML"),
        ],
    )
    def test_a_renamed_file_is_named_for_what_it_is(path: str, found: str, tmp_path: Path) -> None:
        renamed = tmp_path / "roads.geojson"
        renamed.write_bytes((DATA / path).read_bytes())
        with pytest.raises(UnreadableFile, match=rf"roads\.geojson is {found}"):
            read("alleys", renamed, today=TODAY)

    def test_roads_cut_short_say_where(tmp_path: Path) -> None:
        cut = tmp_path / "roads.geojson"
        cut.write_bytes((DATA / "roads-heukseok-osm" / "heukseok_roads.geojson").read_bytes()[:50_000])
        with pytest.raises(UnreadableFile, match=r"ends in the middle of its JSON \(line \d+, column \d+\)"):
            read("alleys", cut, today=TODAY)

    def test_roads_said_to_be_metres_are_asked_about() -> None:
        with pytest.raises(WrongCrs, match="look like degrees, but EPSG:5179 is in metres"):
            read("alleys", DATA / "roads-heukseok-osm" / "heukseok_roads.geojson", today=TODAY, crs="EPSG:5179")

    def test_every_road_of_uijeongbu_is_found_in_its_addresses() -> None:
        rows = pd.read_csv(DATA / "addresses-uijeongbu" / "uijeongbu_road_addresses_2021.csv", dtype=str)
        written = rows["시도"] + " " + rows["시군구"] + " " + rows["도로명"] + " " + rows["건물번호"]
        assert [road_name(address) for address in written + " (" + rows["법정동"] + ")"] == rows["도로명"].tolist()
