"""The pieces of a page: the same bytes every time, and nothing from another host."""

from __future__ import annotations

import json
import re
from pathlib import Path

import folium
import geopandas as gpd
import pytest
from folium.plugins import Fullscreen

from layers import LAYERS, Districts, Segments
from layers.compose import Shell, build_shell
from layers.render import VENDORED, Facts, parts, standalone
from mapper.errors import UnknownKind

VENDOR = Path(__file__).resolve().parents[2] / "web" / "static" / "vendor"
GOLDEN = Path(__file__).parent / "golden"
ADDRESS = re.compile(r"(?:https?:)?//[\w-]+\.[\w.-]+")


def served() -> Shell:
    return build_shell([layer(f"/tiles/{layer.key}/{{z}}/{{x}}/{{y}}.mvt") for layer in LAYERS])


def drawn(segments: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> Shell:
    return build_shell([Districts(districts), Segments(segments)])


def test_the_served_script_is_the_golden_one() -> None:
    script = parts(served(), script_url="/maps/city.js").script
    style, calls = script.split(";\n", 1)
    assert style.startswith("golmok.style = {")
    assert calls == (GOLDEN / "shell.js").read_text(encoding="utf-8")


def test_the_same_map_gives_the_same_bytes(segments: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> None:
    assert parts(served(), script_url="/m.js") == parts(served(), script_url="/m.js")
    shell = drawn(segments, districts)
    first = standalone(shell, facts=Facts("시험시"), vendor=VENDOR)
    assert first == standalone(shell, facts=Facts("시험시"), vendor=VENDOR)
    assert first == standalone(drawn(segments, districts), facts=Facts("시험시"), vendor=VENDOR)


def test_a_page_loads_its_scripts_from_our_own_host_in_order() -> None:
    page = parts(served(), script_url="/maps/city.js")
    assert all(address.startswith("/static/") for address in (*page.scripts[:-1], *page.styles))
    assert page.scripts[-1] == "/maps/city.js"
    assert page.scripts.index("/static/vendor/leaflet/leaflet.js") < page.scripts.index("/static/layers/core.js")
    assert not ADDRESS.search(page.html + page.script)
    assert "<script" not in page.html
    assert "style=" not in page.html


def test_a_layer_from_a_frame_needs_no_tile_reader(segments: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> None:
    assert not [
        address for address in parts(drawn(segments, districts), script_url="/m.js").scripts if "proto" in address
    ]


def test_every_vendored_file_that_a_map_may_link_is_there() -> None:
    listed = {entry["file"] for entry in json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))}
    assert set(VENDORED) <= listed
    assert all((VENDOR / file).is_file() for file in VENDORED)


def test_a_plugin_from_elsewhere_is_an_error_at_start_up() -> None:
    shell = served()
    Fullscreen().add_to(shell)
    with pytest.raises(UnknownKind, match="expected only vendored files"):
        parts(shell, script_url="/m.js")


def test_other_maps_keep_foliums_own_links(segments: gpd.GeoDataFrame) -> None:
    before = list(folium.Map.default_js)
    parts(served(), script_url="/m.js")
    folium.Map(tiles=None).add_child(Segments(segments)).get_root().render()
    assert folium.Map.default_js == before


def test_a_map_without_bounds_waits_for_the_page(segments: gpd.GeoDataFrame) -> None:
    assert 'golmok.open("golmok_map_00", null)' in parts(served(), script_url="/m.js").script
    south, west = build_shell([Segments(segments)]).bounds[0]
    assert (round(south), round(west)) == (38, 127)


def test_names_are_never_read_as_templates(segments: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> None:
    segments.loc[0, "name"] = "{{ 7 * 7 }}{% raw %}"
    page = standalone(drawn(segments, districts), facts=Facts("{{ 7 * 7 }}"), vendor=VENDOR)
    assert '"name":"{{ 7 * 7 }}{% raw %}"' in page
    assert "<h1>{{ 7 * 7 }} 골목 지도</h1>" in page
    plain = folium.Map(tiles=None).add_child(Segments(segments)).get_root().render()
    assert '"name":"{{ 7 * 7 }}{% raw %}"' in plain
