"""Every interface that is described, tried at random by its own description: it never fails, and never says what is not written.

More cases: ``GOLMOK_FUZZ_CASES=200 make test ARGS="tests/web/test_interfaces.py"``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import text

from mapper.domain.access import Scope
from mapper.domain.access_reason import Reason
from mapper.domain.household import Household, period_of
from mapper.domain.population import read_population
from mapper.domain.reader import Reader, Role
from mapper.operations.crisis import keeping
from mapper.operations.crisis.entering import Look
from mapper.operations.density import releasing
from mapper.operations.density.releasing import Asked
from mapper.operations.density.written import PLANNER
from mapper.operations.people import keys
from web.clock import now

CASES = int(os.environ.get("GOLMOK_FUZZ_CASES", "2"))
DOCUMENTS = ("/api/v1/openapi.json", "/ogc/api", "/open311/v2/openapi.json")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_documents_are_valid_and_lead_nowhere_else(client: Any, path: str) -> None:
    document = client.get(path).get_json(force=True)
    validate(document)
    assert all(reference.startswith("#/") for reference in references(document))


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


DENSITY = "/collections/density"
OPERATOR = Reader(None, "operator", Role.ADMIN, None, "cli")
COUNTS = """
    INSERT INTO household_count (id, key, cell, households, buildings, recorded_at)
    SELECT gen_random_uuid(), 'cell:' || i || ':' || j, ST_Multi(geom), 30, 5, now()
    FROM ST_SquareGrid(100, (SELECT ST_Union(boundary) FROM district))
"""


@pytest.fixture
def headers(staff: Any) -> dict[str, str]:
    """The token of a planner of a welfare office that released the density of 30 households."""
    households, vault = staff.app.extensions["golmok_staff"]
    worker, then = staff.add(Role.WELFARE).reader("tests"), now() - timedelta(days=200)
    planners = [staff.add(Role.PLANNER) for _ in range(2)]
    with staff.owner.begin() as session:
        session.execute(text(COUNTS))
    with households.begin() as session:
        for number, (east, north) in enumerate(np.random.default_rng(1).uniform(0, 450, (30, 2))):
            home = Household(f"가상시 없는로 {number}", 950_500.0 + east, 1_970_000.0 + min(east, north))
            keeping.take_in(session, vault, home, Look(worker, Reason("visit"), then), district_code=staff.here)
    for planner in planners:
        asked = Asked(read_population(period_of(then.date())), PLANNER, planner.reader("tests"), now())
        with households.begin() as session:
            releasing.publish(session, vault, asked, operator=OPERATOR)
    with staff.owner.begin() as session:
        token, _ = keys.add_token(session, planners[0], label="", scopes=list(Scope), by=OPERATOR, now=now())
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.timeout(600)
def test_released_density_is_as_it_is_written_too(staff: Any, headers: dict[str, str]) -> None:
    schema = schemathesis.openapi.from_wsgi("/ogc/api", staff.app, headers=headers).include(path_regex=DENSITY)
    operations = {one.ok().path: one.ok() for one in schema.get_all_operations()}
    assert len(operations) == 4
    wrong = [fault for one in operations.values() for fault in tried(nullcontext, one, headers)]
    assert not wrong, "\n\n".join(wrong)
    items = staff.app.test_client().get(f"/ogc{DENSITY}/items", headers=headers).json["features"]
    assert items  # and what is there is as it is written, page and item
    for path, place in ((f"{DENSITY}/items", {}), (f"{DENSITY}/items/{{featureId}}", {"featureId": items[0]["id"]})):
        case = operations[path].Case(path_parameters=place)
        answer = case.call(headers={**headers, "Accept-Encoding": "identity"})
        assert answer.status_code == 200
        case.validate_response(answer, checks=CHECKS)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", [None, Role.PLANNER, Role.FIELD])
@pytest.mark.parametrize("path", DOCUMENTS)
def test_nothing_fails_and_nothing_is_answered_that_is_not_written(office: Any, path: str, role: Role | None) -> None:
    codes = office.districts()[:1] if role is Role.FIELD else ()
    headers = {} if role is None else {"Authorization": f"Bearer {office.token(office.add('made-up', role, *codes))}"}
    schema = schemathesis.openapi.from_wsgi(path, office.app, headers=headers)
    wrong = [fault for one in schema.get_all_operations() for fault in tried(office.undone, one.ok(), headers)]
    assert not wrong, "\n\n".join(wrong)


def tried(undone: Callable[[], AbstractContextManager[None]], operation: Any, headers: dict[str, str]) -> list[str]:
    """What is wrong with an operation, however it is called."""

    @settings(
        max_examples=CASES,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def attempt(case: Any) -> None:
        with undone():
            answer = case.call(headers={**headers, "Accept-Encoding": "identity"})
        case.validate_response(answer, checks=CHECKS)

    try:
        attempt()
    except FailureGroup as group:
        return [f"{operation.label}: {error}"[:1500] for error in group.exceptions]
    return []
