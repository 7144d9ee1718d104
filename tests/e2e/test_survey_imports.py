"""Surveys out of ODK Central, KoboToolbox and QField, brought in with a browser: looked at, mapped, taken in, stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from flask import Flask
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.domain.rubric import RUBRIC
from mapper.operations.database import Sessions
from mapper.operations.imports.turns import wait_for_turn

NEW = "/admin/imports/files/new"
ITEMS = RUBRIC.item_ids
DAY = "2025-05-02"
MARKUP = "<img src=x onerror=alert(1)>"
"""What somebody writes for a level who is up to something: it is shown as it stands."""
ALONE = """
    SELECT CAST(id AS text) AS segment, ST_X(there) AS lon, ST_Y(there) AS lat FROM (
        SELECT id, length_m, ST_Transform(middle, 4326) AS there
        FROM (SELECT *, ST_LineInterpolatePoint(line, 0.5) AS middle FROM segment) AS one
        WHERE graded AND superseded_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM segment AS other
            WHERE other.id <> one.id AND superseded_at IS NULL AND ST_DWithin(other.line, middle, 30)
        )
    ) AS lone ORDER BY length_m DESC, id LIMIT 3
"""

Row = dict[str, str]


@dataclass(frozen=True)
class Place:
    """A segment with no other near its middle, and that middle."""

    segment: str
    lon: float
    lat: float

    @property
    def geopoint(self) -> str:
        return f"{self.lat:.7f} {self.lon:.7f} 54.2 3.5"


@pytest.fixture(scope="module")
def places(own_city: Sessions) -> list[Place]:
    with own_city() as session:
        return [Place(*row) for row in session.execute(text(ALONE))]


def table(rows: list[Row], path: Path, delimiter: str, encoding: str = "utf-8") -> Path:
    lines = [delimiter.join(rows[0]), *(delimiter.join(row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding)
    return path


def levels(nth: int, bad: str | None = None) -> Row:
    """What was seen on the nth walk; the last one has a level that there is not."""
    seen = dict.fromkeys(ITEMS, f"level_{nth}")
    return seen | {"R1": bad} if bad and nth == 2 else seen


def central(folder: Path, places: list[Place], encoding: str = "utf-8") -> Path:
    """Three walks as ODK Central writes them, each of a picked segment; the last was turned down there."""
    rows = [
        {
            "SubmissionDate": f"{DAY}T01:25:00.000Z",
            "today": DAY,
            "segment": place.segment,
            **{f"items-{item}": level for item, level in levels(nth).items()},
            "KEY": f"uuid:made-odk-{nth}",
            "SubmitterName": "가상조사원",
            "ReviewState": "rejected" if nth == 2 else "",
        }
        for nth, place in enumerate(places)
    ]
    return table(rows, folder / "walk.csv", ",", encoding)


def kobo(folder: Path, places: list[Place]) -> Path:
    """Three walks as KoboToolbox writes them, each at a geopoint; nobody knows its heading for who walked."""
    rows = [
        {
            "start": f"{DAY}T10:20:00.000+09:00",
            "조사/걸은 사람": "가상조사원",
            "조사/place": place.geopoint,
            **{f"조사/항목/{item}": level for item, level in levels(nth, "level_9").items()},
            "_id": str(nth),
            "_uuid": f"made-kobo-{nth}",
            "_submission_time": f"{DAY}T01:25:00",
            "_index": str(nth),
        }
        for nth, place in enumerate(places)
    ]
    return table(rows, folder / "walk.csv", ";")


def qfield(folder: Path, places: list[Place]) -> Path:
    """Three walks as QField keeps them: points of a GeoPackage in the plane of the middle belt."""
    rows = [
        {"uuid": f"{{made-qfield-{nth}}}", "조사일": f"{DAY}T10:20:00", "조사자": "가상조사원", "정확도": 3.5}
        | levels(nth, MARKUP)
        for nth, place in enumerate(places)
    ]
    points = [shapely.Point(place.lon, place.lat) for place in places]
    gpd.GeoDataFrame(rows, geometry=points, crs=4326).to_crs(5186).to_file(
        folder / "walk.gpkg", layer="surveys", driver="GPKG"
    )
    return folder / "walk.gpkg"


@dataclass(frozen=True)
class Tool:
    """What a tool writes, and what is said of it."""

    write: Callable[[Path, list[Place]], Path]
    said: str
    fault: str
    bad_value: str
    read_from: str
    is_asked_for: bool = False


TOOLS = {
    "odk": Tool(central, "ODK Central에서 내보낸", "조사 도구에서 반려한 제출입니다.", "rejected", "SubmitterName"),
    "kobo": Tool(
        kobo, "KoboToolbox에서 내보낸", "0에서 4까지의 단계가 아닙니다.", "level_9", "조사/걸은 사람", is_asked_for=True
    ),
    "qfield": Tool(qfield, "좌표계는 EPSG:5186입니다", "0에서 4까지의 단계가 아닙니다.", MARKUP, "조사자"),
}


@pytest.fixture
def send(visit_as: Callable[..., Any]) -> Callable[[Path], Page]:
    """Choose a file of surveys in a browser, and send it."""

    def sent(path: Path) -> Page:
        page: Page = visit_as("made-planner", NEW).page
        page.get_by_role("radio", name="현장조사", exact=True).check()
        page.locator("#file").set_input_files(path)
        expect(page.locator(".drop-said")).to_contain_text(path.name)
        page.get_by_role("button", name="보내고 확인하기").click()
        expect(page.get_by_role("heading", name=path.name)).to_be_visible()
        return page

    return sent


def workbook(page: Page) -> list[Any]:
    with page.expect_download() as coming:
        page.get_by_role("link", name="고칠 곳 내려받기").click()
    return list(load_workbook(BytesIO(coming.value.path().read_bytes())).active.values)


def surveyed(city: Sessions, key: str) -> list[str]:
    with city() as session:
        found = session.execute(
            text("SELECT CAST(segment_id AS text) FROM survey WHERE source_key LIKE :key ORDER BY source_key"),
            {"key": f"%{key}%"},
        )
        return list(found.scalars())


@pytest.mark.parametrize("name", TOOLS)
def test_surveys_of_a_tool_are_seen_on_the_map_mapped_and_taken_in(
    name: str,
    send: Callable[[Path], Page],
    places: list[Place],
    tmp_path: Path,
    own_city: Sessions,
    own_app: Flask,
    work_off: Callable[[Sessions, Path], None],
) -> None:
    tool = TOOLS[name]
    page = send(tool.write(tmp_path, places))
    surveyor = page.locator("#map-surveyor")
    if tool.is_asked_for:
        expect(page.locator("details.more").get_by_text("골라 주세요")).to_be_visible()
        surveyor.select_option(tool.read_from)
        page.get_by_role("button", name="다시 확인").click()
        expect(surveyor).to_have_value(tool.read_from)
    else:
        page.locator("details.more summary").click()
        expect(surveyor.locator("option").first).to_have_text(f"자동: {tool.read_from}")
    expect(page.get_by_text(tool.said).first).to_be_visible()

    expect(page.locator("#import-map path.leaflet-interactive:not([stroke-dasharray])")).to_have_count(2)
    bad = page.locator("#import-map").locator(
        ".leaflet-marker-icon.import-cross, path.leaflet-interactive[stroke-dasharray]"
    )
    expect(bad).to_have_count(1)
    expect(page.locator(".import-legend")).to_contain_text("쓸 수 없는 행")
    wrong = page.locator("tr[data-row]").filter(has_text="쓸 수 없음")
    expect(wrong).to_have_count(1)
    wrong.get_by_role("button").press("Enter")
    expect(page.locator("#import-map .import-reasons")).to_contain_text(tool.fault)
    expect(page.locator("#import-map .import-reasons code")).to_have_text(tool.bad_value)
    [line] = workbook(page)[1:]
    assert (line[2], line[3]) == (tool.bad_value, tool.fault)

    page.get_by_label("이 읽기 설정을 저장할 이름").fill(f"골목 조사 {name}")
    page.get_by_role("button", name="이 설정 저장").click()
    expect(page.get_by_text(f"읽기 설정을 저장했습니다: 골목 조사 {name}")).to_be_visible()
    page.get_by_role("checkbox", name="쓸 수 없는 1행은 빼고 등록").check()
    page.get_by_role("button", name="2행 등록").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    work_off(own_city, own_app.config["DATA_DIR"])
    expect(page.get_by_text("등록이 끝났습니다")).to_be_visible()
    assert workbook(page)[1:] == [line]
    assert surveyed(own_city, f"made-{name}") == [place.segment for place in places[:2]]


def test_the_encoding_is_told_otherwise_and_told_right_again(
    send: Callable[[Path], Page], places: list[Place], tmp_path: Path
) -> None:
    page = send(central(tmp_path, places, "cp949"))
    encoding, again = page.locator("#encoding"), page.get_by_role("button", name="다시 확인")
    expect(encoding.locator("option").first).to_have_text("자동: CP949")
    expect(page.locator("tr[data-row]").first).to_contain_text("가상조사원")
    encoding.select_option("utf-8")
    again.click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("tr[data-row]")).to_have_count(0)
    expect(encoding).to_have_value("utf-8")
    encoding.select_option("cp949")
    again.click()
    expect(page.locator("tr[data-row]").first).to_contain_text("가상조사원")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_is_under_way_is_cancelled_and_nothing_of_it_is_kept(
    send: Callable[[Path], Page],
    places: list[Place],
    tmp_path: Path,
    own_city: Sessions,
    own_app: Flask,
    work_off: Callable[[Sessions, Path], None],
) -> None:
    rows = central(tmp_path, places).read_text("utf-8").replace("made-odk", "made-cancelled").replace("rejected", "")
    path = tmp_path / "cancelled.csv"
    path.write_text(rows, "utf-8")
    page = send(path)
    begin = page.get_by_role("button", name="3행 등록")
    expect(begin).to_be_visible()
    worker = threading.Thread(target=work_off, args=(own_city, own_app.config["DATA_DIR"]))
    with own_city.begin() as other:
        wait_for_turn(other)  # as another import does, which this one stands behind once it has read its file
        begin.click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        worker.start()
        expect(page.locator(".job-line")).to_contain_text("행을 확인하는 중 · 3 / 3행")
        page.get_by_role("button", name="취소").click()
        expect(page.locator(".job-line")).to_contain_text("취소하는 중입니다")
        expect(page.get_by_role("button", name="취소")).to_be_disabled()
    worker.join()
    expect(page.get_by_text("취소했습니다. 아무것도 저장되지 않았습니다.")).to_be_visible()
    assert surveyed(own_city, "made-cancelled") == []
    expect(begin).to_be_visible()
