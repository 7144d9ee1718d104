from __future__ import annotations

import uuid
from datetime import UTC, datetime

import geopandas as gpd
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.operations.network import load_alleys, load_districts
from mapper.store import segments as segment_rows

LATER = datetime(2025, 1, 1, tzinfo=UTC)


def test_the_town_is_stored_whole(session: Session, town: gpd.GeoDataFrame) -> None:
    assert len(town) == 24  # 8 alleys, each split at its 4 junctions
    assert set(town["district_code"]) == {"4115099000"}
    assert abs(town.length.sum() - 8 * 300) < 0.001
    assert session.execute(text("SELECT count(DISTINCT public_point) FROM segment")).scalar_one() > 0


def test_the_same_lines_again_keep_every_id(session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame) -> None:
    effects = load_alleys(session, lines, recorded_at=LATER, new_id=uuid.uuid4)
    again = segment_rows.frame(session)
    assert (effects["added"], effects["kept"], effects["superseded"]) == (0, 24, 0)
    assert again["id"].tolist() == town["id"].tolist()


def test_a_changed_line_supersedes_its_own_segments_only(
    session: Session, town: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> None:
    moved = lines.copy()
    first = moved.index[0]
    moved.loc[[first], "geometry"] = shapely.affinity.translate(moved.geometry[first], xoff=-20.0)
    effects = load_alleys(session, moved, recorded_at=LATER, new_id=uuid.uuid4)
    changed = set(town["id"]) - set(segment_rows.frame(session)["id"])
    assert effects["superseded"] == len(changed)
    assert 0 < len(changed) < 24
    stored = session.execute(text("SELECT count(*) FROM segment WHERE superseded_at = :at"), {"at": LATER}).scalar_one()
    assert stored == len(changed)


def test_districts_that_come_later_are_found_for_every_segment(
    session: Session, districts: gpd.GeoDataFrame, lines: gpd.GeoDataFrame
) -> None:
    load_alleys(session, lines, recorded_at=LATER, new_id=uuid.uuid4)
    assert segment_rows.frame(session)["district_code"].isna().all()
    load_districts(session, districts, recorded_at=LATER, new_id=uuid.uuid4)
    assert segment_rows.frame(session)["district_code"].notna().all()


def test_the_same_districts_again_change_nothing(
    session: Session, town: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> None:
    assert load_districts(session, districts, recorded_at=LATER, new_id=uuid.uuid4)["new_or_changed"] == 0
    assert session.execute(text("SELECT count(*) FROM district")).scalar_one() == 1
