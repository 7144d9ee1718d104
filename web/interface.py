"""What the description of our own interface says of every address alike, and what an address says that will go.

`DEPRECATED` is empty while nothing is to go; the rule is in ``docs/api.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from apiflask import APIFlask
from flask import Response, request
from werkzeug.http import http_date

from mapper.domain.calendar import KST, end_of

_METHODS: Final = ("get", "put", "post", "delete", "patch", "head")

_REFUSALS: Final = {
    "400": "What was sent cannot be understood or used; `details` say what is wrong with it.",
    "401": "Somebody has to log in for this, or the token is unknown, expired or revoked.",
    "403": "The role, its districts, or the scopes of the token do not reach this.",
    "404": "There is nothing here for whoever asks: whether there is for others is not told.",
    "409": "It does not fit what is stored by now; `details` say how things stand.",
    "413": "What was sent is too large.",
    "429": "This was tried too often; `Retry-After` says how long to wait [s].",
    "503": "The machine is busy or down; `Retry-After` says when to try again [s].",
}
"""What any address may refuse, by status."""

_REFUSAL: Final = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "string", "description": "What is wrong, for programs."},
                "message": {"type": "string", "description": "What is wrong, for people."},
                "details": {"type": "object"},
            },
        }
    },
    "example": {"error": {"code": "not_found", "message": "찾는 것이 없습니다. 주소를 확인해 주세요."}},
}


@dataclass(frozen=True)
class Deprecation:
    """An address that will go.

    Attributes
    ----------
    since : date
        Korean day from which on it should not be used.
    sunset : date
        Last Korean day on which it answers.
    """

    since: date
    sunset: date


DEPRECATED: Final[dict[str, Deprecation]] = {}
"""What will go, by endpoint."""

CHANGES: Final = "docs/api.md"
"""Where it is written what changed, and what will."""


def init_interface(app: APIFlask, deprecated: Mapping[str, Deprecation] = DEPRECATED) -> None:
    """Complete the description of the interface, and let addresses that will go say so (RFC 9745, RFC 8594).

    Parameters
    ----------
    app : APIFlask
        Gets the processor and the hook.
    deprecated : mapping of str to Deprecation
        What will go, by endpoint.
    """

    @app.spec_processor
    def _complete(spec: dict[str, Any] | str) -> dict[str, Any] | str:
        return spec if isinstance(spec, str) else described(spec, going=_paths_of(app, deprecated))

    @app.after_request
    def _say_what_goes(response: Response) -> Response:
        going = deprecated.get(request.endpoint or "")
        if going is not None:
            response.headers["Deprecation"] = f"@{int(_begin_of(going.since).timestamp())}"
            response.headers["Sunset"] = http_date(end_of(going.sunset))
        return response


def described(spec: dict[str, Any], *, going: frozenset[str]) -> dict[str, Any]:
    """Return a description with what holds of every operation.

    Parameters
    ----------
    spec : dict
        OpenAPI, as the routes make it.
    going : frozenset of str
        Paths that will go.

    Returns
    -------
    dict
        The same, completed.
    """
    components = spec.setdefault("components", {})
    components.setdefault("schemas", {})["Refusal"] = _REFUSAL
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    spec["info"]["description"] = f"What changed, and what will go: {CHANGES}."
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if method not in _METHODS:
                continue
            operation["security"] = [{}, {"token": []}]
            for body in operation.get("requestBody", {}).get("content", {}).values():
                _show_example(body, components["schemas"])
            for status, said in _REFUSALS.items():
                told = operation["responses"].get(status, {}).get("description")
                operation["responses"][status] = _refused(told if told and told != _USUAL.get(status) else said)
            if path in going:
                operation["deprecated"] = True
    return spec


_USUAL: Final = {"400": "Validation error", "404": "Not found"}
"""What the library writes by itself, which says less."""


def _show_example(body: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    """Put the example of a schema where programs look for one of the body."""
    schema = schemas.get(body["schema"].get("$ref", "").rpartition("/")[2], {})
    if "example" not in body and schema.get("examples"):
        body["example"] = schema["examples"][0]


def _refused(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}},
    }


def _paths_of(app: APIFlask, deprecated: Mapping[str, Deprecation]) -> frozenset[str]:
    return frozenset(_braced(rule.rule) for rule in app.url_map.iter_rules() if rule.endpoint in deprecated)


def _braced(rule: str) -> str:
    return "/".join(
        "{" + part[1:-1].rpartition(":")[2] + "}" if part.startswith("<") else part for part in rule.split("/")
    )


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), KST)
