"""A small made town: a grid of named alleys in one district, and facts to put on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.domain.reader import Reader, Role
from mapper.frames import plain
from mapper.operations.facts import load_issues, load_surveys
from mapper.operations.loading import Loading
from mapper.operations.network import load_alleys, load_districts
from mapper.store import segments as segment_rows
from mapper.store.tables import UserDistrictRow, UserRow

WEST, SOUTH, BLOCK, STREETS = 958_000.0, 1_971_000.0, 100.0, 4
BEGINNING = datetime(2024, 1, 1, tzinfo=KST)


def kst(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=KST)


@pytest.fixture
def at() -> Callable[[str], datetime]:
    return kst


@pytest.fixture
def districts() -> gpd.GeoDataFrame:
    box = shapely.box(WEST - 50, SOUTH - 50, WEST + 1000, SOUTH + 1000)
    frame = gpd.GeoDataFrame({"code": ["4115099000"], "name": ["가상동"]}, geometry=[box], crs=5179)
    return frame.astype({"code": "string", "name": "string"})


@pytest.fixture
def lines() -> gpd.GeoDataFrame:
    span = BLOCK * (STREETS - 1)
    shapes, names = [], []
    for number in range(STREETS):
        offset = number * BLOCK
        shapes.append(shapely.LineString([(WEST, SOUTH + offset), (WEST + span, SOUTH + offset)]))
        names.append(f"가로{number + 1}길")
        shapes.append(shapely.LineString([(WEST + offset, SOUTH), (WEST + offset, SOUTH + span)]))
        names.append(f"세로{number + 1}길")
    text = {"source_id": [f"L{i}" for i in range(len(names))], "alley_key": names, "name": names}
    frame = gpd.GeoDataFrame(
        {**text, "road_code": None, "width_m": 4.0, "road_class": "길", "graded": True, "level": ""},
        geometry=shapes,
        crs=5179,
    )
    return frame.astype(dict.fromkeys((*text, "road_code", "road_class", "level"), "string"))


@pytest.fixture
def town(session: Session, districts: gpd.GeoDataFrame, lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The stored network."""
    load_districts(session, districts, recorded_at=BEGINNING, new_id=uuid.uuid4)
    load_alleys(session, lines, recorded_at=BEGINNING, new_id=uuid.uuid4)
    return segment_rows.frame(session)


SURVEY = {"x": float("nan"), "y": float("nan"), "accuracy_m": float("nan"), "surveyor": "조사원-01", "rubric": "1.0"}
ISSUE = {
    "category": "illegal_dumping",
    "severity": 2,
    "segment_id": None,
    "x": float("nan"),
    "y": float("nan"),
    "accuracy_m": float("nan"),
    "road_name": None,
    "address": None,
    "origin": "patrol",
    "description": None,
}


def surveys_frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame([SURVEY | {"duration_s": 80.0, "levels": (0,) * 16} | row for row in rows])
    return _typed(frame, text=("source_key", "surveyor", "rubric"), times=("walked_at", "recorded_at"))


def issues_frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame([ISSUE | row for row in rows])
    text = ("source_key", "category", "road_name", "address", "origin", "description")
    return _typed(frame, text=text, times=("reported_at", "recorded_at"))


def events_frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["issue_key", "kind", "occurred_at", "recorded_at"])
    return _typed(frame, text=("issue_key", "kind"), times=("occurred_at", "recorded_at"))


def _typed(frame: pd.DataFrame, *, text: Sequence[str], times: Sequence[str]) -> pd.DataFrame:
    for column in times:
        frame[column] = pd.to_datetime(pd.Series(plain(frame[column])), utc=True)
    return frame.astype(dict.fromkeys(text, "string"))


@pytest.fixture
def add_surveys(session: Session) -> Callable[..., Any]:
    def add(*rows: dict[str, Any]) -> Any:
        return load_surveys(session, surveys_frame(rows), Loading(BEGINNING, uuid.uuid4))

    return add


@pytest.fixture
def add_issues(session: Session) -> Callable[..., Any]:
    def add(*rows: dict[str, Any], events: Sequence[dict[str, Any]] = ()) -> Any:
        return load_issues(session, issues_frame(rows), events_frame(events), Loading(BEGINNING, uuid.uuid4))

    return add


@pytest.fixture
def person(session: Session) -> Callable[..., Reader]:
    """Make somebody who works in some districts, or in all."""

    def make(name: str, role: Role, *codes: str) -> Reader:
        row = UserRow(id=uuid.uuid4(), name=name, role=role.value, all_districts=not codes, recorded_at=BEGINNING)
        session.add(row)
        session.flush()
        session.add_all(UserDistrictRow(user_id=row.id, district_code=code) for code in codes)
        session.flush()
        return Reader(row.id, name, role, frozenset(codes) or None, "192.0.2.7")

    return make
