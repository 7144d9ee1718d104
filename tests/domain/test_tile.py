"""Tiles and what can be seen on them."""

from __future__ import annotations

import pytest

from mapper.domain.tile import BUFFER, EXTENT, WORLD_M, TileAddress


@pytest.mark.parametrize("z", [0, 1, 9, 15, 22])
def test_a_tile_shows_what_lies_on_it_and_on_its_margin(z: int) -> None:
    at = TileAddress(z, 2**z // 2, 2**z // 3)
    width = WORLD_M / 2**z
    west, north = at.x * width - WORLD_M / 2, WORLD_M / 2 - at.y * width
    margin = width * BUFFER / EXTENT
    assert at.shows(west + width / 2, north - width / 2)
    for beyond in (0.0, margin):
        assert at.shows(west - beyond, north - width / 2)
        assert at.shows(west + width + beyond, north + beyond)
        assert at.shows(west + width / 2, north - width - beyond)
    far = margin + 2.0
    assert not at.shows(west - far, north - width / 2)
    assert not at.shows(west + width + far, north - width / 2)
    assert not at.shows(west + width / 2, north + far)
    assert not at.shows(west + width / 2, north - width - far)
