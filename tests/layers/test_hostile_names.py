"""Names that would like to be code: typed into a frame, drawn, read; nothing runs and nothing leaves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import folium
import geopandas as gpd
from playwright.sync_api import Page

from layers import Districts, Segments
from layers.compose import build_shell
from layers.render import Facts, standalone

VENDOR: Final = Path(__file__).resolve().parents[2] / "web" / "static" / "vendor"

PICK: Final = "id => golmok.shell.face.fire('pick', { props: { id }, latlng: golmok.shell.map.getCenter() })"

FOLIUM_HOSTS: Final = {"code.jquery.com", "cdn.jsdelivr.net", "cdnjs.cloudflare.com", "netdna.bootstrapcdn.com"}

HOSTILE: Final = [
    "${window.pwned=1}",
    "`);window.pwned=1;(`",
    "</script><script>window.pwned=1</script>",
    '<img src=x onerror="window.pwned=1">',
    '"><svg onload="window.pwned=1">',
    "{{ 7 * 7 }}",
    "{% raw %}{# #}",
    "\u2028window.pwned=1//",
    "<!--<script>",
    "javascript:window.pwned=1",
]


def card(number: int) -> dict[str, Any]:
    axis = {"status": "graded", "grade": "C", "score": 60.0, "confidence": "low", "reason_ko": None}
    lines = [
        {"key": "base", "label": HOSTILE[number], "points": 100.0},
        {"key": "x", "label": HOSTILE[3], "points": -40.0},
    ]
    graded = {**axis, "lines": lines, "probability": {"C": 1.0}}
    return {
        "id": f"00000000-0000-4000-8000-{number:012d}",
        "name": HOSTILE[number],
        "district": {"code": "1", "name": HOSTILE[3]},
        "length_m": 60,
        "overall": graded,
        "residential": graded,
        "walking": graded,
        "surveyed_on": "2026-03-01",
        "surveys": 1,
        "next_action": HOSTILE[2],
        "run": {"as_of": "2026-11-21"},
    }


def pixel_of(page: Page, frame: gpd.GeoDataFrame, number: int) -> tuple[float, float]:
    """Where the middle of a segment is on screen."""
    lon, lat = frame.to_crs(4326).geometry.iloc[number].interpolate(0.5, normalized=True).coords[0]
    at = page.evaluate(
        "([lat, lon]) => { const map = window.golmokMap; const p = map.latLngToContainerPoint([lat, lon]);"
        "const box = map.getContainer().getBoundingClientRect(); return [p.x + box.left, p.y + box.top]; }",
        [lat, lon],
    )
    return at[0], at[1]


def clean(watched: Any) -> None:
    assert watched.faults == []
    assert watched.page.evaluate("window.pwned") is None


def test_a_standalone_file_shows_names_as_text(
    watched: Any,
    make_segments: Callable[[list[str]], gpd.GeoDataFrame],
    districts: gpd.GeoDataFrame,
    tmp_path: Path,
) -> None:
    cards = {card(i)["id"]: card(i) for i in range(len(HOSTILE))}
    shell = build_shell([Districts(districts), Segments(make_segments(HOSTILE))])
    facts = Facts(city=HOSTILE[2], run={"as_of": "2026-11-21", "rubric": HOSTILE[3]}, cards=cards)
    page = watched.show(standalone(shell, facts=facts, vendor=VENDOR), tmp_path)
    assert page.locator("h1").text_content() == f"{HOSTILE[2]} 골목 지도"
    assert HOSTILE[3] in page.locator("#golmok-panel").text_content()
    for number, name in enumerate(HOSTILE):
        page.evaluate(PICK, card(number)["id"])
        assert page.locator("#golmok-card h2").text_content() == name
        assert page.locator("#golmok-card .golmok-sum th").first.text_content() == name
        assert HOSTILE[2] in page.locator("#golmok-card").text_content()
    clean(watched)
    assert watched.outside == []


def test_any_folium_map_shows_names_as_text(
    watched: Any, make_segments: Callable[[list[str]], gpd.GeoDataFrame], tmp_path: Path
) -> None:
    frame = make_segments(HOSTILE)
    layer = Segments(frame)
    plain = folium.Map(tiles=None)
    layer.add_to(plain)
    folium.LayerControl().add_to(plain)
    plain.fit_bounds(layer.get_bounds())
    page = watched.show(plain.get_root().render(), tmp_path)
    page.evaluate("name => { window.golmokMap = window[name]; }", plain.get_name())
    for number, name in enumerate(HOSTILE):
        page.mouse.click(*pixel_of(page, frame, number))
        page.locator(".leaflet-popup-content strong", has_text=name).wait_for()
        page.evaluate("golmokMap.closePopup()")
        page.locator(".leaflet-popup").wait_for(state="detached")
    clean(watched)
    # the plain map asks Folium's hosts for its own libraries; our layer asks nobody
    assert {address.split("/")[2] for address in watched.outside} <= FOLIUM_HOSTS
