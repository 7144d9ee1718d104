"""What the description of our interface promises, and what an address says that will go."""

from __future__ import annotations

from datetime import date
from typing import Any

from apiflask import APIBlueprint, APIFlask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from web.interface import Deprecation, init_interface

WRITING = {"put", "post"}


def operations(document: Any) -> Any:
    for path, several in document["paths"].items():
        for method, operation in several.items():
            if method != "parameters":
                yield f"{method} {path}", operation


def test_every_body_has_an_example_that_fits_its_schema(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    wrong = []
    for label, operation in operations(document):
        for kind, body in operation.get("requestBody", {}).get("content", {}).items():
            if kind != "application/json":
                continue
            schema = {**body["schema"], "components": document["components"]}
            told = body.get("example") or next((one["value"] for one in body.get("examples", {}).values()), None)
            if told is None or not Draft202012Validator(schema).is_valid(told):
                wrong.append(label)
    assert wrong == []


def test_every_operation_says_what_it_refuses(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    for label, operation in operations(document):
        assert {"400", "401", "403", "404", "503"} <= operation["responses"].keys(), label
        assert operation["responses"]["404"]["content"]["application/json"]["schema"]["$ref"].endswith("/Refusal")


def test_what_will_go_says_so_with_its_days(client: FlaskClient) -> None:
    app = APIFlask("made-up", openapi_blueprint_url_prefix="/made-up")
    old = APIBlueprint("old", "old")
    old.get("/old/<uuid:one>")(lambda one: {"one": one})
    init_interface(app, {"old.<lambda>": Deprecation(since=date(2026, 11, 22), sunset=date(2027, 5, 31))})
    app.register_blueprint(old)
    answer = app.test_client().get("/old/00000000-0000-4000-8000-000000000000")
    assert answer.headers["Deprecation"] == "@1795273200"
    assert answer.headers["Sunset"] == "Mon, 31 May 2027 15:00:00 GMT"
    described = app.test_client().get("/made-up/openapi.json").json
    assert described["paths"]["/old/{one}"]["get"]["deprecated"] is True
    assert "Deprecation" not in client.get("/api/v1/map").headers
