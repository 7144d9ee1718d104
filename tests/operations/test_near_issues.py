"""Suggested doubles are near along the network or by the error of both positions, open, of the group, and in reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import geopandas as gpd
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.reader import Reader, Role
from mapper.operations.near_issues import near_issues
from mapper.store import issue_state

WEST, SOUTH = 958_000.0, 1_971_000.0
PLANNER = Reader(None, "기획-01", Role.PLANNER, None, "192.0.2.1")
OTHER = Reader(None, "현장-01", Role.FIELD, frozenset({"4115099100"}), "192.0.2.2")


def degrees(east: float, north: float) -> dict[str, float]:
    lon, lat = transformer(KOREA_TM, WGS84).transform(WEST + east, SOUTH + north)
    return {"lon": lon, "lat": lat}


def seen(
    key: str, east: float, north: float, category: str = "illegal_dumping", accuracy: float = 3.0
) -> dict[str, Any]:
    place = {"x": WEST + east, "y": SOUTH + north, "accuracy_m": accuracy}
    return {"source_key": key, "category": category, "severity": 2, "description": key, **place}


def test_what_is_round_the_corner_is_near_and_what_is_behind_the_houses_is_not(
    session: Session, town: gpd.GeoDataFrame, add_issues: Callable[..., Any], at: Callable[[str], Any]
) -> None:
    when = {"reported_at": at("2024-05-01"), "recorded_at": at("2024-05-01")}
    resolved = {"kind": "resolved", "occurred_at": at("2024-05-02"), "recorded_at": at("2024-05-02")}
    add_issues(
        seen("same alley", 25.0, 1.0) | when,
        seen("round the corner", 1.0, 12.0, "litter") | when,
        seen("too far", 55.0, 0.0) | when,
        seen("another thing", 12.0, 0.0, "pothole") | when,
        seen("done", 11.0, 0.0) | when,
        events=[{"issue_key": "done", **resolved}],
    )

    def near(east: float, north: float, by: Reader = PLANNER) -> list[tuple[str, float]]:
        about = {"accuracy_m": 3.0, "category": "illegal_dumping", "segment": None}
        found = near_issues(session, **degrees(east, north), **about, by=by)
        return [(one["text"], one["distance_m"]) for one in found]

    assert near(10.0, 0.0) == [("round the corner", 15.0), ("same alley", 15.0)]
    # 22 m as the crow flies from what lies round the corner, which is 32 m along the alleys
    assert near(20.0, 0.0) == [("same alley", 5.1)]
    assert near(10.0, 0.0, OTHER) == []
    assert near(10.0, -500.0) == []


def test_what_is_behind_the_houses_takes_no_place_of_what_is_in_the_alley(
    session: Session, town: gpd.GeoDataFrame, add_issues: Callable[..., Any], at: Callable[[str], Any]
) -> None:
    when = {"reported_at": at("2024-05-01"), "recorded_at": at("2024-05-01")}
    behind = [seen(f"behind {number}", 1.0, 12.0 + 0.5 * number) | when for number in range(5)]
    add_issues(*behind, seen("along the alley", 48.0, 0.0) | when)
    about = {"accuracy_m": 3.0, "category": "illegal_dumping", "segment": None}
    found = near_issues(session, **degrees(20.0, 0.0), **about, by=PLANNER)
    assert [(one["text"], one["distance_m"]) for one in found] == [("along the alley", 28.0)]


def test_the_worse_two_positions_are_the_farther_they_may_be_apart(
    session: Session, town: gpd.GeoDataFrame, add_issues: Callable[..., Any], at: Callable[[str], Any]
) -> None:
    when = {"reported_at": at("2024-05-01"), "recorded_at": at("2024-05-01")}
    add_issues(seen("rough", 0.0, 60.0, accuracy=20.0) | when, seen("exact", 0.0, 60.0) | when)

    def near(away: float, accuracy: float | None) -> list[str]:
        about = {"accuracy_m": accuracy, "category": "illegal_dumping", "segment": None}
        found = near_issues(session, **degrees(0.0, 60.0 - away), **about, by=PLANNER)
        return [one["text"] for one in found]

    assert set(near(11.0, 3.0)) == {"rough", "exact"}
    assert near(35.0, 3.0) == ["rough"]
    assert near(45.0, 3.0) == []
    assert set(near(45.0, 24.0)) == {"rough", "exact"}
    assert set(near(30.0, None)) == {"rough", "exact"}
    assert near(78.0, 60.0) == []


def test_an_issue_is_found_where_and_as_what_people_say_it_is(
    session: Session, town: gpd.GeoDataFrame, add_issues: Callable[..., Any], at: Callable[[str], Any]
) -> None:
    when = {"reported_at": at("2024-05-01"), "recorded_at": at("2024-05-01")}
    add_issues(seen("moved", 0.0, 60.0, "pothole") | when)
    (issue,) = session.scalars(text("SELECT id FROM issue"))
    place = {"issue": issue, "edit": uuid4(), "id": uuid4(), "now": at("2024-05-02"), "x": WEST + 40.0, "y": SOUTH}
    session.execute(
        text(
            "INSERT INTO edit (id, issue_id, resolves, edited_at, recorded_at) VALUES (:edit, :issue, false, :now, :now)"
        ),
        place,
    )
    session.execute(
        text(
            "INSERT INTO revision (id, issue_id, edit_id, category, severity, description, pin_id, point, withdrawn, recorded_at)"
            " VALUES (:id, :issue, :edit, 'litter', 2, 'as it is', :edit, ST_SetSRID(ST_MakePoint(:x, :y), 5179), false, :now)"
        ),
        place,
    )
    issue_state.follow(session, [issue])

    def near(east: float, north: float, category: str) -> list[tuple[str, float]]:
        about = {"accuracy_m": 3.0, "category": category, "segment": None}
        found = near_issues(session, **degrees(east, north), **about, by=PLANNER)
        return [(one["text"], one["distance_m"]) for one in found]

    assert near(40.0, 5.0, "illegal_dumping") == [("as it is", 5.0)]
    assert near(0.0, 60.0, "illegal_dumping") == []
    assert near(40.0, 5.0, "pothole") == []
