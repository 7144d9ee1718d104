"""Pages of the map and of the planner are light, however large the city: what grows with it comes by its own address."""

from __future__ import annotations

from typing import Any, Final

import pytest
from flask.testing import FlaskClient

from mapper.domain.reader import Role

MOST_BYTES: Final = 100_000
FEW_BYTES: Final = 400
"""Digits of counts, and the token of a form."""

OTHER_ID: Final = "md5({0}::text)::uuid"
TWINS: Final = {
    "segment": {"id": OTHER_ID, "fingerprint": OTHER_ID},
    "grade": {"segment_id": OTHER_ID},
    "issue": {"id": OTHER_ID, "source_key": "{0} || '-'"},
}
"""Tables of a city that are doubled, with what is another in a twin."""

COLUMNS: Final = (
    "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = :name"
    " AND is_generated = 'NEVER' AND is_identity = 'NO' ORDER BY ordinal_position"
)


@pytest.fixture
def planner(office: Any) -> FlaskClient:
    found: FlaskClient = office.browser(office.add("made-planner", Role.PLANNER))
    return found


def weights(office: Any, planner: FlaskClient) -> dict[str, int]:
    """How many bytes of HTML every page of the planner's and the public map have, by address."""
    rules = [rule for rule in office.app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    found = {}
    for path in sorted(rule.rule for rule in rules if rule.rule in {"/", "/embed"} or rule.rule.startswith("/plan")):
        answer = planner.get(path)
        assert answer.status_code in {200, 400}, path  # some files ask for more than an address
        if answer.mimetype == "text/html" and "Content-Disposition" not in answer.headers:
            found[path] = len(answer.data)
    return found


def double(office: Any) -> None:
    """Give every segment, its grades and every issue a twin."""
    for name, new in TWINS.items():
        columns = office.sql(COLUMNS, name=name).scalars().all()
        values = ", ".join(new.get(one, "{0}").format(one) for one in columns)
        office.sql(f"INSERT INTO {name} ({', '.join(columns)}) SELECT {values} FROM {name}")


def test_pages_are_light_and_do_not_grow_with_the_city(office: Any, planner: FlaskClient) -> None:
    count = "SELECT (SELECT count(*) FROM segment) + (SELECT count(*) FROM issue)"
    rows, light = office.sql(count).scalar_one(), weights(office, planner)
    assert {"/", "/plan", "/plan/changes", "/plan/findings", "/plan/priorities"} <= light.keys()
    assert {path: size for path, size in light.items() if size > MOST_BYTES} == {}
    with office.undone():
        double(office)
        assert office.sql(count).scalar_one() == 2 * rows
        heavy = weights(office, planner)
    assert heavy.keys() == light.keys()
    assert {path: (light[path], size) for path, size in heavy.items() if size > light[path] + FEW_BYTES} == {}


def test_the_page_of_density_is_light_before_there_is_a_release(staff: Any) -> None:
    answer = staff.browser(Role.PLANNER).get("/plan/density")  # with one, tests/e2e/test_density_page.py weighs it
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert len(answer.data) < MOST_BYTES
    assert "density-stage" not in answer.text  # no room is left for a map that there is not
