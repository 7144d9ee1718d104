"""Tiles and what can be seen on them."""

from __future__ import annotations

import numpy as np
import pytest

from mapper.domain.tile import BUFFER, EXTENT, WORLD_M, TileAddress


@pytest.mark.parametrize("z", [0, 1, 9, 15, 22])
def test_a_tile_shows_what_lies_on_it_and_on_its_margin(z: int) -> None:
    at = TileAddress(z, 2**z // 2, 2**z // 3)
    width = WORLD_M / 2**z
    west, north = at.x * width - WORLD_M / 2, WORLD_M / 2 - at.y * width
    east, south, middle = west + width, north - width, (west + width / 2, north - width / 2)
    margin = width * BUFFER / EXTENT
    near = [middle, (east, north), (west, south)]
    near += [(west - margin, middle[1]), (east + margin, north + margin), (middle[0], south - margin)]
    far = margin + 2.0
    beyond = [(west - far, middle[1]), (east + far, middle[1]), (middle[0], north + far), (middle[0], south - far)]
    assert at.shows(*np.array(near).T).all()
    assert not at.shows(*np.array(beyond).T).any()
