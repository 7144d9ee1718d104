"""Public places: parks, police boxes, shelters."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mapper.domain.facility import FACILITIES
from mapper.errors import MissingColumns
from mapper.frames import PLACES
from mapper.importers import Reading

Judge = Callable[..., Reading]

PARKS = """연번,공원종류,공원명,상세주소,담당자전화,x좌표,y좌표
1,근린공원,가공원,중구 가동 1,051-000-0000,129.0322972,35.1005085
2,어린이공원,나공원,중구 가동 2,051-000-0000,129.0330000,35.1010000
"""


def test_places_are_read(judge_text: Judge) -> None:
    reading = judge_text("places", PARKS)
    assert reading.faults == ()
    frame = reading.frame(PLACES)
    assert frame["kind"].tolist() == ["근린공원", "어린이공원"]
    assert frame["name"].tolist() == ["가공원", "나공원"]
    assert frame["address"].tolist() == ["중구 가동 1", "중구 가동 2"]
    assert frame.loc[0, ["x", "y"]].tolist() == pytest.approx([1_140_000, 1_680_000], abs=10_000)
    [contact] = [note for note in reading.notes if note.code == "columns_contact"]
    assert contact.fields == {"columns": ["담당자전화"]}


def test_a_place_stays_itself_when_rows_are_numbered_anew_and_it_moves(judge_text: Judge) -> None:
    moved = PARKS.replace("\n1,", "\n9,").replace("129.0322972", "129.0322000")
    keys = [judge_text("places", text).frame(PLACES)["source_key"].tolist() for text in (PARKS, moved)]
    assert keys[0] == keys[1]


def test_places_without_a_name_are_known_by_where_they_are(judge_text: Judge) -> None:
    text = "교차로명,도로명,경도,위도\n,가길,127.01,37.7\n,가길,127.02,37.7\n나사거리,,127.03,37.7\n,가길,127.01,37.7\n"
    reading = judge_text("places", text)
    keys = reading.frame(PLACES)["source_key"].tolist()
    assert len(set(keys)) == 4
    assert keys[3] == keys[0] + "#2"
    assert reading.frame(PLACES)["kind"].unique().tolist() == ["장소"]


def test_a_place_may_have_no_position(judge_text: Judge) -> None:
    reading = judge_text(
        "places", "관서명,구분명,주소,WGS84위도,WGS84경도\n가,파출소,가동 1,,\n나,지구대,나동 1,37.7,127.1\n"
    )
    assert reading.frame(PLACES)["x"].isna().tolist() == [True, False]
    assert "Rows without a position: 1." in map(str, reading.notes)


@pytest.mark.parametrize("text", ["시설명,주소\n가,나\n", "경도,위도\n127,37.5\n"])
def test_a_file_of_no_places_is_refused(text: str, judge_text: Judge) -> None:
    with pytest.raises(MissingColumns):
        judge_text("places", text)


def places(*rows: tuple[str, float, float]) -> str:
    return "시설명,주소,경도,위도\n" + "".join(f"시설{i},{a},{x},{y}\n" for i, (a, x, y) in enumerate(rows))


BUSAN = [(f"부산광역시 중구 가동 {i}", 129.03 + i / 1000, 35.1) for i in range(6)]


def strays(reading: Reading) -> list[list[int]]:
    return [note.fields["rows"] for note in reading.notes if note.code == "far_from_others"]


def test_a_namesake_in_another_province_is_named_and_stays(judge_text: Judge) -> None:
    reading = judge_text("places", places(*BUSAN, ("중구 나동 1", 126.46, 37.48)))
    assert strays(reading) == [[8]]
    assert len(reading.frame(PLACES)) == 7
    [note] = [str(note) for note in reading.notes if note.code == "far_from_others"]
    assert note == "Rows that lie far from the others of their 시군구, and may be of another: 8 (351 km)."


def test_half_of_a_city_elsewhere_is_held_against_the_whole_file(judge_text: Judge) -> None:
    others = [(f"서구 다동 {i}", 129.02, 35.1 + i / 1000) for i in range(9)]
    namesakes = [(f"중구 나동 {i}", 126.46, 37.48) for i in range(3)]
    assert strays(judge_text("places", places(*others, *BUSAN[:3], *namesakes))) == [[14, 15, 16]]


def test_in_a_wide_file_each_city_is_held_against_itself(judge_text: Judge) -> None:
    cities = enumerate("가나다라마바사아자차카타파하거너더러머버")
    rows = [(f"{name}시 나동 {i}", 126.8 + n / 20, 37.0 + n / 20) for n, name in cities for i in range(3)]
    assert strays(judge_text("places", places(*rows))) == []
    away = ("가시 나동 9", 127.75, 37.95)
    assert strays(judge_text("places", places(*rows, away))) == [[62]]


SCHOOLS = """학교ID,학교명,학교급구분,설립형태,운영상태,소재지지번주소,소재지도로명주소,위도,경도,데이터기준일자
B000001,가상초등학교,초등학교,공립,운영,가동 1,가상로 1,37.7,127.05,2026-03-01
B000002,가상고등학교,고등학교,공립,운영,나동 2,가상로 2,37.71,127.06,2026-03-01
"""
STATIONS = """역번호,역사명,노선번호,노선명,환승역구분,역위도,역경도,역사도로명주소
101,가상역,S1,가상선,일반역,37.72,127.04,가상로 3
"""


def test_schools_and_stations_come_as_their_offices_publish_them(judge_text: Judge) -> None:
    schools, stations = (judge_text("places", text) for text in (SCHOOLS, STATIONS))
    assert schools.faults == stations.faults == ()
    first, second = (reading.frame(PLACES) for reading in (schools, stations))
    assert first["kind"].tolist() == ["초등학교", "고등학교"]
    assert first["source_key"].tolist() == ["B000001", "B000002"]
    assert second[["kind", "name", "address"]].iloc[0].tolist() == ["도시철도역", "가상역", "가상로 3"]
    assert second["x"].notna().all()
    counted = {kind for facility in FACILITIES for kind in facility.kinds}
    assert {*first["kind"], *second["kind"]} <= counted
