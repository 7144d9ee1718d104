"""What a planner takes away: paper at its true scale with our own fonts, pictures, tables that say how they were chosen."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from math import dist
from typing import Any
from urllib.parse import unquote

import pypdfium2
import pytest
from openpyxl import load_workbook
from PIL import Image

from layers.paper_style import symbols_of
from mapper.domain.access import Scope
from mapper.domain.paper import Sheet
from mapper.domain.reader import Role
from mapper.domain.user import User
from mapper.operations import boards

MM_A_POINT = 25.4 / 72
RUN = "run_id = (SELECT id FROM grade_run WHERE official ORDER BY as_of DESC, known_at DESC LIMIT 1)"
HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} =1+1"


@pytest.fixture(autouse=True)
def one_board(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test has one connection; on a slow machine the board would be read anew beside it."""
    monkeypatch.setattr(boards, "FRESH", timedelta(hours=1))


@pytest.fixture
def planner(office: Any) -> User:
    user: User = office.add("made-planner", Role.PLANNER)
    return user


def take(office: Any, user: User, path: str, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, Scope.READ, Scope.EXPORT)}"}
    return office.app.test_client().get(f"/plan/out/{path}", query_string=query, headers=headers)


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        said: str = document[0].get_textpage().get_text_bounded()
        return said


def straight_segment(office: Any) -> tuple[str, float, str]:
    """A long straight segment: its grade, its length [m], and a speck around the middle by which it alone is chosen."""
    letter, length, lon, lat = office.sql(
        "SELECT overall_grade, ST_Length(line), ST_X(middle), ST_Y(middle) FROM ("
        "  SELECT overall_grade, line, ST_Transform(ST_Centroid(ST_Envelope(web_line)), 4326) AS middle"
        f"  FROM segment JOIN grade ON segment_id = segment.id AND {RUN} WHERE superseded_at IS NULL AND ST_NPoints(line) = 2"
        "  AND overall_grade IN ('A', 'E')) AS straight ORDER BY 2 DESC LIMIT 1"
    ).one()
    speck = 2e-5
    corners = (lon - speck, lat - speck, lon + speck, lat - speck, lon, lat + speck)
    return letter, length, ",".join(map(str, corners))


@pytest.mark.parametrize(("size", "turn"), [("a4", "landscape"), ("a3", "portrait")])
def test_a_segment_measures_on_paper_what_the_scale_says(office: Any, planner: User, size: Any, turn: Any) -> None:
    letter, length, area = straight_segment(office)
    lon, lat = (float(one) for one in area.split(",")[:2])
    view = f"{lon - 0.003},{lat - 0.003},{lon + 0.003},{lat + 0.003}"
    answer = take(office, planner, "map.pdf", area=area, size=size, turn=turn, box=view, layers="segments")
    assert answer.status_code == 200, answer.text
    scale = int(re.findall(r"1:([\d,]+)", text_of(answer.data))[0].replace(",", ""))
    colour = next(symbol.colour for symbol in symbols_of("overall") if symbol.key == letter)
    with pypdfium2.PdfDocument(answer.data) as document:
        page, sheet = document[0], Sheet(size, turn)
        assert [side * MM_A_POINT for side in page.get_size()] == pytest.approx(sheet.paper, abs=0.1)
        drawn = lengths_of(page, tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5)))
    segment, swatch = drawn  # the map comes before its legend
    assert segment == pytest.approx(length * 1000 / scale, abs=0.1)
    assert swatch == pytest.approx(11, abs=0.01)


def lengths_of(page: Any, colour: tuple[int, ...]) -> list[float]:
    """How long the lines of a colour are, from first to last point [mm]."""
    raw = pypdfium2.raw
    found = []
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        channels = [raw.c_uint() for _ in range(4)]
        raw.FPDFPageObj_GetStrokeColor(one.raw, *channels)
        if tuple(channel.value for channel in channels[:3]) == colour:
            points = points_of(one)
            found.append(dist(points[0], points[-1]) * MM_A_POINT)
    return found


