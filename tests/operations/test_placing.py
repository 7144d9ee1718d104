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
        assert (one.decision, one.segment and str(one.segment)) == (many.decision, segment)
        assert list(one.offer) == list(many.offer)
        chance = np.nan if one.probability is None else one.probability
        assert chance == pytest.approx(many.probability, abs=1e-9, nan_ok=True)


def test_on_a_junction_the_person_is_asked(session: Session, town: gpd.GeoDataFrame) -> None:
    west, south, _, _ = town.total_bounds
    placed = place_one(session, x=west + 100, y=south + 100, accuracy_m=4.0, road_name=None)
    assert placed.decision == Decision.ASK
    assert len(placed.offer) == 3


def test_far_from_every_alley_it_stays_unassigned(session: Session, town: gpd.GeoDataFrame) -> None:
    west, south, _, _ = town.total_bounds
    placed = place_one(session, x=west - 500, y=south, accuracy_m=4.0, road_name=None)
    assert placed.decision == Decision.UNASSIGNED


def test_the_address_decides_between_two_alleys(session: Session, town: gpd.GeoDataFrame) -> None:
    west, south, _, _ = town.total_bounds
    corner = {"x": west + 12, "y": south + 12, "accuracy_m": 12.0}
    assert place_one(session, **corner, road_name=None).decision == Decision.ASK
    named = place_one(session, **corner, road_name="가로1길")
    assert max(named.offer.values(), default=named.probability or 0) > 0.7
