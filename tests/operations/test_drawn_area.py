"""What was picked by name is followed through every edition of the network, forwards and into the past."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from sqlalchemy.orm import Session

from mapper.domain.board import choose
from mapper.domain.picked import Followed
from mapper.operations.boards import CityBoard, board_at, read_board
from mapper.operations.drawn_area import AREA, INSIDE, with_area
from mapper.operations.moments import Moment
from mapper.operations.network import load_alleys

At = Callable[[str], datetime]
NOBODYS = "00000000-0000-4000-8000-000000000000"
CHOICE = {AREA: [INSIDE]}


def ids_of(city: CityBoard, chosen: Any) -> set[str]:
    return {str(uuid.UUID(bytes=one.tobytes())) for one in city.board.ids[chosen].view("V16")}


def picked(session: Session, city: CityBoard, area: str) -> tuple[set[str], Followed | None]:
    found = with_area(session, city, area)
    return ids_of(city, choose(found.board, CHOICE).segments), found.followed


def side_street(lines: gpd.GeoDataFrame, segment: Any, share: float, key: str) -> gpd.GeoDataFrame:
    """A street that begins on a segment, which is cut there."""
    x, y = shapely.get_coordinates(segment.interpolate(share, normalized=True))[0]
    street = lines.iloc[[0]].assign(source_id=key, alley_key=key, name=key)
    street = street.set_geometry([shapely.LineString([(x, y), (x, y - 40)])], crs=lines.crs)
    return street.astype(dict.fromkeys(("source_id", "alley_key", "name"), "string"))


@pytest.fixture
def editions(session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, at: At) -> dict[str, str]:
    """A segment that is cut in two and then in three, one that is gone, and one that stays."""
    street = town[town["name"] == "가로1길"].sort_values("fingerprint").iloc[0]
    last = town[town["name"] == "세로4길"]
    gone = last.iloc[last.geometry.distance(shapely.Point(958_300, 1_971_250)).argmin()]
    stays = town[town["name"] == "가로3길"].iloc[0]
    shorter = lines.copy()
    shorter.loc[7, "geometry"] = shapely.LineString([(958_300, 1_971_000), (958_300, 1_971_200)])
    once = pd.concat([shorter, side_street(lines, street.geometry, 0.5, "새길")])
    load_alleys(session, once, recorded_at=at("2024-07-01"), new_id=uuid.uuid4)
    twice = pd.concat([once, side_street(lines, street.geometry, 0.2, "더새길")])
    load_alleys(session, twice, recorded_at=at("2024-09-01"), new_id=uuid.uuid4)
    return {"cut": str(street["id"]), "gone": str(gone["id"]), "stays": str(stays["id"])}


def city_at(session: Session, day: datetime) -> CityBoard:
    return board_at(session, Moment(day.date(), day), None, network="of no account here")


def test_a_segment_that_was_cut_anew_picks_all_that_lie_where_it_lay(
    session: Session, town: gpd.GeoDataFrame, editions: dict[str, str], at: At
) -> None:
    first, second, now = (city_at(session, at(day)) for day in ("2024-06-01", "2024-08-01", "2024-10-01"))
    cut, gone, stays = editions["cut"], editions["gone"], editions["stays"]
    assert picked(session, first, f"{cut},{gone}") == ({cut, gone}, None)
    halves, told = picked(session, second, cut)
    assert (len(halves), told) == (2, Followed(1, 2, 0))
    thirds, told = picked(session, now, cut)
    assert (len(thirds), told) == (3, Followed(1, 3, 0))
    assert len(halves & thirds) == 1  # only one of the halves was cut again
    whole = float(town.set_index(town["id"].astype(str))["length_m"][cut])
    lengths = now.board.length_m[choose(with_area(session, now, cut).board, CHOICE).segments]
    assert lengths.sum() == pytest.approx(whole)
    assert picked(session, now, f"{cut},{gone};{stays},{NOBODYS}") == (thirds | {stays}, Followed(1, 3, 2))
    everything = ids_of(now, np.ones(len(now.board.ids), dtype=bool))
    assert picked(session, now, f"out,{cut}") == (everything - thirds, Followed(1, 3, 0))
    assert picked(session, now, f"{cut};out,{min(thirds)}") == (thirds - {min(thirds)}, Followed(1, 3, 0))
    assert picked(session, now, f"{min(thirds)};out,{cut};{stays}") == ({stays}, Followed(1, 3, 0))
    assert picked(session, now, f"{cut};{cut};out,{gone}") == (thirds, Followed(1, 3, 1))
    assert picked(session, now, ",".join(sorted({cut, *halves}))) == (thirds, Followed(2, 3, 0))


def test_a_segment_of_now_picks_in_the_past_what_it_was_cut_from(
    session: Session, editions: dict[str, str], at: At
) -> None:
    first, second, now = (city_at(session, at(day)) for day in ("2024-06-01", "2024-08-01", "2024-10-01"))
    thirds, _ = picked(session, now, editions["cut"])
    halves, _ = picked(session, second, editions["cut"])
    (again,) = halves - thirds
    assert picked(session, first, ",".join(sorted(thirds))) == ({editions["cut"]}, Followed(3, 1, 0))
    assert picked(session, second, ",".join(sorted(thirds - halves))) == ({again}, Followed(2, 1, 0))
    (side,) = ids_of(now, np.isin(now.alley, [now.alleys.names.index("더새길")]))
    assert picked(session, second, f"{side};{editions['stays']}") == ({editions["stays"]}, Followed(0, 0, 1))


def test_what_the_city_has_is_not_followed(session: Session, town: gpd.GeoDataFrame) -> None:
    city = read_board(session, now=datetime.fromisoformat("2024-10-01T00:00+09:00"))
    one = str(town["id"].iloc[0])
    assert picked(session, city, one) == ({one}, None)
    found, told = picked(session, city, f"127,37,128,37,128,38,127,38;out,{one}")
    assert (len(found), told) == (len(town) - 1, None)
