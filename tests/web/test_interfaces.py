"""Every interface that is described, tried at random by its own description: it never fails, and never says what is not written.

More cases: ``GOLMOK_FUZZ_CASES=200 make test ARGS="tests/web/test_interfaces.py"``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

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

from mapper.domain.reader import Role

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


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", [None, Role.PLANNER, Role.FIELD])
@pytest.mark.parametrize("path", DOCUMENTS)
def test_nothing_fails_and_nothing_is_answered_that_is_not_written(office: Any, path: str, role: Role | None) -> None:
    codes = office.districts()[:1] if role is Role.FIELD else ()
    headers = {} if role is None else {"Authorization": f"Bearer {office.token(office.add('made-up', role, *codes))}"}
    schema = schemathesis.openapi.from_wsgi(path, office.app, headers=headers)
    wrong = [fault for one in schema.get_all_operations() for fault in tried(office, one.ok(), headers)]
    assert not wrong, "\n\n".join(wrong)


def tried(office: Any, operation: Any, headers: dict[str, str]) -> list[str]:
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
        with office.undone():
            answer = case.call(headers={**headers, "Accept-Encoding": "identity"})
        case.validate_response(answer, checks=CHECKS)

    try:
        attempt()
    except FailureGroup as group:
        return [f"{operation.label}: {error}"[:1500] for error in group.exceptions]
    return []
