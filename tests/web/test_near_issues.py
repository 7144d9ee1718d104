"""Asking what may be a double, over HTTP."""

from __future__ import annotations

from typing import Any

from mapper.domain.access import Scope
from mapper.domain.reader import Role


def test_an_issue_is_near_where_it_is(office: Any) -> None:
    code = office.districts()[0]
    issue = office.sql(
        "SELECT issue_id, state.category, description, ST_X(there) AS lon, ST_Y(there) AS lat, segment_id FROM issue_state AS state"
        " JOIN issue ON issue.id = issue_id JOIN segment ON segment.id = segment_id"
        " JOIN district ON district.id = district_id, ST_Transform(point, 4326) AS there"
        " WHERE code = :code AND NOT merged AND resolved_at IS NULL AND verification <> 'rejected' AND graded"
        " AND segment.superseded_at IS NULL AND ST_DWithin(line, point, 10) ORDER BY issue_id LIMIT 1",
        code=code,
    ).one()
    asked = {"lon": issue.lon, "lat": issue.lat, "category": issue.category, "segment": str(issue.segment_id)}

    def ask(user: Any, **query: Any) -> Any:
        headers = {"Authorization": f"Bearer {office.token(user, Scope.READ)}"}
        return office.app.test_client().get("/api/v1/issues/near", query_string=query, headers=headers)

    walker = office.add("made-walker", Role.FIELD, code)
    answer = ask(walker, **asked)
    assert answer.status_code == 200, answer.text
    found = {one["id"]: one for one in answer.json["issues"]}[str(issue.issue_id)]
    assert (found["distance_m"], found["text"], found["photos"]) == (0.0, issue.description, [])
    stranger = office.add("made-stranger", Role.FIELD, office.districts()[1])
    assert ask(stranger, **asked).json == {"issues": []}
    assert ask(walker, **(asked | {"category": "no_such"})).status_code == 400
    assert office.app.test_client().get("/api/v1/issues/near", query_string=asked).status_code == 401
