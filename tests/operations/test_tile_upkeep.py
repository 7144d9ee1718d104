"""Tiles that are kept: exactly those over what changed are made anew."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.tile import WORLD_M, TileAddress
from mapper.operations import public_tiles
from mapper.operations.database import Sessions
from mapper.operations.grading import regrade_city
from mapper.operations.map_layers import LAYER_SOURCES, current_scene, scene_name
from mapper.operations.network import load_alleys
from mapper.operations.public_tiles import PREPARED_TO, PublicTiles, prepare
from mapper.store import patches, tile_cache
from mapper.store import segments as segment_rows

Kept = dict[tuple[str, int, int, int], tuple[str, str]]
DRAWN_FROM = 7
"""From here on a step of the grid of a tile is shorter than the segments of the town."""
NOW = datetime.fromisoformat("2026-01-01T00:00:00+09:00")


Fill = Callable[[], Kept]


@pytest.fixture
def fill(session: Session) -> Callable[[], Kept]:
    """Ask for every tile of the town, and tell what is then kept: scene and ETag by address."""

    def ask_for_all() -> Kept:
        tiles = PublicTiles(_same(session), lambda: NOW)
        for z, x, y in np.column_stack(tile_cache.touched(tile_cache.city_boxes(session), 17)).tolist():
            for source in LAYER_SOURCES:
                tiles.get(source.key, TileAddress(z, x, y))
        return kept(session)

    return ask_for_all


def _same(session: Session) -> Callable[[], Any]:
    @contextmanager
    def opened() -> Iterator[Session]:
        yield session

    return opened


def kept(session: Session) -> Kept:
    rows = session.execute(text("SELECT layer, z, x, y, scene, etag FROM tile")).all()
    return {(row.layer, row.z, row.x, row.y): (row.scene, row.etag) for row in rows}


def good(session: Session, layer: str) -> set[tuple[int, int, int]]:
    source = next(source for source in LAYER_SOURCES if source.key == layer)
    name = scene_name(source, current_scene(session, now=NOW))
    return {address[1:] for address, (scene, _) in kept(session).items() if address[0] == layer and scene == name}


def at_addresses(tiles: Kept, layer: str) -> set[tuple[int, int, int]]:
    return {address[1:] for address in tiles if address[0] == layer}


def etags(tiles: Kept) -> dict[tuple[str, int, int, int], str]:
    return {address: etag for address, (_, etag) in tiles.items()}


def over(session: Session, ids: list[str]) -> set[tuple[int, int, int]]:
    found = session.execute(
        text(
            "SELECT ST_XMin(web_line), ST_YMin(web_line), ST_XMax(web_line), ST_YMax(web_line) FROM segment"
            " WHERE id = ANY(CAST(:ids AS uuid[]))"
        ),
        {"ids": ids},
    ).all()
    return {tuple(row) for row in np.column_stack(tile_cache.touched(np.array(found, dtype=float))).tolist()}


@pytest.fixture
def hamlets(
    session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, add_surveys: Callable[..., Any], at: Any
) -> gpd.GeoDataFrame:
    """The town and another one 6 km away, graded."""
    session.execute(text("DELETE FROM tile"))
    load_alleys(session, _far(lines), recorded_at=at("2024-01-02"), new_id=uuid.uuid4)
    network = segment_rows.frame(session)
    add_surveys(*(_survey(segment, at("2024-02-01")) for segment in network["id"]))
    _regrade(session, "2024-03-01")
    return network


def _far(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    names = {name: "먼" + lines[name] for name in ("source_id", "alley_key", "name")}
    return lines.assign(**names).set_geometry(lines.translate(6_000, 0))


def _survey(segment: str, when: datetime, **observed: Any) -> dict[str, Any]:
    return {
        "source_key": f"{segment}-{when}",
        "segment_id": segment,
        "walked_at": when,
        "recorded_at": when,
        **observed,
    }


def _regrade(session: Session, day: str) -> None:
    regrade_city(session, as_of=date.fromisoformat(day), official=True, new_id=uuid.uuid4)


def _here(network: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return network[~network["name"].str.startswith("먼")]


def test_a_regrade_that_changes_nothing_costs_no_tile(session: Session, hamlets: gpd.GeoDataFrame, fill: Fill) -> None:
    before = fill()
    _regrade(session, "2024-03-02")
    assert good(session, "segments") == at_addresses(before, "segments")
    assert etags(fill()) == etags(before)


def test_a_regrade_makes_only_the_tiles_over_what_changed_anew(
    session: Session, hamlets: gpd.GeoDataFrame, fill: Fill, add_issues: Callable[..., Any], at: Any
) -> None:
    before, changed = fill(), _here(hamlets)["id"].iloc[0]
    add_issues(
        *(
            {
                "source_key": f"i{i}",
                "segment_id": changed,
                "severity": 3,
                "reported_at": at("2024-03-02"),
                "recorded_at": at("2024-03-02"),
            }
            for i in range(9)
        )
    )
    _regrade(session, "2024-03-03")
    every, anew = at_addresses(before, "segments"), over(session, [changed])
    assert good(session, "segments") == every - anew
    assert every - anew
    after = etags(fill())
    differing = {
        address for address, etag in etags(before).items() if address[0] == "segments" and after[address] != etag
    }
    drawn = {("segments", *address) for address in every & anew if address[0] >= DRAWN_FROM}
    assert drawn
    assert drawn <= differing <= {("segments", *address) for address in every & anew}


def test_an_import_makes_only_the_tiles_over_what_changed_anew(
    session: Session, hamlets: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, fill: Fill, at: Any
) -> None:
    before = fill()
    renamed = lines.assign(name=lines["name"].where(lines.index != 0, "새이름길"))
    load_alleys(session, renamed, recorded_at=at("2024-05-01"), new_id=uuid.uuid4)
    changed = hamlets["id"][hamlets["name"] == lines["name"][0]].tolist()
    every, anew = at_addresses(before, "segments"), over(session, changed)
    assert good(session, "segments") == every - anew
    after = etags(fill())
    written = {address for address, etag in etags(before).items() if after[address] != etag}
    assert written == {("segments", *address) for address in every & anew if address[0] >= 15}


def test_a_tile_of_before_that_is_stored_late_is_not_good(
    session: Session, hamlets: gpd.GeoDataFrame, fill: Fill
) -> None:
    (_, *address), (scene, _) = next(item for item in fill().items() if item[0][0] == "segments")
    _regrade(session, "2024-03-02")
    where = TileAddress(*address)
    tile_cache.keep(session, "segments", where, scene, tile_cache.finish(b"of before"))
    assert (where.z, where.x, where.y) not in good(session, "segments")
    tiles = PublicTiles(_same(session), lambda: NOW)
    assert tiles.get("segments", where).content != b"of before"


def test_nobody_waits_for_a_change_to_keep_a_tile(own_sessions: Sessions) -> None:
    where, tile = TileAddress(15, 1, 1), tile_cache.finish(b"made")
    with own_sessions() as changing, own_sessions() as asking:
        tile_cache.hold_scene(changing)
        tile_cache.keep(asking, "segments", where, "scene", tile)
        asking.commit()
        assert tile_cache.find(asking, "segments", where, "scene") is None
        changing.commit()
        tile_cache.keep(asking, "segments", where, "scene", tile)
        assert tile_cache.find(asking, "segments", where, "scene") == tile


def test_low_zooms_are_prepared_and_nothing_empty_is_kept(session: Session, hamlets: gpd.GeoDataFrame) -> None:
    *_, (done, every) = prepare(session, now=NOW)
    assert done == every
    prepared = kept(session)
    assert max(zoom for layer, zoom, *_ in prepared if layer != patches.LAYER) == PREPARED_TO
    assert not any(address[0] == "roads" for address in prepared)  # the town has none
    assert PublicTiles(_same(session), lambda: NOW).get("roads", TileAddress(13, 0, 0)).content == b""


def test_the_database_keeps_nothing_deep(session: Session, hamlets: gpd.GeoDataFrame, fill: Fill) -> None:
    assert max(address[1] for address in fill()) == tile_cache.DEEPEST_KEPT


@pytest.mark.parametrize("zoom", [5, 10, 15])
def test_touched_are_the_tiles_of_the_box_and_those_whose_margin_it_reaches(zoom: int) -> None:
    width = WORLD_M / 2**zoom
    corner = np.array([2**zoom / 2 * 0.5, 2**zoom / 2 * 0.25]).round() * width  # where four tiles meet
    for point, tiles in ((corner, 4), (corner + width / 2, 1)):
        zooms = tile_cache.touched(np.array([[*point, *point]]), zoom)[0]
        assert np.count_nonzero(zooms == zoom) == tiles


def test_what_is_remembered_is_bounded(
    session: Session, hamlets: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_tiles, "ROOM", 2_000)
    tiles = PublicTiles(_same(session), lambda: NOW)
    for x in range(50):
        tiles.get("segments", TileAddress(20, x, 0))
    assert 0 < len(tiles._memory._tiles) < 5
