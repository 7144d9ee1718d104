"""Nothing in the folder is outside the tuple."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

import folium

import layers
from layers import LAYERS, STAFF_LAYERS, MapLayer
from layers.embed import DRAWING, FACE
from layers.render import STYLES

FOLDER = Path(layers.__file__).parent


def test_every_layer_that_is_written_is_in_the_tuple() -> None:
    modules = [import_module(f"layers.{module.name}") for module in pkgutil.iter_modules([str(FOLDER)])]
    written = {
        value
        for module in modules
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, MapLayer) and value is not MapLayer
    }
    assert written == {*LAYERS, *STAFF_LAYERS}
    assert not {layer.key for layer in LAYERS} & {layer.key for layer in STAFF_LAYERS}


def test_every_layer_is_a_folium_layer_named_after_its_file() -> None:
    assert all(issubclass(layer, folium.map.Layer) for layer in LAYERS)
    assert [layer.__module__ for layer in LAYERS] == [f"layers.{layer.key}" for layer in LAYERS]
    assert len({layer.title_ko for layer in LAYERS}) == len(LAYERS)


def test_every_asset_is_loaded_by_someone() -> None:
    files = {file.name for file in (FOLDER / "assets").iterdir()}
    assert files == {*DRAWING, *FACE, *STYLES, "tokens.css", "standalone.css", "standalone.js"}


def test_every_layer_has_its_painter_and_its_writer() -> None:
    painters = (FOLDER / "assets" / "symbols.js").read_text(encoding="utf-8")
    writers = (FOLDER / "assets" / "marks.js").read_text(encoding="utf-8")
    levels = (FOLDER / "assets" / "layer.js").read_text(encoding="utf-8")
    for layer in (*LAYERS, *STAFF_LAYERS):
        assert f"function* {layer.key}(ctx" in painters
        assert f"    {layer.key}(content" in writers
        assert f"{layer.key}: 2" in levels


def test_scripts_never_write_markup() -> None:
    static = FOLDER.parent / "web" / "static" / "js"
    for file in [*(FOLDER / "assets").glob("*.js"), *static.glob("*.js")]:
        text = file.read_text(encoding="utf-8")
        for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert forbidden not in text, f"{file.name}: {forbidden}"
        assert text.count("\n") <= 300, file.name
