"""Frames of a made-up corner of a city, and a browser that can reach nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import Browser, Page, Route
from shapely.geometry import LineString, Point, box

from mapper.crs import KOREA_TM

VENDOR = Path(__file__).resolve().parents[2] / "web" / "static" / "vendor"
X, Y = 960_000.0, 1_960_000.0
"""South-west corner of the made-up city [m, EPSG:5179]."""

LETTERS = ("A", "B", "C", "D", "E", None)
CONFIDENCES = ("high", "medium", "low", "high", "low", None)


def line(number: int) -> LineString:
    """A segment of 60 m; they lie side by side, 40 m apart, from west to east."""
    return LineString([(X + 40 * number, Y), (X + 40 * number, Y + 60)])


def segment_frame(names: list[str | None]) -> gpd.GeoDataFrame:
    """One segment a name; grades go round from A to E and 미조사."""
    count = range(len(names))
    grades = [LETTERS[i % 6] for i in count]
    columns = {
        "id": [f"00000000-0000-4000-8000-{i:012d}" for i in count],
        "name": names,
        "overall": grades,
        "residential": grades,
        "walking": [LETTERS[(i + 1) % 6] for i in count],
        "confidence": [CONFIDENCES[i % 6] for i in count],
    }
    return gpd.GeoDataFrame(columns, geometry=[line(i) for i in count], crs=KOREA_TM)


@pytest.fixture
def segments() -> gpd.GeoDataFrame:
    return segment_frame([f"시험로{i}번길" for i in range(6)])


@pytest.fixture
def make_segments() -> Callable[[list[str | None]], gpd.GeoDataFrame]:
    return segment_frame


@pytest.fixture
def districts() -> gpd.GeoDataFrame:
    area = box(X - 500, Y - 500, X + 700, Y + 560)
    return gpd.GeoDataFrame({"code": ["4100000001"], "name": ["시험동"]}, geometry=[area], crs=KOREA_TM)


@pytest.fixture
def roads() -> gpd.GeoDataFrame:
    road = LineString([(X - 400, Y - 60), (X + 600, Y - 60)])
    columns = {"name": ["시험대로"], "road_class": ["primary"], "level": [""]}
    return gpd.GeoDataFrame(columns, geometry=[road], crs=KOREA_TM)


@pytest.fixture
def issues() -> gpd.GeoDataFrame:
    columns = {"label": ["무단투기"], "count": [3]}
    return gpd.GeoDataFrame(columns, geometry=[Point(X + 20, Y + 30)], crs=KOREA_TM)


@pytest.fixture
def venues() -> gpd.GeoDataFrame:
    """A place, and an area with its mark."""
    area = box(X + 30, Y + 40, X + 70, Y + 80)
    columns = {
        "id": ["v1", "v2", "v2"],
        "kind": ["hall", "yard", "yard"],
        "name": ["시험 강당", "시험 운동장", "시험 운동장"],
    }
    return gpd.GeoDataFrame(columns, geometry=[Point(X + 10, Y + 10), area, area.centroid], crs=KOREA_TM)


@pytest.fixture
def shops() -> gpd.GeoDataFrame:
    columns = {
        "id": ["s1"],
        "sector": ["meal"],
        "name": ["시험 반찬"],
        "hours": ["09:00~18:00"],
        "services": ["반찬을 <b>나눕니다</b>"],
    }
    return gpd.GeoDataFrame(columns, geometry=[Point(X + 40, Y + 10)], crs=KOREA_TM)


@dataclass
class Watched:
    """A page that reaches nothing but its own file, and remembers what it tried."""

    page: Page
    outside: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        address = route.request.url
        if address.startswith(("file:", "data:", "blob:")):
            route.continue_()
        elif "/leaflet@" in address and address.endswith((".js", ".css")):
            route.fulfill(path=VENDOR / "leaflet" / address.rsplit("/", 1)[1])
        else:
            self.outside.append(address)
            route.abort()

    def show(self, html: str, folder: Path, *, dark: bool = False) -> Page:
        file = folder / "map.html"
        file.write_text(html, encoding="utf-8")
        self.page.emulate_media(color_scheme="dark" if dark else "light")
        self.page.goto(file.as_uri())
        self.page.wait_for_function("() => document.querySelectorAll('.leaflet-tile-loaded').length > 0")
        self.page.wait_for_timeout(200)  # canvases over the view are drawn in the next frame
        return self.page


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    page.set_default_timeout(5_000)
    watch = Watched(page)
    page.route("**/*", watch.answer)
    page.on("pageerror", lambda fault: watch.faults.append(str(fault)))
    page.on("dialog", lambda dialog: (watch.faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
    yield watch
    page.close()
