"""What the map's page starts from is worked out once, and anew when a run or the network changes it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import geopandas as gpd
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.operations.grading import regrade_city
from mapper.operations.public_summary import PublicSummary

At = Callable[[str], datetime]


def test_a_new_run_and_a_new_network_are_seen_and_else_nothing_is_counted_again(
    session: Session, town: gpd.GeoDataFrame, add_surveys: Callable[..., Any], at: At
) -> None:
    summary = PublicSummary()

    def letters(day: str) -> dict[str, Any]:
        axes: dict[str, Any] = summary.whole(session, now=at(day))["axes"]
        return axes["overall"]

    before = letters("2024-06-01")
    assert before["ungraded"]["segments"] == len(town)
    assert letters("2024-06-02") is before

    add_surveys(
        {
            "source_key": "s1",
            "segment_id": town["id"][0],
            "walked_at": at("2024-05-01"),
            "recorded_at": at("2024-05-01"),
        }
    )
    regrade_city(session, as_of=date(2024, 6, 1), official=True, new_id=uuid.uuid4, known_at=at("2024-06-02"))
    assert letters("2024-06-03")["A"]["segments"] == 1

    leave = text("UPDATE segment SET superseded_at = :when WHERE id = :id")
    session.execute(leave, {"when": at("2024-06-04"), "id": town["id"][1]})
    assert letters("2024-06-03")["ungraded"]["segments"] == len(town) - 1
    assert letters("2024-06-05")["ungraded"]["segments"] == len(town) - 2
