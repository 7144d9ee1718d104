"""One point by PostGIS and many by the frame: the same rule, the same answer."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from sqlalchemy.orm import Session

from mapper.domain.placement import Decision
from mapper.operations.placing import place_many, place_one

POINTS = 300


@pytest.fixture
def points(town: gpd.GeoDataFrame) -> pd.DataFrame:
    random = np.random.default_rng(7)
    west, south, east, north = town.total_bounds
    names = random.choice(np.array([None, "가로1길", "세로 2길", "없는길"], dtype=object), POINTS)
    return pd.DataFrame(
        {
            "x": random.uniform(west - 40, east + 40, POINTS),
            "y": random.uniform(south - 40, north + 40, POINTS),
            "accuracy_m": random.choice([np.nan, 3.0, 8.0, 25.0], POINTS),
            "road_name": pd.array(names, dtype="string"),
            "segment_id": [None] * POINTS,
        }
    )


def test_single_and_bulk_agree(session: Session, points: pd.DataFrame) -> None:
    bulk = place_many(session, points)
    assert set(bulk["decision"]) == set(Decision)
    for row, many in zip(points.itertuples(index=False), bulk.itertuples(index=False), strict=True):
        accuracy = None if np.isnan(row.accuracy_m) else row.accuracy_m
        name = None if pd.isna(row.road_name) else row.road_name
        one = place_one(session, x=row.x, y=row.y, accuracy_m=accuracy, road_name=name)
        segment = None if pd.isna(many.segment_id) else many.segment_id
        assert (one.decision[0], one.segment[0]) == (many.decision, segment)
        assert list(one.offer[0]) == list(many.offer)
        assert one.probability[0] == pytest.approx(many.probability, abs=1e-9, nan_ok=True)


def test_on_a_junction_the_person_is_asked(session: Session, town: gpd.GeoDataFrame) -> None:
    west, south, _, _ = town.total_bounds
    placed = place_one(session, x=west + 100, y=south + 100, accuracy_m=4.0, road_name=None)
    assert placed.decision[0] == Decision.ASK
    assert len(placed.offer[0]) == 3


def test_far_from_every_alley_it_stays_unassigned(session: Session, town: gpd.GeoDataFrame) -> None:
    west, south, _, _ = town.total_bounds
    placed = place_one(session, x=west - 500, y=south, accuracy_m=4.0, road_name=None)
    assert placed.decision[0] == Decision.UNASSIGNED


def test_the_address_decides_between_two_alleys(session: Session, town: gpd.GeoDataFrame) -> None:
    west, south, _, _ = town.total_bounds
    corner = {"x": west + 12, "y": south + 12, "accuracy_m": 12.0}
    assert place_one(session, **corner, road_name=None).decision[0] == Decision.ASK
    named = place_one(session, **corner, road_name="가로1길")
    assert max(named.offer[0].values(), default=named.probability[0]) > 0.7