def test_a_sheet_says_what_it_shows_in_fonts_of_its_own(office: Any, planner: User) -> None:
    answer = take(office, planner, "map.pdf", overall="E", title=HOSTILE, layers="districts,roads,segments,issues")
    said = re.sub(r"\s+", " ", text_of(answer.data))
    assert HOSTILE in said
    for words in (
        "종합 등급: E",
        "매우 나쁨",
        "축척",
        "등급 기준일",
        "등급에 쓴 기록",
        "1 / 1",
        "EPSG:5179",
        "자료 등록한 파일 없음 (데모 도시)",
    ):
        assert words in said, words
    counted = board(office, planner, overall="E")["chosen"]["issues"]
    assert f"고른 불편사항 {counted:,}건 (구간 가운데" in said
    assert tip_over_north(answer.data) < 0.3
    shown = office.sql(
        f"SELECT count(*) FROM grade JOIN segment ON segment.id = segment_id AND {RUN}"
        " WHERE overall_grade = 'E' AND superseded_at IS NULL"
    ).scalar_one()
    assert f"E 매우 나쁨 {shown:,}" in said
    with pypdfium2.PdfDocument(answer.data) as document:
        fonts = {
            (one.get_font().get_base_name(), one.get_font().is_embedded)
            for one in document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], max_depth=9)
        }
    assert fonts
    assert all(is_embedded and "Pretendard" in name for name, is_embedded in fonts), fonts
    name = unquote(answer.headers["Content-Disposition"].split("UTF-8''")[1])
    assert re.fullmatch(r"골목 지도_\d{4}-\d\d-\d\d\.pdf", name)


def test_sources_are_named_on_paper(office: Any, planner: User) -> None:
    for kind, name in (("alleys", "가상 도로.shp"), ("districts", "가상 행정동.geojson")):
        office.sql(
            "INSERT INTO \"import\" (id, kind, file_name, sha256, report, recorded_at) VALUES (gen_random_uuid(), :kind, :name, '', '{}', now())",
            kind=kind,
            name=name,
        )
    said = re.sub(r"\s+", " ", text_of(take(office, planner, "map.pdf", overall="E").data))
    for words in ("도로·구간 자료 가상 도로.shp", "행정동 자료 가상 행정동.geojson"):
        assert words in said, words


def test_paper_of_issues_is_of_the_chosen_ones_for_those_who_take_out_issues_and_of_public_ones_for_others(
    office: Any, planner: User
) -> None:
    mayor = office.add("made-mayor", Role.MAYOR)
    asked = {"overall": "E", "layers": "segments,issues"}
    chosen = text_of(take(office, planner, "map.pdf", **asked, due="overdue").data)
    assert f"고른 불편사항 {board(office, planner, overall='E', due='overdue')['chosen']['issues']:,}건" in chosen
    public = text_of(take(office, mayor, "map.pdf", **asked).data)
    assert "불편사항 (공개하는 자리" in public
    assert "고른 불편사항" not in public


