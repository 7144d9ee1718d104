"""Both first pictures show every segment in the colour of its grade."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from bench.city import City
from bench.comparison import Unequal
from bench.folium_page import STYLES
from bench.pages import Pages
from layers.style import UNGRADED
from mapper.crs import WEB_MERCATOR

EQUATOR_M: Final = 2 * np.pi * 6_378_137
TILE: Final = 512

SAME_LENGTH: Final = 0.01
"""Share by which the drawn length of a grade may differ: a tile's grid is an eighth of a pixel."""

_OUR_LINES: Final = """() => {
  const { map, face } = golmok.shell;
  const { layer } = face.registry.find(({ key }) => key === "segments");
  const linesOf = ({ props, geom }) => geom.map((line) => [props.overall, line.map(({ x, y }) => [x, y])]);
  return { zoom: map.getZoom(), lines: layer.contents().flatMap(({ features }) => features.flatMap(linesOf)) };
}"""


def check_pictures(pages: Pages, city: City) -> None:
    """Compare what either page draws with the grades of the city; at low zooms our tiles carry no ids."""
    grades = city.graded["overall"].fillna(UNGRADED.key)
    with pages.look(pages.peer) as picture:
        colours = pd.Series(picture.page.evaluate(f"() => {pages.peer.colours}")).value_counts()
    wanted = grades.map(lambda grade: STYLES[grade]["color"]).value_counts()
    if colours.to_dict() != wanted.to_dict():
        message = f"the peer draws {colours.to_dict()} paths, expected {wanted.to_dict()}"
        raise Unequal(message)
    with pages.look(pages.ours) as picture:
        drawn = picture.page.evaluate(_OUR_LINES)
    pixels = city.graded.to_crs(WEB_MERCATOR).length * 256 * 2 ** drawn["zoom"] / EQUATOR_M
    expected, found = pixels.groupby(grades).sum(), _length_by_grade(drawn["lines"])
    if not (found / expected - 1).abs().max(skipna=False) <= SAME_LENGTH:
        message = f"we draw {found.round().to_dict()} pixels of the grades, expected {expected.round().to_dict()}"
        raise Unequal(message)


def _length_by_grade(lines: list[tuple[str | None, list[Any]]]) -> pd.Series[float]:
    """Add up what is drawn inside the tiles; beyond their edges they repeat one another."""
    inside = shapely.clip_by_rect([shapely.LineString(line) for _, line in lines], 0, 0, TILE, TILE)
    return pd.Series(shapely.length(inside)).groupby([grade or UNGRADED.key for grade, _ in lines]).sum()
