"""Pages of the map and of the planner are light, however large the city: what grows with it comes by its own address."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from mapper.domain.density_rule import Area
from mapper.domain.population import read_population
from mapper.domain.reader import Reader, Role
from mapper.operations.density.freezing import freeze
from mapper.operations.density.written import PLANNER, write
from mapper.store import density_releases

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

LARGE: Final = """
    INSERT INTO district (id, code, name, boundary, recorded_at)
    SELECT gen_random_uuid(), (4111100000 + number)::text, '가상' || number || '동', ST_Multi(ST_MakeEnvelope(
        965000 + 1500 * (number % 5), 1965000 + 1500 * (number / 5), 966500 + 1500 * (number % 5), 1966500 + 1500 * (number / 5),
        5179)), now()
    FROM generate_series(0, 19) AS number
"""
"""Twenty 행정동 of a 구, beside each other."""
HOMES: Final = """
    INSERT INTO household_count (id, key, cell, households, buildings, recorded_at)
    SELECT gen_random_uuid(), 'cell:' || code || i || ':' || j, ST_Multi(geom), 150, 9, now()
    FROM district, ST_SquareGrid(100, boundary) WHERE code LIKE '41111%' AND ST_Within(ST_Centroid(geom), boundary)
"""
"""More than any 구 of Korea has: 675,000."""

THEN: Final = datetime(2024, 7, 20, tzinfo=UTC)

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
    answer = staff.browser(Role.PLANNER).get("/plan/density")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert len(answer.data) < MOST_BYTES
    assert "density-stage" not in answer.text  # no room is left for a map that there is not


def made(staff: Any) -> tuple[str, int, UUID]:
    """Make the density of a large 구, in which something is said of every area; return its key, how many there are, its id."""
    with staff.owner.begin() as session:
        session.execute(text(LARGE))
        session.execute(text(HOMES))
    period, (households, _) = read_population("2024H1"), staff.app.extensions["golmok_staff"]
    with households.begin() as session:
        tree = freeze(session, 2024, by=Reader(None, "tests", Role.ADMIN, None, "cli"), now=THEN, new_id=uuid4)
        areas = [Area(leaf.path, 10) for leaf in tree.leaves]
        body = write(PLANNER, period, tree, areas, correlation=0.8)
        kept = density_releases.new_release(
            PLANNER, str(period), 2024, body=body, digest=sha256(body).digest(), now=THEN
        )
        density_releases.add(session, kept)
    return f"{period}-{PLANNER}", len(areas), kept.id


def approve(staff: Any, release: UUID) -> None:
    """Release it, by two."""
    with staff.owner.begin() as session:
        for user in [staff.add(Role.PLANNER) for _ in range(2)]:
            density_releases.approve(session, release, user.id, user.name, now=THEN)


def test_the_page_of_density_is_light_in_a_large_city_too(staff: Any) -> None:
    key, areas, waiting = made(staff)
    browser = staff.browser(Role.PLANNER)
    assert f"{areas:,}곳" in browser.get(f"/plan/density?release={key}").text
    assert len(browser.get(f"/plan/density/areas?release={key}").json["features"]) == areas
    with staff.owner() as session:  # the areas are of the page: one look at what waits
        looks = session.execute(text("SELECT count(*) FROM write_log WHERE action = 'density.look'")).scalar_one()
    assert looks == 1
    approve(staff, waiting)
    listed, numbers = [], range(1, 2 + (areas - 1) // 300)
    for number in numbers:
        answer = browser.get(f"/plan/density?release={key}&page={number}")
        assert answer.status_code == 200
        assert len(answer.data) < MOST_BYTES
        assert f"{areas:,}곳" in answer.text
        assert ('rel="next"' in answer.text) == (number < numbers[-1])
        listed += re.findall(r'<tr><th scope="row">(.*?)</th>', answer.text)
    told = browser.get(f"/plan/density/areas?release={key}")
    assert len(told.data) > MOST_BYTES  # as heavy as the page would be with them in it
    assert [one["properties"]["name"] for one in told.json["features"]] == [unescape(name) for name in listed]
    assert len(listed) == areas > 600
    assert staff.browser(Role.WELFARE).get(f"/plan/density/areas?release={key}").status_code == 403
    assert browser.get("/plan/density/areas?release=2020H1-planner").status_code == 404
