"""What can be put right is proposed, done only when asked, and each one listed; what cannot says why."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import shapely

from mapper.errors import UnknownKind
from mapper.frames import COMPLAINTS, DISTRICTS, ISSUES
from mapper.importers import REPAIRS, Reading, chosen_repairs

Judge = Callable[..., Reading]
HEADER = "id,유형,발견일,경도,위도,정확도"
GOOD = "a,낙서,2025-05-02,127.03,37.74,5"
SQUARE = [[127.0, 37.7], [127.01, 37.7], [127.01, 37.71], [127.0, 37.71], [127.0, 37.7]]
# a spike of no width: its outline runs back over itself
SPIKE = [*SQUARE[:3], [127.02, 37.71], [127.01, 37.71], *SQUARE[3:]]
BOW = [[127.0, 37.7], [127.01, 37.71], [127.01, 37.7], [127.0, 37.71], [127.0, 37.7]]

ROWS = {
    "swapped": ("a,낙서,2025-05-02,37.74,127.03,5", "lon", "(37.74, 127.03)", "(127.03, 37.74)"),
    "coordinate_text": ("a,낙서,2025-05-02,127.03°E,37.74,5", "경도", "127.03°E", "127.03"),
    "counted_words": ("a,낙서,2025-05-02,127.03,37.74,15m(추정)", "정확도", "15m(추정)", "15"),
    "excel_serial": ("a,낙서,45779.5,127.03,37.74,5", "발견일", "45779.5", "2025-05-02 12:00:00"),
}


def issues(*rows: str) -> str:
    return "\n".join([HEADER, *rows])


@pytest.mark.parametrize("code", ROWS)
def test_a_repair_is_proposed_and_never_made_unasked(judge_text: Judge, code: str) -> None:
    row, _, before, after = ROWS[code]
    reading = judge_text("issues", issues(row, GOOD.replace("a", "b", 1)), repairs=frozenset(REPAIRS) - {code})
    (fault,) = reading.faults
    assert (fault.repair, fault.value, fault.proposal, fault.rows) == (code, before, after, (2,))
    assert f"--repair {code} would read it as {after!r}" in str(fault)
    assert (len(reading.frame(ISSUES)), reading.repairs) == (1, ())


@pytest.mark.parametrize("code", ROWS)
def test_a_repair_that_was_asked_for_is_listed(judge_text: Judge, code: str) -> None:
    row, _, before, after = ROWS[code]
    reading = judge_text("issues", issues(row, GOOD.replace("a", "b", 1)), repairs=frozenset({code}))
    assert reading.faults == ()
    (made,) = reading.repairs
    assert (made.code, made.row, made.before, made.after) == (code, 2, before, after)
    assert "line 2" in str(made)
    repaired, good = reading.frame(ISSUES)[["x", "y"]].to_numpy().tolist()
    assert repaired == pytest.approx(good)
    assert json.dumps(reading.report()["repairs"])


@pytest.mark.parametrize(
    ("cell", "number"),
    [("13회(사고빈발)", 13), ("2022년", 2022), ("1,234명", 1234), ("7", 7), ("12.5 m", 12.5)],
)
def test_numbers_come_out_of_words(judge_text: Judge, cell: str, number: float) -> None:
    row = f'a,낙서,2025-05-02,127.03,37.74,"{cell}"'
    reading = judge_text("issues", issues(row), repairs=frozenset({"counted_words"}))
    assert reading.frame(ISSUES)["accuracy_m"].tolist() == [number]


@pytest.mark.parametrize("cell", ["3~5회", "약 13회 중 2회", "5-7", "회", "1.2.3", "--5m", "1e999m"])
def test_what_holds_no_one_number_is_not_repaired(judge_text: Judge, cell: str) -> None:
    reading = judge_text("issues", issues(f"a,낙서,2025-05-02,127.03,37.74,{cell}"), repairs=frozenset(REPAIRS))
    assert [(fault.code, fault.repair) for fault in reading.faults] == [("not_a_number", None)]


@pytest.mark.parametrize("cell", ["37.74S", "37°44'24\"N", "37.74 37.75", "약 37.74"])
def test_signs_that_say_something_else_are_not_dropped(judge_text: Judge, cell: str) -> None:
    quoted = cell.replace('"', '""')
    reading = judge_text("issues", issues(f'a,낙서,2025-05-02,127.03,"{quoted}",5'), repairs=frozenset(REPAIRS))
    assert [fault.repair for fault in reading.faults] == [None]


def test_what_nobody_can_know_is_refused_with_the_reason(judge_text: Judge) -> None:
    rows = [
        "glued,낙서,2025-05-02,127.03,35.174535.1741,5",
        "month,낙서,1905-07-14,127.03,37.74,5",
        "early,낙서,20000,127.03,37.74,5",
        "later,낙서,59999,127.03,37.74,5",
    ]
    reading = judge_text("issues", issues(*rows), repairs=frozenset(REPAIRS))
    told = {fault.rows[0]: (fault.code, fault.repair) for fault in reading.faults}
    assert told == {2: ("glued", None), **dict.fromkeys((3, 4, 5), ("excel_serial", None))}
    glued, month = (str(fault) for fault in reading.faults[:2])
    assert "nobody can tell where one ends" in glued
    assert "the year 2022 was typed" in month
    assert "its day is lost" in month
    assert len(reading.frame(ISSUES)) == 0


def test_what_closed_before_it_opened_is_not_repaired(judge_text: Judge) -> None:
    rows = "id,유형,접수일,처리일,답변\n1,낙서,2025-05-02,2025-05-01,\n2,낙서,2025-05-02,NA,중복 민원입니다\n3,낙서,2025-05-02,2025-05-02,"
    reading = judge_text("complaints", rows, repairs=frozenset(REPAIRS))
    assert [(fault.code, fault.rows, fault.repair) for fault in reading.faults] == [("out_of_order", (2,), None)]
    assert [note.fields["rows"] for note in reading.notes if note.code == "duplicates_said"] == [[3]]
    assert reading.frame(COMPLAINTS)["source_key"].tolist() == ["2", "3"]


@pytest.mark.parametrize(
    ("code", "fault", "ring"),
    [("invalid_ring", "invalid_shape", SPIKE), ("open_ring", "open_ring", SQUARE[:-1]), ("swapped", "swapped", None)],
)
@pytest.mark.parametrize("as_wkt", [False, True])
def test_outlines_are_repaired_when_asked(
    judge_text: Judge, judge_features: Judge, code: str, fault: str, ring: Any, *, as_wkt: bool
) -> None:
    coordinates = ring or [[lat, lon] for lon, lat in SQUARE]

    def judged(repairs: frozenset[str]) -> Reading:
        if as_wkt:
            text = ", ".join(f"{x} {y}" for x, y in coordinates)
            return judge_text(
                "districts",
                f'adm_cd2,adm_nm,WKT\n4115051000,가동,"POLYGON (({text}))"',
                crs="EPSG:4326",
                repairs=repairs,
            )
        shape = {"type": "Polygon", "coordinates": [coordinates]}
        return judge_features("districts", ({"adm_cd2": "4115051000", "adm_nm": "가동"}, shape), repairs=repairs)

    told = [(one.code, one.repair) for one in judged(frozenset()).faults]
    assert told == [(fault, code)]
    reading = judged(frozenset({code}))
    assert reading.faults == ()
    assert {made.code for made in reading.repairs} == {code}
    (shape,) = reading.frame(DISTRICTS).geometry
    assert shapely.is_valid(shape)
    assert shape.area == pytest.approx(978_000, rel=0.01)


def test_an_outline_that_would_not_stay_the_same_is_refused(judge_features: Judge) -> None:
    shape = {"type": "Polygon", "coordinates": [BOW]}
    properties = {"adm_cd2": "4115051000", "adm_nm": "가동"}
    reading = judge_features("districts", (properties, shape), repairs=frozenset(REPAIRS))
    assert [(fault.code, fault.repair) for fault in reading.faults] == [("invalid_shape", None)]


def test_a_line_of_which_one_end_is_swapped_is_not_turned(judge_features: Judge) -> None:
    shape = {"type": "LineString", "coordinates": [[127.0, 37.7], [37.71, 127.0]]}
    reading = judge_features("alleys", ({"osm_id": "1", "highway": "service"}, shape), repairs=frozenset(REPAIRS))
    assert [(fault.code, fault.repair) for fault in reading.faults] == [("swapped", None)]


def test_words_of_another_system_are_read_as_told(judge_text: Judge) -> None:
    rows = "id,유형,접수일\n1,Street and Sidewalk Cleaning,2025-05-02\n2,낙서,2025-05-02"
    told = {"category": {"street  and sidewalk cleaning": "litter"}}
    reading = judge_text("complaints", rows, words=told)
    assert reading.frame(COMPLAINTS)["category"].tolist() == ["litter", "graffiti"]
    assert [note.fields for note in reading.notes if note.code == "words_exchanged"] == [{"rows": 1}]
    with pytest.raises(UnknownKind, match="names no field"):
        judge_text("complaints", rows, words={"colour": {"red": "litter"}})
    wrong = judge_text("complaints", rows, words={"category": {"낙서": "graffitti"}})
    assert "graffitti" in {fault.value for fault in wrong.faults}


def test_repairs_are_chosen_by_name() -> None:
    assert chosen_repairs(["all"]) == frozenset(REPAIRS)
    assert chosen_repairs(["swapped"]) == {"swapped"}
    with pytest.raises(UnknownKind, match="expected one of swapped"):
        chosen_repairs(["everything"])
