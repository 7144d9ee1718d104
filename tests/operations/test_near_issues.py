"""Suggested doubles are near along the network, open, of the group, and in reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.reader import Reader, Role
from mapper.operations.near_issues import near_issues

WEST, SOUTH = 958_000.0, 1_971_000.0
PLANNER = Reader(None, "기획-01", Role.PLANNER, None, "192.0.2.1")
OTHER = Reader(None, "현장-01", Role.FIELD, frozenset({"4115099100"}), "192.0.2.2")


def test_what_is_round_the_corner_is_near_and_what_is_behind_the_houses_is_not(
    session: Session, town: gpd.GeoDataFrame, add_issues: Callable[..., Any], at: Callable[[str], Any]
) -> None:
    def seen(key: str, east: float, north: float, category: str = "illegal_dumping") -> dict[str, Any]:
        when = {"reported_at": at("2024-05-01"), "recorded_at": at("2024-05-01")}
        place = {"x": WEST + east, "y": SOUTH + north, "accuracy_m": 3.0}
        return {"source_key": key, "category": category, "severity": 2, "description": key, **place, **when}

    resolved = {"kind": "resolved", "occurred_at": at("2024-05-02"), "recorded_at": at("2024-05-02")}
    add_issues(
        seen("same alley", 25.0, 1.0),
        seen("round the corner", 1.0, 12.0, "litter"),
        seen("too far", 55.0, 0.0),
        seen("another thing", 12.0, 0.0, "pothole"),
        seen("done", 11.0, 0.0),
        events=[{"issue_key": "done", **resolved}],
    )

    def near(east: float, north: float, by: Reader = PLANNER) -> list[tuple[str, float]]:
        lon, lat = transformer(KOREA_TM, WGS84).transform(WEST + east, SOUTH + north)
        found = near_issues(session, lon=lon, lat=lat, category="illegal_dumping", segment=None, by=by)
        return [(one["text"], one["distance_m"]) for one in found]

    assert near(10.0, 0.0) == [("same alley", 15.0), ("round the corner", 22.0)]
    # 20 m as the crow flies from what lies round the corner, which is 32 m along the alleys
    assert near(20.0, 0.0) == [("same alley", 5.0)]
    assert near(10.0, 0.0, OTHER) == []
    assert near(10.0, -500.0) == []