def board(office: Any, user: User, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {office.token(user, Scope.READ)}"}
    return office.app.test_client().get("/api/v1/board/answer", query_string=query, headers=headers).json


def tip_over_north(pdf: bytes) -> float:
    """How far the tip of the arrow, its highest point, stands beside the middle of the N below it [mm]."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        words = page.get_textpage()
        at, _ = words.search("N", match_case=True, match_whole_word=True).get_next()
        left, _, right, top = words.get_charbox(at)
        near = 12 / MM_A_POINT
        tips = [
            max(points, key=lambda point: point[1])
            for points in map(points_of, page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH], max_depth=9))
            if points and all(top < y < top + near and abs(x - left) < near for x, y in points)
        ]
    return max(abs(x - (left + right) / 2) for x, _ in tips) * MM_A_POINT


def points_of(path: Any) -> list[tuple[float, float]]:
    """Where a path goes, in points of the page."""
    raw = pypdfium2.raw
    x, y, matrix = raw.c_float(), raw.c_float(), path.get_matrix()
    points = []
    for at in range(raw.FPDFPath_CountSegments(path.raw)):
        raw.FPDFPathSegment_GetPoint(raw.FPDFPath_GetPathSegment(path.raw, at), x, y)
        points.append(matrix.on_point(x.value, y.value))
    return points


def test_a_picture_is_the_same_sheet(office: Any, planner: User) -> None:
    answer = take(office, planner, "map.png", overall="E", turn="portrait", dpi="300", layers="segments")
    with Image.open(BytesIO(answer.data)) as picture:
        assert picture.size == pytest.approx((2480, 3508), abs=1)
        assert picture.info["dpi"][0] == pytest.approx(300, abs=0.1)
        assert (127, 13, 31) in {colour for _, colour in picture.convert("RGB").getcolors(1 << 20) or []}


def test_a_workbook_holds_the_chosen_rows_and_says_how_they_were_chosen(office: Any, planner: User) -> None:
    book = load_workbook(BytesIO(take(office, planner, "segments.xlsx", overall=["D", "E"], confidence="high").data))
    assert book.sheetnames == ["구간", "코드북", "고른 조건"]
    rows = list(book["구간"].iter_rows(values_only=True))
    overall, ids = rows[0].index("종합 등급"), rows[0].index("구간 번호") if "구간 번호" in rows[0] else 0
    assert {row[overall] for row in rows[1:]} == {"D", "E"}
    headers = {"Authorization": f"Bearer {office.token(planner, Scope.READ)}"}
    query = {"overall": ["D", "E"], "confidence": "high", "size": 500}
    page = office.app.test_client().get("/api/v1/board/rows", query_string=query, headers=headers).json
    assert {row["id"] for row in page["items"]} == {row[ids] for row in rows[1:]}
    assert len(rows) - 1 == page["total"] > 0
    told = dict(book["고른 조건"].iter_rows(values_only=True))
    assert (told["종합 등급"], told["신뢰도"]) == ("D, E", "높음")
    assert told.keys() >= {"등급 기준일", "등급에 쓴 기록", "조건 기준", "출력"}
    assert [row[0] for row in book["코드북"].iter_rows(min_row=2, values_only=True)][: len(rows[0])] == list(rows[0])


def test_issues_of_a_choice_are_those_the_board_counts(office: Any, planner: User) -> None:
    lines = take(office, planner, "issues.csv", due="overdue", overall="E").data.decode("utf-8-sig").splitlines()
    headers = {"Authorization": f"Bearer {office.token(planner, Scope.READ)}"}
    query = {"due": "overdue", "overall": "E"}
    answer = office.app.test_client().get("/api/v1/board/answer", query_string=query, headers=headers).json
    assert len(lines) - 1 == answer["chosen"]["issues"] > 0


def test_a_map_in_one_file_has_the_chosen_segments_alone(office: Any, planner: User) -> None:
    page = take(office, planner, "map.html", overall="E").text
    chosen = set(office.sql(f"SELECT segment_id::text FROM grade WHERE overall_grade = 'E' AND {RUN}").scalars())
    others = set(office.sql(f"SELECT segment_id::text FROM grade WHERE overall_grade = 'A' AND {RUN}").scalars())
    found = set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", page))
    assert chosen & found
    assert not others & found
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_the_mayors_office_takes_out_what_is_public(office: Any) -> None:
    mayor = office.add("made-mayor", Role.MAYOR)
    book = load_workbook(BytesIO(take(office, mayor, "segments.xlsx", overall="E").data))
    names = next(book["구간"].iter_rows(values_only=True))
    staff = next(
        load_workbook(
            BytesIO(take(office, office.add("made-planner", Role.PLANNER), "segments.xlsx", overall="E").data)
        )["구간"].iter_rows(values_only=True)
    )
    assert set(names) < set(staff)
    assert take(office, mayor, "issues.csv", overall="E").status_code == 400


def test_what_may_be_posted_is_not_chosen_by_what_only_staff_know(office: Any, planner: User) -> None:
    mayor = office.add("made-mayor", Role.MAYOR)
    files = ("map.pdf", "map.png", "map.html", "segments.csv", "segments.xlsx", "segments.geojson")
    asked = [(mayor, path, query) for path in files for query in ({"item": "R7"}, {"due": "overdue"})]
    for user, path, query in [*asked, (planner, "map.html", {"item": "R2", "overall": "E"})]:
        answer = take(office, user, path, **query)
        assert (answer.status_code, answer.json["error"]["code"]) == (400, "choice_not_public"), (path, query)
    assert take(office, planner, "segments.csv", item="R7").status_code == 200
    assert take(office, mayor, "segments.csv", overall="E", confidence="high").status_code == 200
    assert office.sql("SELECT count(*) FROM write_log WHERE action = 'export'").scalar_one() == 2


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("map.pdf", {"size": "a5"}),
        ("map.pdf", {"title": "a\nb"}),
        ("map.png", {"dpi": "1200"}),
        ("map.pdf", {"overall": "Z"}),
        ("map.pdf", {"layers": "<svg>"}),
    ],
)
def test_what_cannot_be_printed_is_refused(office: Any, planner: User, path: str, query: dict[str, str]) -> None:
    assert take(office, planner, path, **query).status_code == 400


def test_what_is_taken_out_is_written_down(office: Any, planner: User) -> None:
    take(office, planner, "map.pdf", overall="E")
    take(office, planner, "segments.csv", overall="E")
    entries = office.sql(
        "SELECT subject, details->>'format', details->'filters'->'overall' FROM write_log WHERE action = 'export'"
        " AND name = 'made-planner' ORDER BY recorded_at"
    ).all()
    assert [tuple(entry) for entry in entries] == [("map", "pdf", ["E"]), ("segments", "csv", ["E"])]
    assert take(office, office.add("made-walker", Role.FIELD, office.districts()[0]), "map.pdf").status_code == 403


def test_where_nothing_is_chosen_there_is_nothing_to_print(office: Any, planner: User) -> None:
    nowhere = "126.0,37.0,126.001,37.0,126.001,37.001"
    answer = take(office, planner, "map.pdf", area=nowhere)
    assert answer.status_code == 409
    assert "인쇄할 곳이 없습니다" in answer.text
