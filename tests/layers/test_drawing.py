"""The layers really draw: looked at through the pixels of a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import folium
import geopandas as gpd
import pytest
from playwright.sync_api import Page

from layers import LAYERS, Districts, MapLayer, Segments, Shops, Venues
from layers.base import to_web
from layers.compose import build_shell
from layers.render import Facts, standalone
from layers.segments import axis_totals
from layers.style import CONFIDENCE, GRADES, UNGRADED

VENDOR: Final = Path(__file__).resolve().parents[2] / "web" / "static" / "vendor"
FACTS: Final = Facts("시험시")
COLOURS: Final = """() => {
  const found = new Set();
  for (const canvas of document.querySelectorAll('.leaflet-tile-loaded')) {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] === 255) found.add('#' + [0, 1, 2].map((k) => data[i + k].toString(16).padStart(2, '0')).join(''));
    }
  }
  return [...found];
}"""


def colours(page: Page) -> set[str]:
    return set(page.evaluate(COLOURS))


def open_file(watched: Any, folder: Path, layers: list[MapLayer], facts: Facts = FACTS, *, dark: bool = False) -> Page:
    html = standalone(build_shell(layers), facts=facts, vendor=VENDOR)
    page: Page = watched.show(html, folder, dark=dark)
    return page


def zoom_to(page: Page, zoom: int) -> None:
    page.evaluate("zoom => golmok.shell.map.setZoom(zoom, { animate: false })", zoom)
    page.wait_for_timeout(700)  # tiles of the zoom before fade away


def test_every_grade_is_drawn_in_its_colour_with_its_casing(
    watched: Any, segments: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    page = open_file(watched, tmp_path, [Segments(segments)])
    zoom_to(page, 17)
    found = colours(page)
    assert {grade.colour for grade in GRADES} | {UNGRADED.colour, "#333333"} <= found
    assert watched.faults == []


def test_dark_keeps_the_hues_and_lights_the_casing(
    watched: Any, segments: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    page = open_file(watched, tmp_path, [Districts(districts), Segments(segments)], dark=True)
    zoom_to(page, 17)
    found = colours(page)
    assert {grade.colour for grade in GRADES} | {"#e6e8ea", "#1e2227"} <= found
    assert "#333333" not in found


def test_a_point_says_what_it_is_as_text_and_without_a_way_where_there_is_no_page(
    watched: Any, shops: gpd.GeoDataFrame, venues: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    page = open_file(watched, tmp_path, [Venues(venues, show=True), Shops(shops, show=True)])
    said = []
    for frame, row in ((shops, 0), (venues, 0), (venues, 1)):
        middle = to_web(frame.set_geometry(frame.geometry.centroid)).geometry.iloc[row]
        page.evaluate(
            "async ([lat, lon]) => { const { map, face } = golmok.shell;"
            " map.setView([lat, lon], 19, { animate: false });"
            " const held = ({ layer }) => layer.contents().some(({ features }) => features.length);"
            " while (!face.registry.every(held)) await new Promise(requestAnimationFrame);"
            " golmok.together(map).choose(map.getCenter(), 'mouse'); }",
            [middle.y, middle.x],
        )
        said.append(page.locator(".leaflet-popup-content").inner_text().split("\n"))
    assert said == [
        ["시험 반찬", "음식점·반찬", "09:00~18:00", "반찬을 <b>나눕니다</b>"],
        ["시험 강당", "강당·체육관"],
        ["시험 운동장", "운동장"],
    ]
    assert page.locator(".leaflet-popup-content a").count() == 0
    assert watched.faults == []


def test_the_switch_repaints_and_asks_for_nothing(watched: Any, segments: gpd.GeoDataFrame, tmp_path: Path) -> None:
    page = open_file(watched, tmp_path, [Segments(segments)])
    zoom_to(page, 17)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("radio", name="신뢰도").check()
    found = colours(page)
    assert {symbol.colour for symbol in CONFIDENCE} <= found
    assert not {grade.colour for grade in GRADES} & found
    assert asked == []


def test_the_legend_filters_and_counts(watched: Any, segments: gpd.GeoDataFrame, tmp_path: Path) -> None:
    page = open_file(watched, tmp_path, [Segments(segments)], Facts("시험시", axes=axis_totals(segments)))
    zoom_to(page, 17)
    row = page.locator(".golmok-row", has_text="매우 나쁨")
    assert row.text_content() == "E매우 나쁨1구간0.1km17%"
    row.click()
    assert GRADES[4].colour not in colours(page)
    row.click()
    assert GRADES[4].colour in colours(page)


def test_both_axes_lie_side_by_side_when_close(watched: Any, segments: gpd.GeoDataFrame, tmp_path: Path) -> None:
    only = segments[segments["overall"] == "A"]  # 주거 A, 보행 B
    page = open_file(watched, tmp_path, [Segments(only)])
    for zoom, expected in ((17, {GRADES[0].colour}), (18, {GRADES[0].colour, GRADES[1].colour})):
        zoom_to(page, zoom)
        assert colours(page) & {grade.colour for grade in GRADES} == expected


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.key)
def test_each_layer_draws_in_any_folium_map(
    layer: type[MapLayer], watched: Any, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    drawn = layer(request.getfixturevalue(layer.key), show=True)
    plain = folium.Map(tiles=None)
    drawn.add_to(plain)
    folium.LayerControl().add_to(plain)
    (south, west), (north, east) = drawn.get_bounds()
    plain.fit_bounds([[south - 0.001, west - 0.001], [north + 0.001, east + 0.001]])
    page = watched.show(plain.get_root().render(), tmp_path)
    assert colours(page)
    assert layer.title_ko in page.locator(".leaflet-control-layers").text_content()
    assert watched.faults == []


def test_several_layers_share_one_folium_map(watched: Any, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    plain = folium.Map(tiles=None)
    frames = {layer.key: request.getfixturevalue(layer.key) for layer in LAYERS}
    for layer in LAYERS:
        layer(frames[layer.key], show=True).add_to(plain)
    plain.fit_bounds(Segments(frames["segments"]).get_bounds())
    html = plain.get_root().render()
    assert html.count("golmok.style = ") == 1
    page = watched.show(html, tmp_path)
    assert {GRADES[4].colour, "#33363d", "#ffffff"} <= colours(page)
    assert watched.faults == []


def test_a_click_opens_the_card_and_escape_closes_it(watched: Any, segments: gpd.GeoDataFrame, tmp_path: Path) -> None:
    page = open_file(watched, tmp_path, [Segments(segments)])
    zoom_to(page, 18)
    lon, lat = segments.to_crs(4326).geometry.iloc[3].interpolate(0.5, normalized=True).coords[0]
    at = page.evaluate(
        "([lat, lon]) => { const p = golmok.shell.map.latLngToContainerPoint([lat, lon]);"
        "const box = golmok.shell.map.getContainer().getBoundingClientRect(); return [p.x + box.left, p.y + box.top]; }",
        [lat, lon],
    )
    page.mouse.click(at[0] + 8, at[1])
    assert page.locator("#golmok-card h2").text_content() == "시험로3번길"
    assert "나쁨" in page.locator("#golmok-card").text_content()
    page.keyboard.press("Escape")
    assert page.locator("#golmok-card").is_hidden()


def test_the_permalink_of_a_file_opens_its_view(watched: Any, segments: gpd.GeoDataFrame, tmp_path: Path) -> None:
    page = open_file(watched, tmp_path, [Segments(segments)])
    lat, lng = page.evaluate("(({ lat, lng }) => [lat, lng])(golmok.shell.map.getBounds().getCenter())")
    page.goto(f"{page.url}#map=17/{lat + 0.0002:.5f}/{lng:.5f}")
    page.reload()
    assert page.evaluate("golmok.shell.map.getZoom()") == 17
    assert page.evaluate("golmok.shell.map.getCenter().lat") == pytest.approx(lat + 0.0002, abs=1e-5)


def test_shown_lines_always_sum_to_the_score(watched: Any, segments: gpd.GeoDataFrame, tmp_path: Path) -> None:
    page = open_file(watched, tmp_path, [Segments(segments)])
    wrong = page.evaluate("""() => {
      let seed = 7;
      const next = (n) => (seed = (seed * 48271) % 2147483647) % n;
      const wrong = [];
      for (let round = 0; round < 500; round += 1) {
        const points = Array.from({ length: next(14) }, () => -next(900) / 100);
        const lines = [100, ...points].map((value, i) => ({ key: i ? `item:${i}` : 'base', label: String(i), points: value }));
        const { shown, rest, restValue, total } = golmok.sumRows(lines);
        const exact = lines.reduce((sum, line) => sum + Math.round(line.points * 100), 0);
        const told = shown.reduce((sum, row) => sum + row.value, restValue);
        if (told !== exact || total !== exact || shown.length + rest.length !== lines.length) wrong.push(lines);
        if (shown[0].key !== 'base' || rest.length === 1 || (rest.length && shown.length !== 6)) wrong.push(lines);
      }
      return wrong;
    }""")
    assert wrong == []
