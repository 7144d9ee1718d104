"""The frame around what the database makes; what stands in it is tested with the database."""

import json
from collections.abc import Callable
from pathlib import Path

from mapper.exporters.pieces import PIECE, gathered

Written = Callable[..., Path]


def test_a_collection_has_the_name_of_its_layer_and_no_crs(written: Written, nasty: tuple[str | None, ...]) -> None:
    collection = json.loads(written("geojson").read_text("utf-8"))
    assert list(collection) == ["type", "name", "features"]
    assert (collection["type"], collection["name"]) == ("FeatureCollection", "구간")
    assert [feature["id"] for feature in collection["features"]] == [str(number) for number in range(len(nasty))]
    assert [feature["properties"]["name"] for feature in collection["features"]] == [str(text) for text in nasty]


def test_a_collection_can_be_empty(written: Written) -> None:
    assert json.loads(written("geojson", texts=()).read_text("utf-8"))["features"] == []


def test_small_pieces_are_gathered() -> None:
    pieces = list(gathered(b"x" * 1000 for _ in range(200)))
    assert sum(map(len, pieces)) == 200_000
    assert all(PIECE <= len(piece) < PIECE + 1000 for piece in pieces[:-1])
    assert list(gathered([])) == []
