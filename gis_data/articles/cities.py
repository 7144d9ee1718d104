"""The ground of the made cities: 의정부 as the demo city has it, of the others squares of streets under real names."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from shapely import LineString, box

from gis_data.demo.city import City, build_city
from mapper.crs import KOREA_TM
from mapper.frames import ALLEY_LINES, DISTRICTS, SURVEYS

_SIDE: Final = 400.0
_COLUMNS: Final = 6
_STREETS: Final = (80.0, 200.0, 320.0)
"""Of a square, in both directions [m]; they stop short of its edge."""
_MARGIN: Final = 20.0
_HOUSEHOLDS: Final = 6_000


@dataclass(frozen=True)
class ArticleCity:
    """A city of an article.

    Attributes
    ----------
    name, code : str
        Of the 시군구.
    west, south : float
        Corner of the made ground [m, EPSG:5179].
    codes, names : list of str
        Of its 행정동.
    """

    name: str
    code: str
    west: float
    south: float
    codes: list[str]
    names: list[str]


def read_cities() -> dict[str, ArticleCity]:
    """Read the cities that are made of squares.

    Returns
    -------
    dict of str to ArticleCity
        By code.
    """
    written = files("gis_data.articles").joinpath("cities.toml").read_text(encoding="utf-8")
    return {row["code"]: ArticleCity(**row) for row in tomllib.loads(written)["city"]}


def build_all_cities(*, seed: int, segments: int) -> City:
    """Build the ground of the five cities.

    Parameters
    ----------
    seed : int
        Of 의정부.
    segments : int
        How many graded segments 의정부 is to have, about.

    Returns
    -------
    City
        In EPSG:5179.
    """
    first, others = build_city(seed=seed, segments=segments), list(read_cities().values())
    districts = pd.concat([first.districts, *map(_districts, others)], ignore_index=True)
    alleys = pd.concat([first.alleys, *map(_alleys, others)], ignore_index=True)
    text = dict.fromkeys(("source_id", "alley_key", "name", "road_code", "road_class", "level"), "string")
    both = gpd.GeoDataFrame(districts, crs=KOREA_TM), gpd.GeoDataFrame(alleys, crs=KOREA_TM).astype(text)
    DISTRICTS.check(both[0])
    ALLEY_LINES.check(both[1])
    return City(*both)


def survey_every_alley(surveys: pd.DataFrame, network: gpd.GeoDataFrame) -> pd.DataFrame:
    """Let every graded segment have been surveyed, as the article says: those that were not are walked like their neighbour.

    Parameters
    ----------
    surveys : DataFrame
        By the contract SURVEYS.
    network : GeoDataFrame
        Its segments.

    Returns
    -------
    DataFrame
        By the same contract, with as many rows more as segments were left out.
    """
    walked = surveys["segment_id"].astype("string")
    left_out = network.loc[network["graded"] & ~network["id"].isin(set(walked)), "id"]
    more = surveys.iloc[[number % len(surveys) for number in range(len(left_out))]].assign(
        segment_id=left_out.to_numpy(), source_key=[f"DEMO-ALL-{number:05d}" for number in range(1, len(left_out) + 1)]
    )
    every = pd.concat([surveys, more], ignore_index=True).astype({"source_key": surveys["source_key"].dtype})
    SURVEYS.check(every)
    return every


def _districts(city: ArticleCity) -> gpd.GeoDataFrame:
    shapes = [box(x, y, x + _SIDE, y + _SIDE) for x, y in _corners(city)]
    columns = {"code": city.codes, "name": city.names, "household_count": _HOUSEHOLDS}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=KOREA_TM)


def _alleys(city: ArticleCity) -> gpd.GeoDataFrame:
    rows = [row for code, name, corner in zip(city.codes, city.names, _corners(city), strict=True)
            for row in _streets(code, name, corner)]  # fmt: skip
    return gpd.GeoDataFrame(rows, crs=KOREA_TM)


def _streets(code: str, name: str, corner: tuple[float, float]) -> Iterator[dict[str, Any]]:
    (x, y), end = corner, _SIDE - _MARGIN
    lines = [LineString([(x + _MARGIN, y + at), (x + end, y + at)]) for at in _STREETS]
    lines += [LineString([(x + at, y + _MARGIN), (x + at, y + end)]) for at in _STREETS]
    for number, line in enumerate(lines, 1):
        yield {
            "source_id": f"GA-{code}-{number}",
            "alley_key": f"{code}-{number}",
            "name": f"{name} {number}길",
            "road_code": None,
            "width_m": 4.0,
            "road_class": "길",
            "graded": True,
            "level": "",
            "geometry": line,
        }


def _corners(city: ArticleCity) -> list[tuple[float, float]]:
    return [
        (city.west + _SIDE * (number % _COLUMNS), city.south + _SIDE * (number // _COLUMNS))
        for number in range(len(city.codes))
    ]
