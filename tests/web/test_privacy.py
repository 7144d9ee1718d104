"""Rule R3: what everyone may see of grades and issues."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import geopandas as gpd
import shapely
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.category import CATEGORIES
from mapper.domain.disclosure import FOLDED_ITEMS
from mapper.operations.cards import public_cards
from mapper.operations.database import Sessions
from mapper.operations.grading import regrade_city
from mapper.operations.map_layers import public_frames
from mapper.operations.network import load_alleys
from mapper.store.issue_state import follow

HIDDEN_CATEGORIES = {c.label_ko for c in CATEGORIES if not c.items.isdisjoint(FOLDED_ITEMS)}


def test_no_public_card_names_what_is_folded(client: FlaskClient) -> None:
    hidden_keys = {f"item:{item}" for item in FOLDED_ITEMS}
    for item in client.get("/api/v1/segments?size=500").json["items"]:
        card = client.get(f"/api/v1/segments/{item['id']}").json
        for axis in ("overall", "residential", "walking"):
            keys = {line["key"] for line in card[axis]["lines"]}
            assert keys.isdisjoint(hidden_keys)
            assert not any(key.startswith(("critical_cap", "floor")) for key in keys)
            assert {line["label"] for line in card[axis]["lines"]}.isdisjoint(HIDDEN_CATEGORIES)


def test_no_answer_holds_text_or_surveyors_or_ids_of_issues(client: FlaskClient, demo_sessions: Sessions) -> None:
    with demo_sessions() as session:
        texts = session.execute(text("SELECT text FROM complaint WHERE text IS NOT NULL")).scalars().all()
        people = session.execute(text("SELECT DISTINCT surveyor FROM survey")).scalars().all()
        ids = session.execute(text("SELECT id::text FROM issue")).scalars().all()
        addresses = (
            session.execute(text("SELECT DISTINCT address FROM issue WHERE address IS NOT NULL")).scalars().all()
        )
    assert texts
    assert people
    assert ids
    assert addresses
    files = ("/export/segments.csv", "/export/issues.csv", "/export/issues.geojson", "/export/districts.geojson")
    answers = [client.get(path).text for path in ("/", "/api/v1/map", "/api/v1/segments?size=500", *files)]
    answers += [
        json.dumps(client.get(f"/api/v1/segments/{item['id']}").json, ensure_ascii=False)
        for item in client.get("/api/v1/segments?size=500").json["items"]
    ]
    everything = "\n".join(answers)
    assert not any(secret in everything for secret in [*texts, *people, *ids, *addresses])


def test_an_issue_is_public_only_after_three_days(session: Session) -> None:
    """The same rows, looked at before and after: its point and its line on the card appear together, at a full hour."""
    reported = datetime(2024, 5, 2, 3, 20, tzinfo=UTC)
    place_one_issue(session, reported)
    full_hour = timedelta(hours=73) - timedelta(minutes=20)
    for since, shown in ((full_hour - timedelta(seconds=1), False), (full_hour, True)):
        now = reported + since
        points = public_frames(session, now=now)["issues"]
        lines = [line["label"] for card in public_cards(session, now=now).values() for line in card["overall"]["lines"]]
        assert (len(points) == 1, "쓰레기 흩어짐" in lines) == (shown, shown)


def place_one_issue(session: Session, reported: datetime) -> None:
    """One alley of 100 m, surveyed clean, with one issue, graded when it was reported."""
    text_columns = ("source_id", "alley_key", "name", "road_code", "road_class", "level")
    alley = gpd.GeoDataFrame(
        {
            "source_id": ["L1"], "alley_key": ["가길"], "name": ["가길"], "road_code": [None], "width_m": [4.0],
            "road_class": ["길"], "graded": [True], "level": [""],
        },
        geometry=[shapely.LineString([(958_000, 1_971_000), (958_100, 1_971_000)])],
        crs=5179,
    ).astype(dict.fromkeys(text_columns, "string"))  # fmt: skip
    early = reported - timedelta(days=1)
    load_alleys(session, alley, recorded_at=early, new_id=uuid4)
    segment = session.execute(text("SELECT id FROM segment")).scalar_one()
    statement = """
        INSERT INTO survey (id, source_key, segment_id, method, surveyor, rubric, levels, walked_at, recorded_at)
            VALUES (:survey, 's', :segment, 'picked', '조사원-01', '1.0', array_fill(0, ARRAY[16]), :early, :early);
        INSERT INTO issue (id, source_key, category, severity, origin, reported_at, recorded_at)
            VALUES (:issue, 'k', 'litter', 3, 'patrol', :reported, :reported);
        INSERT INTO placement (id, issue_id, segment_id, decision, method, offer, recorded_at)
            VALUES (:placement, :issue, :segment, 'assigned', 'picked', '{}', :reported)
    """
    values = {"survey": uuid4(), "issue": uuid4(), "placement": uuid4(), "segment": segment}
    for one in statement.split(";"):
        session.execute(text(one), values | {"early": early, "reported": reported})
    follow(session, [values["issue"]])
    regrade_city(session, as_of=reported.date(), official=True, new_id=uuid4, known_at=reported)


def test_public_points_are_of_groups_long_enough_and_of_one_district(demo_sessions: Sessions) -> None:
    statement = """
        SELECT sum(length_m), count(DISTINCT district_id) FROM segment
        WHERE graded AND public_point IS NOT NULL GROUP BY public_point
    """
    with demo_sessions() as session:
        groups = session.execute(text(statement)).all()
    assert groups
    assert all(metres >= 80 and districts == 1 for metres, districts in groups)
