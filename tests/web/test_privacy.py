"""Rule R3: what everyone may see of grades and issues."""

from __future__ import annotations

import json

from flask.testing import FlaskClient
from sqlalchemy import text

from mapper.domain.category import CATEGORIES
from mapper.domain.disclosure import FOLDED_ITEMS
from mapper.operations.database import Sessions

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


def test_no_answer_holds_text_surveyors_or_places_of_issues(client: FlaskClient, demo_sessions: Sessions) -> None:
    with demo_sessions() as session:
        texts = session.execute(text("SELECT text FROM complaint WHERE text IS NOT NULL")).scalars().all()
        people = session.execute(text("SELECT DISTINCT surveyor FROM survey")).scalars().all()
    assert texts
    assert people
    answers = [client.get(path).text for path in ("/", "/api/v1/map", "/api/v1/segments?size=500")]
    answers += [
        json.dumps(client.get(f"/api/v1/segments/{item['id']}").json, ensure_ascii=False)
        for item in client.get("/api/v1/segments?size=500").json["items"]
    ]
    everything = "\n".join(answers)
    assert not any(secret in everything for secret in [*texts, *people])


def test_public_points_are_of_groups_long_enough_and_of_one_district(demo_sessions: Sessions) -> None:
    statement = """
        SELECT sum(length_m), count(DISTINCT district_id) FROM segment
        WHERE graded AND public_point IS NOT NULL GROUP BY public_point
    """
    with demo_sessions() as session:
        groups = session.execute(text(statement)).all()
    assert groups
    assert all(metres >= 80 and districts == 1 for metres, districts in groups)
