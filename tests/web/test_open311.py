"""Open311 GeoReport v2 over the demo city: reading, and each trap of the specification."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from defusedxml import ElementTree
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker

from mapper.domain.category import CATEGORIES
from mapper.domain.disclosure import NAMED_CATEGORIES
from mapper.wire.open311.document import MEDIA_TYPES, Form
from web.clock import now

ROOT = "/open311/v2"
NOBODYS = UUID(int=7, version=4)
JSON, XML = MEDIA_TYPES[Form.JSON], MEDIA_TYPES[Form.XML]


def read(client: FlaskClient, path: str, expected: int = 200, /, **query: Any) -> Any:
    answer = client.get(f"{ROOT}/{path}", query_string=query)
    assert answer.status_code == expected, answer.text
    is_json = path.endswith(".json")
    assert answer.content_type == (JSON if is_json else XML)
    valid(client, answer, path)
    return answer.json if is_json else ElementTree.fromstring(answer.data)


def valid(client: FlaskClient, answer: Any, path: str, method: str = "get") -> None:
    """Every answer in JSON fits the schema that the interface promises of it."""
    if not path.endswith(".json"):
        return
    document = client.get(f"{ROOT}/openapi.json").json
    first, *more = path.removesuffix(".json").split("/")
    template = next(
        one
        for one in document["paths"]
        if one.startswith(f"/{first}") and one.count("/") == 1 + len(more) and first in one.split(".")[0].split("/")
    )
    promised = document["paths"][template][method]["responses"][str(answer.status_code)]["content"]
    schema = {**promised["application/json"]["schema"], "components": document["components"]}
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer.json)


def window(client: FlaskClient) -> dict[str, str]:
    """Ninety days in which the demo city has requests."""
    return {"start_date": "2024-04-10T00:00:00Z", "end_date": "2024-07-05T00:00:00+09:00"}


def test_discovery_says_the_same_in_both_forms(client: FlaskClient) -> None:
    told, root = read(client, "discovery.json"), read(client, "discovery.xml")
    assert {"changeset", "contact", "key_service"} <= told.keys()
    for name in ("changeset", "contact", "key_service"):
        assert told[name] == root.findtext(name)
    [endpoint] = told["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"] == "http://localhost/open311/v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert [one.text for one in root.iterfind("endpoints/endpoint/formats/format")] == endpoint["formats"]
    assert datetime.fromisoformat(told["changeset"]) < now()


def test_every_category_is_a_service_with_text_for_a_code_and_no_word_that_is_a_switch(client: FlaskClient) -> None:
    found = read(client, "services.json")
    assert [one["service_code"] for one in found] == [category.id for category in CATEGORIES]
    for one in found:
        assert isinstance(one["metadata"], bool)
        assert one["keywords"]
        assert not {"private", "inactive", "staff", "waste_only"} & set(one["keywords"].split(", "))
    root = read(client, "services.xml")
    assert {one.text for one in root.iterfind("service/metadata")} == {"true"}


@pytest.mark.parametrize("category", [category.id for category in CATEGORIES])
def test_definitions_have_real_truth_values_and_orders_of_their_own(client: FlaskClient, category: str) -> None:
    told = read(client, f"services/{category}.json")
    assert told["service_code"] == category
    orders = [one["order"] for one in told["attributes"]]
    assert len(set(orders)) == len(orders) > 0
    assert told["attributes"][0]["values"][0] == {"key": "1", "name": "경미 - 보기 나쁨"}
    assert {type(one["variable"]) for one in told["attributes"]} == {bool}


def test_a_change_of_services_needs_a_new_changeset() -> None:
    from hashlib import sha256

    from mapper.wire.open311.document import written
    from mapper.wire.open311.services import CHANGESET, definition, services

    whole = [services(), *(definition(category) for category in CATEGORIES)]
    digest = sha256(b"".join(written(one, Form.JSON) for one in whole)).hexdigest()[:16]
    assert (CHANGESET, digest) == ("2026-11-22T00:00:00+09:00", "e8d06564b5ed389a")


@pytest.mark.parametrize("jurisdiction", [None, "", "ui4u.go.kr", "elsewhere.example"])
def test_one_city_asks_for_no_jurisdiction(client: FlaskClient, jurisdiction: str | None) -> None:
    query = {} if jurisdiction is None else {"jurisdiction_id": jurisdiction}
    assert read(client, "services.json", **query) == read(client, "services.json")


def test_the_list_shows_what_the_map_names_to_the_hour_and_no_more(client: FlaskClient) -> None:
    found = read(client, "requests.json", **window(client))
    assert 50 < len(found) <= 1000
    for one in found:
        assert one["service_code"] in NAMED_CATEGORIES
        assert one["requested_datetime"].endswith(":00:00+09:00")
        assert one["updated_datetime"] >= one["requested_datetime"]
        assert one["description"] is None
        assert one["lat"] is not None
        assert isinstance(one["service_request_id"], str)
    assert {one["status"] for one in found} == {"open", "closed"}
    points = {(one["long"], one["lat"]) for one in found}
    public = client.get("/ogc/collections/issues/items?limit=10000").json["features"]
    shown = {tuple(round(number, 5) for number in one["geometry"]["coordinates"]) for one in public}
    still_open = {(one["long"], one["lat"]) for one in found if one["status"] == "open"}
    assert still_open <= shown
    assert points


def test_nothing_found_is_an_empty_list_and_no_error(client: FlaskClient) -> None:
    span = {"start_date": "2001-01-01T00:00:00Z", "end_date": "2001-01-02T00:00:00Z"}
    assert read(client, "requests.json", **span) == []
    answer = client.get(f"{ROOT}/requests.xml", query_string=span)
    assert answer.data.endswith(b"<service_requests/>\n")
    assert read(client, "requests.json", service_request_id=str(NOBODYS)) == []


def test_xml_says_what_json_says(client: FlaskClient) -> None:
    query = {**window(client), "page_size": 40}
    told, root = read(client, "requests.json", **query), read(client, "requests.xml", **query)
    rows = [{field.tag: field.text for field in one} for one in root.iterfind("request")]
    assert rows == [{name: None if value is None else str(value) for name, value in one.items()} for one in told]
    assert client.get(f"{ROOT}/requests.xml").data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')


def test_pages_begin_with_one_are_full_and_hold_every_request_once(client: FlaskClient) -> None:
    whole = [one["service_request_id"] for one in read(client, "requests.json", **window(client))]
    seen: list[str] = []
    for page in range(1, len(whole) // 40 + 2):
        part = read(client, "requests.json", **window(client), page=page, page_size=40)
        assert len(part) == min(40, len(whole) - len(seen))
        seen += [one["service_request_id"] for one in part]
    assert seen == whole
    assert len(set(seen)) == len(seen)


def test_one_request_is_a_list_of_it_as_in_the_list(client: FlaskClient) -> None:
    listed = read(client, "requests.json", **window(client))[:3]
    for one in listed:
        assert read(client, f"requests/{one['service_request_id']}.json") == [one]
    ids = ", ".join(one["service_request_id"] for one in listed)
    assert read(client, "requests.json", service_request_id=ids, status="nonsense", start_date="x") == listed
    [row] = read(client, f"requests/{listed[0]['service_request_id']}.xml").iterfind("request")
    assert row.findtext("service_request_id") == listed[0]["service_request_id"]


def test_filters_narrow_and_lists_of_them_add_up(client: FlaskClient) -> None:
    whole = read(client, "requests.json", **window(client))
    codes = sorted({one["service_code"] for one in whole})[:2]
    for status in ("open", "closed"):
        some = read(client, "requests.json", **window(client), status=status)
        assert some == [one for one in whole if one["status"] == status]
    both = read(client, "requests.json", **window(client), service_code=",".join(codes), status="open,closed")
    assert both == [one for one in whole if one["service_code"] in codes]
    west = sorted(one["long"] for one in whole)[len(whole) // 2]
    boxed = read(client, "requests.json", **window(client), bbox=f"{west},33,132,39")
    assert 0 < len(boxed) < len(whole)
    assert {one["service_request_id"] for one in boxed} >= {
        one["service_request_id"] for one in whole if one["long"] > west + 1e-5
    }


def test_what_changed_is_found_without_asking_when_it_was_reported(client: FlaskClient) -> None:
    whole = read(client, "requests.json", **window(client))
    one = next(one for one in whole if one["updated_datetime"] > one["requested_datetime"])
    hour = datetime.fromisoformat(one["updated_datetime"])
    span = {"updated_after": hour.isoformat(), "updated_before": (hour + timedelta(hours=1)).isoformat()}
    changed = read(client, "requests.json", **span)
    assert one in changed
    assert {hour.isoformat() <= other["updated_datetime"] <= span["updated_before"] for other in changed} == {True}


@pytest.mark.parametrize(
    "moment",
    ["2024-06-01T00:00:00Z", "2024-06-01T00:00:00.123456+09:00", "2024-06-01T00:00:00 09:00", "2024-06-01T00:00Z"],
)
def test_dates_are_read_as_programs_send_them(client: FlaskClient, moment: str) -> None:
    assert read(client, "requests.json", start_date=moment)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"start_date": "2024-06-01T00:00:00"}, 400),
        ({"start_date": "2024-06-01"}, 400),
        ({"start_date": "0001-01-01T00:00:00+09:00"}, 400),
        ({"start_date": "2024-13-01T00:00:00Z"}, 400),
        ({"start_date": "2024-01-01T00:00:00Z", "end_date": "2024-06-01T00:00:00Z"}, 400),
        ({"start_date": "2024-06-02T00:00:00Z", "end_date": "2024-06-01T00:00:00Z"}, 400),
        ({"updated_after": "yesterday"}, 400),
        ({"status": "done"}, 400),
        ({"page": "0"}, 400),
        ({"page_size": "1001"}, 400),
        ({"bbox": "1,2,3"}, 400),
        ({"service_code": "nothing"}, 404),
    ],
)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_refusals_are_lists_in_the_form_that_was_asked_for(
    client: FlaskClient, query: dict[str, str], status: int, form: str
) -> None:
    told = read(client, f"requests.{form}", status, **query)
    if form == "json":
        assert [one["code"] for one in told] == [status]
        assert told[0]["description"]
    else:
        assert [one.tag for one in told] == ["error"]
        assert told.findtext("error/code") == str(status)


def test_all_faults_are_told_at_once(client: FlaskClient) -> None:
    told = read(client, "requests.json", 400, start_date="x", status="y", page="z")
    assert len(told) == 3


@pytest.mark.parametrize(
    "path",
    ["services/nothing.json", "requests/nothing.json", f"requests/{NOBODYS}.json", "tokens/nothing.json", "x.json"],
)
def test_what_is_not_there_is_404_as_a_list(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{ROOT}/{path}")
    assert (answer.status_code, answer.content_type) == (404, JSON)
    assert [one["code"] for one in answer.json] == [404]
    assert client.get(f"{ROOT}/nothing").content_type == XML


def test_extensions_are_added_only_where_they_are_asked_for(client: FlaskClient) -> None:
    plain = read(client, "requests.json", **window(client))
    rich = read(client, "requests.json", **window(client), extensions="true")
    assert [{name: value for name, value in one.items() if name != "notes"} for one in rich] == plain
    assert "notes" not in plain[0]
    assert any(one["notes"] for one in rich)
    for one in rich:
        if one["status"] == "closed":
            assert one["notes"][-1]["datetime"] == one["updated_datetime"]


def test_updates_are_of_requests_of_the_list(client: FlaskClient) -> None:
    found = read(client, "servicerequestupdates.json", **window(client))
    assert found
    assert {one["status"] for one in found} <= {
        "REOPEN", "INVESTIGATING", "NO_FURTHER_ACTION", "IN_PROGRESS", "FIXED", "CLOSED"
    }  # fmt: skip
    assert [one["updated_datetime"] for one in found] == sorted(one["updated_datetime"] for one in found)
    first = found[0]
    only = read(client, "servicerequestupdates.json", **window(client), service_request_id=first["service_request_id"])
    assert first in only
    root = read(client, "servicerequestupdates.xml", **window(client))
    assert root.findtext("request_update/update_id") == first["update_id"]


def test_programs_on_other_pages_may_read(client: FlaskClient) -> None:
    assert client.get(f"{ROOT}/services.json").headers["Access-Control-Allow-Origin"] == "*"
