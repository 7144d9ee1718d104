"""Documents of GeoReport v2: XML and JSON say the same, and every answer fits what the specification asks of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.domain.category import CATEGORIES
from mapper.domain.issue import EVENT_KINDS
from mapper.domain.service_request import RequestUpdate, ServiceRequest
from mapper.errors import ServiceRequestRefused
from mapper.wire.open311.document import Document, Form, written
from mapper.wire.open311.documents import refusal, requests
from mapper.wire.open311.new_request import read_new_request, read_new_words, said_of
from mapper.wire.open311.query import Fault, given_of, read_moment, read_requests_query

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
CONTAINERS = {"service_requests", "notes", "errors"}

texts = st.none() | st.text(max_size=60)
moments = st.datetimes(datetime(2001, 1, 1), datetime(2098, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bounds without a time zone, and adds it
degrees = st.none() | st.floats(33, 132)
made_requests = st.builds(
    ServiceRequest,
    id=st.uuids(version=4),
    category=st.sampled_from([category.id for category in CATEGORIES]),
    is_open=st.booleans(),
    note=st.text(min_size=1, max_size=20),
    requested_at=moments,
    updated_at=moments,
    expected_at=st.none() | moments,
    description=texts,
    address=texts,
    lon=degrees,
    lat=degrees,
    photo=st.none() | st.just("ab" * 32),
)
made_notes = st.lists(
    st.builds(
        RequestUpdate,
        id=st.uuids(version=4),
        request=st.uuids(version=4),
        kind=st.sampled_from([event.kind for event in EVENT_KINDS]),
        updated_at=moments,
    ),
    max_size=3,
)


def plain(element: Any) -> Any:
    """What XML says, as JSON has it by the Spark convention: everything is text there, and nothing is null."""
    if element.tag in CONTAINERS:
        return [plain(one) for one in element]
    return {one.tag: plain(one) for one in element} if len(element) else element.text


def as_text(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: as_text(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_text(one) for one in value]
    return value if value is None or isinstance(value, str) else json.dumps(value)


@settings(max_examples=1000)
@given(one=made_requests, notes=st.none() | made_notes)
def test_a_thousand_requests_are_the_same_in_xml_and_json(
    one: ServiceRequest, notes: list[RequestUpdate] | None
) -> None:
    told = None if notes is None else {one.id: notes}
    document = requests([one], city="의정부시 & <골목>", photo_address=lambda name: f"https://x/{name}.jpg", notes=told)
    in_json = json.loads(written(document, Form.JSON))
    root = ElementTree.fromstring(written(document, Form.XML))
    assert root.tag == "service_requests"
    assert plain(root) == as_text(in_json)
    assert in_json[0]["service_request_id"] == str(one.id)


def test_a_list_of_none_is_a_list() -> None:
    document = Document("service_requests", [])
    assert written(document, Form.JSON) == b"[]"
    assert written(document, Form.XML).endswith(b"<service_requests/>\n")


def test_truth_is_a_word_in_xml_and_none_in_json() -> None:
    document = Document("services", [{"metadata": True, "order": 1, "keywords": ""}])
    assert json.loads(written(document, Form.JSON)) == [{"metadata": True, "order": 1, "keywords": None}]
    assert b"<metadata>true</metadata><order>1</order><keywords/>" in written(document, Form.XML)


def test_several_faults_are_several_errors() -> None:
    root = ElementTree.fromstring(written(refusal([Fault(400, "a"), Fault(404, "b")]), Form.XML))
    assert [(one.findtext("code"), one.findtext("description")) for one in root] == [("400", "a"), ("404", "b")]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22T09:00:00Z", NOW),
        ("2026-11-22T18:00:00+09:00", NOW),
        ("2026-11-22T18:00:00 09:00", NOW),
        ("2026-11-22T18:00:00.000000123+09:00", NOW),
        ("2026-11-22T09:00Z", NOW),
        ("2026-11-22T09:00:00", None),
        ("2026-11-22", None),
        ("20261122T090000Z", None),
        ("2026-W47-7T09:00:00Z", None),
        ("9999-12-31T23:59:59-09:00", None),
        ("", None),
    ],
)
def test_moments(text: str, moment: datetime | None) -> None:
    assert read_moment(text) == moment


@given(
    st.dictionaries(
        st.sampled_from(
            ["start_date", "end_date", "updated_after", "page", "page_size", "status", "service_code", "bbox"]
        ),
        st.text(max_size=30) | st.sampled_from(["1", "open", "2026-01-01T00:00:00Z", "127,37,128,38", "nan"]),
    )
)
def test_whatever_is_asked_is_read_or_refused(asked: dict[str, str]) -> None:
    try:
        query = read_requests_query(given_of(asked.items()), now=NOW)
    except ServiceRequestRefused as refused:
        faults = refused.fields["faults"]
        assert isinstance(faults, list)
        assert {fault.code for fault in faults} <= {400, 404}
    else:
        assert query.sought.size >= 1
        spans = (query.sought.requested, query.sought.updated)
        assert all(last - first <= timedelta(days=90) for first, last in (span for span in spans if span))


def test_what_has_no_value_is_not_there() -> None:
    asked = given_of([("status", ""), ("page", " "), ("start_date", "")])
    assert read_requests_query(asked, now=NOW) == read_requests_query({}, now=NOW)


WHOLE = [("service_code", "litter"), ("lat", "37.74"), ("long", "127.04")]


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ([("attribute[severity]", "3")], None),
        ([("attribute[severity][]", "3")], None),
        ([("attribute[severity]", "")], None),
        ([("attribute[severity]", "9")], [400]),
        ([("attribute[severity][]", "3"), ("attribute[severity][]", "2")], [400]),
        ([("attribute[colour]", "red")], [400]),
        ([("attribute[emergency]", "yes")], [400]),
        ([("service_code", "nothing")], [404]),
        ([("lat", "127.04"), ("long", "37.74")], [400]),
        ([("lat", "nan")], [400]),
        ([("long", "")], None),
        ([("description", "가" * 4000)], None),
        ([("description", "가" * 4001)], [400]),
        ([("media_url", "https://example.kr/골목.jpg")], None),
        ([("media_url", "file:///etc/passwd")], [400]),
        ([("media_url", "http://[")], [400]),
        ([("phone", "010-0000-0000"), ("email", "a@example.kr")], None),
        ([("phone", "no"), ("email", "no")], [400, 400]),
        ([("address_string", "가" * 201)], [400]),
        ([("first_name", "가상"), ("device_id", "x"), ("account_id", "y")], None),
    ],
)
def test_new_requests(more: list[tuple[str, str]], codes: list[int] | None) -> None:
    pairs = [*WHOLE, *more]
    if codes is None:
        new = read_new_request(pairs, photos=0)
        assert (new.category, new.severity) == (
            "litter",
            3 if ("attribute[severity]", "3") in more or more[0][1] == "3" else 2,
        )
        return
    with pytest.raises(ServiceRequestRefused) as refused:
        read_new_request(pairs, photos=0)
    faults = refused.value.fields["faults"]
    assert isinstance(faults, list)
    assert [fault.code for fault in faults] == codes


@pytest.mark.parametrize(
    ("pairs", "photos", "faults"),
    [
        ([], 0, 2),
        ([("service_code", "litter")], 0, 1),
        ([("service_code", "litter"), ("lat", "37.7")], 0, 1),
        ([("service_code", "litter"), ("address_string", "가온로 3")], 4, 1),
    ],
)
def test_what_is_missing_is_told(pairs: list[tuple[str, str]], photos: int, faults: int) -> None:
    with pytest.raises(ServiceRequestRefused) as refused:
        read_new_request(pairs, photos=photos)
    told = refused.value.fields["faults"]
    assert isinstance(told, list)
    assert len(told) == faults


def test_an_address_is_a_place_too_and_the_address_of_a_picture_is_kept_as_words() -> None:
    sent = [("service_code", "litter"), ("address_id", "123"), ("media_url", "https://example.kr/a.jpg")]
    new = read_new_request(sent, photos=0)
    assert (new.place, new.lon, new.text) == ("123", None, "첨부 주소: https://example.kr/a.jpg")


def test_the_same_is_known_by_all_but_its_key() -> None:
    whole = [*WHOLE, ("device_id", "made-up-phone")]
    assert said_of([*whole, ("api_key", "a")]) == said_of([("api_key", "b"), *reversed(whole)])
    assert said_of(whole) != said_of(whole[1:])
    assert said_of(whole) != said_of([*WHOLE, ("account_id", "made-up-phone")])


@pytest.mark.parametrize("nobody", [[], [("device_id", " ")], [("account_id", "")], [("email", "made@example.org")]])
def test_without_a_device_or_an_account_nothing_is_the_same(nobody: list[tuple[str, str]]) -> None:
    assert said_of([*WHOLE, *nobody]) is None


def test_words_need_a_receipt() -> None:
    request = str(UUID(int=7, version=4))
    said = [("service_request_id", request), ("receipt_code", "7K3MX-0QZ4B"), ("description", "아직 그대로입니다")]
    new = read_new_words([*said, ("status", "REOPEN")])
    assert (str(new.request), new.asks_to_reopen) == (request, True)
    for missing in range(3):
        with pytest.raises(ServiceRequestRefused):
            read_new_words([one for number, one in enumerate(said) if number != missing])
