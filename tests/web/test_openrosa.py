"""OpenRosa as phones speak it: lists and forms as they insist on them, and every answer taken once."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest

from mapper.domain.access import Scope
from mapper.domain.reader import Role
from mapper.domain.rubric import RUBRIC
from mapper.domain.user import User
from mapper.wire.openrosa.forms import forms
from mapper.wire.openrosa.sheets import ISSUE, SURVEY

LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
RESPONSE = "{http://openrosa.org/http/response}message"
VERSIONS = {form.id: form.version for form in forms()}


class Phone:
    """ODK Collect with the token of somebody, as far as a server can tell."""

    def __init__(self, office: Any, key: str) -> None:
        self.office, self.key = office, key
        self.base = f"/openrosa/key/{key}"

    def get(self, path: str) -> Any:
        told = {"X-OpenRosa-Version": "1.0", "Date": "Sun, 22 Nov 2026 11:10:00 GMT+09:00 PM"}
        joined = "&" if "?" in path else "?"
        return self.office.app.test_client().get(f"{path}{joined}deviceID=collect:made", headers=told)

    def list(self, query: str = "") -> list[dict[str, str | None]]:
        answer = self.get(f"{self.base}/formList{query}")
        assert answer.status_code == 200, answer.text
        root = ET.fromstring(answer.data)
        assert root.tag == f"{LIST}xforms"
        return [{part.tag.removeprefix(LIST): part.text for part in form} for form in root]

    def fetch(self, address: str | None) -> Any:
        assert address is not None
        assert address.startswith("http://localhost/openrosa/")
        return self.get(address.removeprefix("http://localhost"))

    def submit(self, xml: bytes, files: dict[str, bytes] | None = None, *, is_last: bool = True) -> Any:
        parts = [("xml_submission_file", "submission.xml", "text/xml", xml)]
        parts += [(name, name, "image/jpeg", content) for name, content in (files or {}).items()]
        return self.post(multipart(parts, others={} if is_last else {"*isIncomplete*": "yes"}))

    def post(self, body: bytes) -> Any:
        kind = "multipart/form-data; boundary=b"
        path = f"{self.base}/submission?deviceID=collect:made"
        return self.office.app.test_client().post(path, data=body, content_type=kind)


def multipart(parts: list[tuple[str, str, str, bytes]], others: dict[str, str]) -> bytes:
    """A body as OkHttp writes it: names in plain UTF-8."""
    said = 'Content-Disposition: form-data; name="{}"'
    written = [
        f'--b\r\n{said.format(name)}; filename="{file}"\r\nContent-Type: {kind}\r\n\r\n'.encode() + content + b"\r\n"
        for name, file, kind, content in parts
    ]
    written += [f"--b\r\n{said.format(name)}\r\n\r\n{value}\r\n".encode() for name, value in others.items()]
    return b"".join(written) + b"--b--\r\n"


@pytest.fixture
def segment(office: Any) -> str:
    """Of the district with the most segments."""
    found = office.sql(
        "SELECT s.id FROM segment s JOIN district d ON d.id = s.district_id"
        " WHERE d.code = :code AND graded AND s.superseded_at IS NULL ORDER BY s.id LIMIT 1",
        code=office.districts()[0],
    )
    return str(found.scalar_one())


@pytest.fixture
def here(office: Any) -> str:
    """The middle of the longest segment of that district, latitude first."""
    lat, lon = office.sql(
        "SELECT ST_Y(at), ST_X(at) FROM segment s JOIN district d ON d.id = s.district_id,"
        " LATERAL (SELECT ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS at) AS middle"
        " WHERE d.code = :code AND graded AND s.superseded_at IS NULL ORDER BY length_m DESC LIMIT 1",
        code=office.districts()[0],
    ).one()
    return f"{lat} {lon}"


@pytest.fixture
def walker(office: Any) -> User:
    user: User = office.add("made-walker", Role.FIELD, office.districts()[0])
    return user


@pytest.fixture
def phone(office: Any, walker: User) -> Phone:
    made = Phone(office, office.token(walker, Scope.FORMS))
    made.list()  # as every phone does first
    return made


def survey(
    segment: str, instance: str = "", *, version: str = "", photos: dict[str, str] | None = None, **other: Any
) -> bytes:
    """A filled-in survey as JavaRosa writes one."""
    photos = photos or {}
    levels = dict.fromkeys(RUBRIC.item_ids, "1") | {"R2": "na", "R8": "unseen"} | dict.fromkeys(photos, "3")
    levels |= {name: value for name, value in other.items() if name in levels}
    asked = {
        axis: "".join(
            f"<{item}>{levels[item]}</{item}><{item}_photo>{photos.get(item, '')}</{item}_photo>"
            for item in RUBRIC.item_ids
            if item[0] == axis
        )
        for axis in "RW"
    }
    meta = f"<orx:instanceID>{instance}</orx:instanceID>" if instance else ""
    meta += f"<orx:deprecatedID>{other['deprecated']}</orx:deprecatedID>" if "deprecated" in other else ""
    return (
        "<?xml version='1.0' ?>"
        f'<data id="{other.get("form", SURVEY)}" version="{version or VERSIONS[SURVEY]}"'
        ' xmlns:orx="http://openrosa.org/xforms" xmlns:jr="http://openrosa.org/javarosa">'
        "<started_at>2026-07-01T09:30:00.000+09:00</started_at><device>collect:made</device>"
        f"<segment>{segment}</segment><R>{asked['R']}</R><W>{asked['W']}</W>"
        f"<walked_at>2026-07-01T09:31:14.000+09:00</walked_at><rubric>{RUBRIC.version}</rubric>"
        f"<meta>{meta}<orx:instanceName>가온로 · 62 m</orx:instanceName></meta></data>"
    ).encode()


def issue(instance: str, position: str = "37.7379 127.0345 51.2 6.5", **other: str) -> bytes:
    told = {"category": "litter", "severity": "2", "photo_1": "", "description": "골목 어귀에 흩어짐"} | other
    cells = "".join(f"<{name}>{value}</{name}>" for name, value in told.items())
    return (
        f'<data id="{ISSUE}" version="{VERSIONS[ISSUE]}" xmlns:orx="http://openrosa.org/xforms">'
        f"<reported_at>2026-07-01T09:30:00.000+09:00</reported_at><position>{position}</position>{cells}"
        f"<meta><orx:instanceID>{instance}</orx:instanceID></meta></data>"
    ).encode()


def said(answer: Any) -> str:
    return ET.fromstring(answer.data).findtext(RESPONSE) or ""


def count(office: Any, table: str, record: str) -> int:
    return int(office.sql(f"SELECT count(*) FROM {table} WHERE id = :id", id=record).scalar_one())


def test_every_answer_says_that_it_is_openrosa(phone: Phone, segment: str) -> None:
    answers = [
        phone.get(f"{phone.base}/formList"),
        phone.get(f"{phone.base}/forms/{SURVEY}/manifest"),
        phone.submit(survey(segment, f"uuid:{uuid4()}")),
        phone.submit(b"no XML"),
        phone.get("/openrosa/key/nobodys/formList"),
        phone.get("/openrosa/nothing"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 201, 400, 403, 404]
    for answer in answers:
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        assert answer.headers["X-OpenRosa-Version"] == "1.0"
        assert answer.headers["Date"].endswith("GMT")
        assert answer.headers["Content-Language"] == "ko"
    assert all("WWW-Authenticate" not in answer.headers for answer in answers)  # or a phone asks for a password


def test_each_form_in_the_list_has_all_that_a_phone_needs(phone: Phone) -> None:
    listed = phone.list()
    assert [form["formID"] for form in listed] == [SURVEY, ISSUE]
    for form in listed:
        assert form["name"]
        assert form["version"] == VERSIONS[str(form["formID"])]
        assert "descriptionText" not in form
        xml = phone.fetch(form["downloadUrl"])
        assert form["hash"] == f"md5:{hashlib.md5(xml.data).hexdigest()}"
        assert f'version="{form["version"]}"' in xml.text
        assert phone.fetch(form["downloadUrl"]).data == xml.data
    assert [("manifestUrl" in form) for form in listed] == [True, False]
    assert [form["formID"] for form in phone.list(f"?formID={ISSUE}")] == [ISSUE]
    assert phone.list("?formID=another") == []
    assert all(form["descriptionText"] for form in phone.list("?verbose=true"))


def test_older_versions_are_listed_fetched_and_taken(office: Any, phone: Phone, segment: str) -> None:
    office.sql(
        "INSERT INTO form_version SELECT form_id, 'old-1', title, description, '<old/>', media,"
        " recorded_at - interval '1 day' FROM form_version WHERE form_id = :form",
        form=SURVEY,
    )
    assert [form["version"] for form in phone.list()] == list(VERSIONS.values())
    listed = phone.list("?listAllVersions=true")
    assert [form["version"] for form in listed] == [VERSIONS[ISSUE], VERSIONS[SURVEY], "old-1"]
    for form in listed:
        content = phone.fetch(form["downloadUrl"]).data
        assert form["hash"] == f"md5:{hashlib.md5(content).hexdigest()}"
    key = str(uuid4())
    assert phone.submit(survey(segment, f"uuid:{key}", version="old-1")).status_code == 201
    assert count(office, "survey", key) == 1


def test_the_manifest_names_the_segments_of_ones_own_districts(office: Any, phone: Phone, segment: str) -> None:
    listed = phone.list()[0]
    [file] = ET.fromstring(phone.fetch(listed["manifestUrl"]).data)
    told = {part.tag.removeprefix(MANIFEST): part.text for part in file}
    assert told["filename"] == "segments.geojson"
    content = phone.fetch(told["downloadUrl"])
    assert told["hash"] == f"md5:{hashlib.md5(content.data).hexdigest()}"
    collection = json.loads(content.data)
    assert collection["type"] == "FeatureCollection"
    ids = [feature["id"] for feature in collection["features"]]
    mine = office.sql(
        "SELECT s.id FROM segment s JOIN district d ON d.id = s.district_id"
        " WHERE d.code = :code AND graded AND s.superseded_at IS NULL",
        code=office.districts()[0],
    )
    assert set(ids) == {str(one) for one in mine.scalars()}
    assert len(set(ids)) == len(ids)
    assert segment in ids
    for feature in collection["features"]:
        assert feature["geometry"]["type"] == "LineString"
        assert set(feature["properties"]) == {"title"}  # no grade leads whoever looks next
        lon, lat = feature["geometry"]["coordinates"][0]
        assert lon > 120
        assert 30 < lat < 40


def test_what_is_to_be_walked_today_comes_first(office: Any, walker: User, phone: Phone) -> None:
    ids = list(
        office.sql(
            "SELECT s.id FROM segment s JOIN district d ON d.id = s.district_id"
            " WHERE d.code = :code AND graded AND s.superseded_at IS NULL ORDER BY s.id DESC LIMIT 2",
            code=office.districts()[0],
        ).scalars()
    )
    office.sql(
        "INSERT INTO survey_task (id, user_id, day, segment_id, ordinal, recorded_at)"
        " SELECT gen_random_uuid(), :user, (now() AT TIME ZONE 'Asia/Seoul')::date, id, ordinal, now()"
        " FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS asked (id, ordinal)",
        user=walker.id,
        ids=ids,
    )
    features = phone.get(f"{phone.base}/forms/{SURVEY}/media/segments.geojson").json["features"]
    assert [feature["id"] for feature in features[:2]] == [str(one) for one in ids]
    assert [feature["properties"]["title"][:4] for feature in features[:2]] == ["오늘 1", "오늘 2"]
    assert ["stroke" in feature["properties"] for feature in features[:3]] == [True, True, False]


def test_head_is_204_and_says_how_much_fits(office: Any, phone: Phone) -> None:
    answer = office.app.test_client().head(f"{phone.base}/submission")
    assert (answer.status_code, answer.data) == (204, b"")
    assert int(answer.headers["X-OpenRosa-Accept-Content-Length"]) >= 10_000_000
    assert answer.headers["X-OpenRosa-Version"] == "1.0"


def test_a_survey_becomes_what_the_phone_page_would_have_sent(
    office: Any, phone: Phone, walker: User, segment: str
) -> None:
    key = str(uuid4())
    xml = survey(segment, f"uuid:{key}")
    answer = phone.submit(xml)
    assert (answer.status_code, said(answer)) == (201, "받았습니다.")
    row = office.sql("SELECT * FROM survey WHERE id = :id", id=key).mappings().one()
    assert str(row["segment_id"]) == segment
    assert (row["surveyor"], row["user_id"], row["rubric"]) == (walker.name, walker.id, RUBRIC.version)
    expected = [1] * 16
    expected[1], expected[7] = -1, None
    assert row["levels"] == expected
    assert (row["duration_s"], row["device"]) == (74, "collect:made")
    assert row["walked_at"].isoformat().startswith("2026-07-01T")
    live = office.sql("SELECT overall_grade FROM live_grade WHERE segment_id = :id", id=segment).one()
    assert live.overall_grade
    stored = office.sql("SELECT xml, form_id, version FROM submission WHERE id = :id", id=key).one()
    assert (bytes(stored.xml), stored.form_id, stored.version) == (xml, SURVEY, VERSIONS[SURVEY])


def test_an_issue_is_placed_by_the_rules_of_the_house(office: Any, phone: Phone, here: str) -> None:
    by_gps, by_hand = str(uuid4()), str(uuid4())
    answers = [
        phone.submit(issue(f"uuid:{by_gps}", f"{here} 51.2 6.5")),
        phone.submit(issue(f"uuid:{by_hand}", f"{here} 0 0")),
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    rows = {
        str(row["id"]): row
        for row in office.sql("SELECT * FROM issue WHERE id IN (:a, :b)", a=by_gps, b=by_hand).mappings()
    }
    assert rows[by_gps]["accuracy_m"] == 6.5
    assert rows[by_gps]["description"] == "골목 어귀에 흩어짐"
    assert rows[by_hand]["accuracy_m"] == 3.0  # nobody measured 0 m: a pin put there by hand
    state = office.sql("SELECT segment_id FROM issue_state WHERE issue_id = :id", id=by_gps).one()
    assert state.segment_id is not None


def test_the_same_bytes_again_are_taken_again_and_other_bytes_are_not(office: Any, phone: Phone, segment: str) -> None:
    key = str(uuid4())
    xml = survey(segment, f"uuid:{key}")
    assert [phone.submit(xml).status_code for _ in range(3)] == [201, 201, 201]
    other = phone.submit(xml.replace(b"<W1>1<", b"<W1>2<"))
    assert other.status_code == 409
    assert "이미" in said(other)
    assert phone.submit(issue(f"uuid:{key}")).status_code == 409
    assert (count(office, "survey", key), count(office, "issue", key)) == (1, 0)
    assert bytes(office.sql("SELECT xml FROM submission WHERE id = :id", id=key).scalar_one()) == xml


def test_a_form_without_an_id_is_taken_once_however_often_it_comes(office: Any, phone: Phone, segment: str) -> None:
    before = office.sql("SELECT count(*) FROM survey").scalar_one()
    xml = survey(segment)
    assert [phone.submit(xml).status_code for _ in range(2)] == [201, 201]
    assert phone.submit(survey(segment, "walk number 7 of made-walker")).status_code == 201
    assert phone.submit(survey(segment, "walk number 7 of made-walker")).status_code == 201
    assert phone.submit(survey(segment, "walk number 7 of made-walker", W1="2")).status_code == 409
    assert office.sql("SELECT count(*) FROM survey").scalar_one() == before + 2


@pytest.mark.parametrize("name", ["골목.jpg", "1782867000000.jpg"])
def test_photos_come_in_several_parts_and_none_is_lost(
    office: Any, phone: Phone, segment: str, picture: Callable[..., bytes], name: str
) -> None:
    key = str(uuid4())
    xml = survey(segment, f"uuid:{key}", photos={"R1": name, "W3": "second.jpg"})
    red, blue = picture((200, 0, 0)), picture((0, 0, 200))
    first = phone.submit(xml, {name: red, "audit.csv": b"event,node"}, is_last=False)
    assert (first.status_code, said(first)) == (201, "받았습니다. 사진 1장을 기다립니다.")
    last = phone.submit(xml, {"second.jpg": blue})
    assert (last.status_code, said(last)) == (201, "이미 받은 기록입니다.")
    again = phone.submit(xml, {name: red, "second.jpg": blue})
    assert again.status_code == 201
    uses = office.sql("SELECT item, sha256, ordinal FROM photo_use WHERE survey_id = :id ORDER BY ordinal", id=key)
    assert [(use.item, bytes(use.sha256), use.ordinal) for use in uses] == [
        ("R1", hashlib.sha256(red).digest(), 0),
        ("W3", hashlib.sha256(blue).digest(), 1),
    ]
    kept = office.sql("SELECT count(*) FROM photo JOIN photo_use USING (sha256) WHERE survey_id = :id", id=key)
    assert kept.scalar_one() == 2
    changed = phone.submit(xml, {name: blue})
    assert changed.status_code == 409
    files = office.sql("SELECT name FROM submission_file WHERE submission_id = :id ORDER BY name", id=key)
    assert list(files.scalars()) == sorted([name, "second.jpg"])


def test_a_name_in_several_letters_is_the_same_name(
    office: Any, phone: Phone, segment: str, picture: Callable[..., bytes]
) -> None:
    key, apart = str(uuid4()), "\u1100\u1169\u11af\u1106\u1169\u11a8.jpg"  # 골목.jpg as Apple writes it
    answer = phone.submit(survey(segment, f"uuid:{key}", photos={"R1": "골목.jpg"}), {apart: picture()})
    assert said(answer) == "받았습니다."
    assert office.sql("SELECT count(*) FROM photo_use WHERE survey_id = :id", id=key).scalar_one() == 1


def test_a_photo_of_an_issue_waits_for_moderation(
    office: Any, phone: Phone, here: str, picture: Callable[..., bytes]
) -> None:
    key = str(uuid4())
    assert phone.submit(issue(f"uuid:{key}", f"{here} 0 5", photo_1="a.jpg"), {"a.jpg": picture()}).status_code == 201
    use = office.sql("SELECT id, moment FROM photo_use WHERE issue_id = :id", id=key).one()
    assert use.moment == "before"
    assert office.sql("SELECT count(*) FROM moderation WHERE use_id = :id", id=use.id).scalar_one() == 0
    name = hashlib.sha256(picture()).hexdigest()
    assert office.app.test_client().get(f"/photos/{name}.jpg").status_code == 404


def test_what_is_no_photo_keeps_nothing_else_out(office: Any, phone: Phone, segment: str) -> None:
    key = str(uuid4())
    answer = phone.submit(survey(segment, f"uuid:{key}", photos={"R1": "a.jpg"}), {"a.jpg": b"no picture at all"})
    assert answer.status_code == 201
    assert "a.jpg" in said(answer)
    assert count(office, "survey", key) == 1
    kept = office.sql("SELECT refused FROM submission_file WHERE submission_id = :id", id=key)
    assert kept.scalar_one() == "format"


def test_edits_and_unknown_forms_are_refused_as_the_protocol_has_it(office: Any, phone: Phone, segment: str) -> None:
    key, unknown = str(uuid4()), str(uuid4())
    assert phone.submit(survey(segment, f"uuid:{key}")).status_code == 201
    cases = {
        "an edit of nothing": (survey(segment, f"uuid:{uuid4()}", deprecated=f"uuid:{unknown}"), 404),
        "an edit": (survey(segment, f"uuid:{uuid4()}", deprecated=f"uuid:{key}"), 409),
        "an edit under an id that is taken": (survey(segment, f"uuid:{key}", deprecated=f"uuid:{key}"), 409),
        "an unknown version": (survey(segment, f"uuid:{uuid4()}", version="0.9-never"), 404),
        "an unknown form": (survey(segment, f"uuid:{uuid4()}", form="another"), 404),
        "an unknown segment": (survey(str(uuid4()), f"uuid:{uuid4()}"), 404),
    }
    before = office.sql("SELECT count(*) FROM submission").scalar_one()
    assert {name: phone.submit(xml).status_code for name, (xml, _) in cases.items()} == {
        name: status for name, (_, status) in cases.items()
    }
    assert office.sql("SELECT count(*) FROM submission").scalar_one() == before


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (b"", "empty"),
        (b"<data", "cut"),
        (b'<!DOCTYPE d [<!ENTITY a "b">]><data id="golmok_survey" version="1"><segment>&a;</segment></data>', "entity"),
        (b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><data id="golmok_survey" version="1"/>', "external"),
        (b'<data version="1"/>', "no form"),
        (b"<data id='golmok_survey' version='1'>" + b"<a>" * 400_000, "deep and cut"),
        (b"<data id='golmok_survey' version='1'>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</data>", "deep"),
        (b"<data id='golmok_survey' version='1'>" + b"<a>1</a>" * 100_000 + b"</data>", "wide"),
        (b"<data id='golmok_survey' version='1'>" + b" " * 1_000_001 + b"</data>", "large"),
        ("<data id='golmok_survey' version='1'/>".encode("utf-16"), "another encoding"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hostile_xml_is_refused_and_leaves_nothing(office: Any, phone: Phone, xml: bytes, why: str) -> None:
    before = office.sql("SELECT count(*) FROM submission").scalar_one()
    assert phone.submit(xml).status_code in {400, 404}, why
    assert office.sql("SELECT count(*) FROM submission").scalar_one() == before


def test_a_body_that_is_cut_anywhere_leaves_no_trace(
    office: Any, phone: Phone, segment: str, picture: Callable[..., bytes]
) -> None:
    key = str(uuid4())
    xml, photo = survey(segment, f"uuid:{key}", photos={"R1": "a.jpg"}), picture()
    parts = [("xml_submission_file", "s.xml", "text/xml", xml), ("a.jpg", "a.jpg", "image/jpeg", photo)]
    body = multipart(parts, {})
    end = len(body) - len(b"--\r\n")
    cuts = [0, 1, *range(40, end, max(1, end // 40)), end - len(photo) // 2, end - 3, end]
    assert {phone.post(body[:cut]).status_code for cut in cuts} == {400}
    assert (count(office, "survey", key), count(office, "submission", key)) == (0, 0)
    assert office.sql("SELECT count(*) FROM photo_use WHERE survey_id = :id", id=key).scalar_one() == 0
    assert phone.post(body).status_code == 201
    assert office.sql("SELECT count(*) FROM photo_use WHERE survey_id = :id", id=key).scalar_one() == 1


def test_a_body_that_is_too_large_is_refused(phone: Phone, segment: str) -> None:
    xml = survey(segment, f"uuid:{uuid4()}", photos={"R1": "a.jpg"})
    answer = phone.submit(xml, {"a.jpg": b"\0" * 32_000_000})
    assert (answer.status_code, answer.content_type) == (413, "text/xml; charset=utf-8")


def test_a_token_in_the_address_is_good_for_forms_only(office: Any, phone: Phone, walker: User) -> None:
    client = office.app.test_client()
    bearer = {"Authorization": f"Bearer {phone.key}"}
    assert client.get("/openrosa/formList", headers=bearer).status_code == 200
    assert client.get("/api/v1/field/area", headers=bearer).status_code == 403
    assert client.get("/api/v1/summary", headers=bearer).status_code in {403, 404}
    reading = office.token(walker, Scope.READ, Scope.WRITE, Scope.EXPORT)
    assert client.get(f"/openrosa/key/{reading}/formList").status_code == 403
    assert client.get("/openrosa/formList").status_code == 401
    with office.sessions.begin() as session:
        from mapper.operations.people import keys
        from web.clock import now

        [token, *_] = [one for one in keys.tokens_of(session, walker, now=now()) if Scope.FORMS in one.scopes]
        keys.end_token(session, walker, token.id, by=walker.reader(""), now=now())
    assert client.get(f"{phone.base}/formList").status_code == 403


def test_other_districts_are_not_ones_own(office: Any, phone: Phone) -> None:
    elsewhere = office.sql(
        "SELECT s.id FROM segment s JOIN district d ON d.id = s.district_id"
        " WHERE d.code <> :code AND graded AND s.superseded_at IS NULL LIMIT 1",
        code=office.districts()[0],
    ).scalar_one()
    key = str(uuid4())
    assert phone.submit(survey(str(elsewhere), f"uuid:{key}")).status_code == 403
    assert (count(office, "survey", key), count(office, "submission", key)) == (0, 0)


def test_no_token_is_logged(
    office: Any, phone: Phone, segment: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("made to fail")

    monkeypatch.setattr("web.blueprints.openrosa.read_instance", fail)
    monkeypatch.setitem(office.app.config, "PROPAGATE_EXCEPTIONS", value=False)
    office.app.logger.addHandler(caplog.handler)
    try:
        assert phone.submit(survey(segment)).status_code == 500
        logging.getLogger("waitress").addHandler(caplog.handler)
        logging.getLogger("waitress").error("Exception while serving %s", f"{phone.base}/submission")
    finally:
        office.app.logger.removeHandler(caplog.handler)
        logging.getLogger("waitress").removeHandler(caplog.handler)
    logged = [record.getMessage() for record in caplog.records]
    assert any("/openrosa/key/<bearer_key>/submission" in line for line in logged)
    assert len([line for line in logged if "<bearer_key>" in line]) >= 2
    assert not any(phone.key in line for line in logged)
