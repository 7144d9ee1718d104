"""Photos over HTTP: sent in pieces over a bad link, shown to those who see the record, public only when published."""

from __future__ import annotations

import io
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image

from mapper.domain.access import Scope
from mapper.domain.photo import Box
from mapper.domain.reader import Role
from mapper.domain.user import User
from mapper.errors import NotAllowed, NotFound
from mapper.operations import moderation
from web.clock import now

AT = "2026-07-01T09:30:00+09:00"
COLOURS = iter(range(1, 250))


@pytest.fixture
def body() -> bytes:
    """A photo that no other test has sent."""
    written = io.BytesIO()
    Image.effect_noise((120, 80), 60 + next(COLOURS)).convert("RGB").save(written, "JPEG", comment="37.738123")
    return written.getvalue()


@pytest.fixture
def planner(office: Any) -> User:
    user: User = office.add("made-planner", Role.PLANNER)
    return user


def call(office: Any, user: User, method: str, address: str, **options: Any) -> Any:
    bearer = {"Authorization": f"Bearer {office.token(user, Scope.READ, Scope.WRITE)}"}
    headers = bearer | options.pop("headers", {})
    return office.app.test_client().open(f"/api/v1/photos/{address}", method=method, headers=headers, **options)


def put(office: Any, user: User, name: str, piece: bytes, offset: int, length: int) -> Any:
    headers = {"Upload-Offset": str(offset), "Upload-Length": str(length)}
    return call(office, user, "PUT", name, data=piece, content_type="application/octet-stream", headers=headers)


def send(office: Any, user: User, body: bytes) -> str:
    name = sha256(body).hexdigest()
    answer = put(office, user, name, body, 0, len(body))
    assert answer.json == {"sha256": name, "offset": len(body), "complete": True}, answer.text
    return name


def used(office: Any, name: str, district: str) -> tuple[UUID, UUID]:
    """Let an issue of a district, one that is public, have the photo."""
    issue = office.sql(
        "SELECT issue_id FROM issue_state s JOIN segment ON segment.id = segment_id JOIN district d ON d.id = district_id"
        " WHERE d.code = :code AND s.category = 'illegal_dumping' AND NOT merged AND verification <> 'rejected'"
        " AND public_point IS NOT NULL ORDER BY issue_id LIMIT 1",
        code=district,
    ).scalar_one()
    use = uuid4()
    office.sql(
        "INSERT INTO photo_use (id, sha256, issue_id, moment, ordinal, recorded_at)"
        " VALUES (:use, decode(:name, 'hex'), :issue, 'before', 0, now())",
        use=use,
        name=name,
        issue=issue,
    )
    return issue, use


def test_a_photo_goes_on_where_the_link_broke(office: Any, planner: User, body: bytes) -> None:
    name, half = sha256(body).hexdigest(), len(body) // 2
    fresh = call(office, planner, "HEAD", name)
    assert (fresh.status_code, fresh.headers["Upload-Complete"], fresh.headers["Upload-Offset"]) == (200, "?0", "0")
    assert "Upload-Length" not in fresh.headers
    first = put(office, planner, name, body[:half], 0, len(body))
    assert first.json == {"sha256": name, "offset": half, "complete": False}
    again = put(office, planner, name, body[:half], 0, len(body))  # its answer was lost
    assert (again.status_code, again.json["error"]["code"]) == (409, "offset_mismatch")
    assert again.json["error"]["details"] == {"offset": half}
    known = call(office, planner, "HEAD", name).headers
    assert (known["Upload-Offset"], known["Upload-Length"]) == (str(half), str(len(body)))
    other = office.add("made-other", Role.PLANNER)
    assert call(office, other, "HEAD", name).headers["Upload-Offset"] == "0"
    last = put(office, planner, name, body[half:], half, len(body))
    assert last.json == {"sha256": name, "offset": len(body), "complete": True}
    repeated = put(office, planner, name, body[half:], half, len(body))
    assert repeated.json == last.json
    for user in (planner, other):
        whole = call(office, user, "HEAD", name).headers
        assert (whole["Upload-Complete"], whole["Upload-Offset"]) == ("?1", str(len(body)))
    assert office.sql("SELECT count(*) FROM write_log WHERE action = 'photo.take_in'").scalar_one() == 1


@pytest.mark.parametrize(
    ("offset", "length", "piece", "status", "code"),
    [
        ("0", "90", b"no photo at all" * 6, 400, "digest_mismatch"),
        ("0", "16000000", b"x", 400, "photo_refused"),
        ("-1", "9", b"x", 400, "invalid_input"),
        ("0", "", b"x", 400, "invalid_input"),
        ("0", "9", b"", 400, "invalid_input"),
        ("5", "9", b"x", 409, "offset_mismatch"),
        ("0", "900000", b"x" * 600_000, 400, "invalid_input"),
        ("0", "2000000", b"x" * 1_100_000, 413, "http_413"),
    ],
)
def test_a_piece_that_cannot_be_is_refused(
    office: Any, planner: User, offset: str, length: str, piece: bytes, status: int, code: str
) -> None:
    headers = {"Upload-Offset": offset, "Upload-Length": length}
    answer = call(office, planner, "PUT", "ab" * 32, data=piece, content_type="image/jpeg", headers=headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (status, code), answer.text


def test_staff_see_the_photos_of_the_records_that_they_see(office: Any, planner: User, body: bytes) -> None:
    here, there = office.districts()[:2]
    name = send(office, planner, body)
    walker, stranger = office.add("here", Role.FIELD, here), office.add("there", Role.FIELD, there)
    mayor = office.add("made-mayor", Role.MAYOR)
    assert call(office, walker, "GET", name).status_code == 404
    used(office, name, here)
    for address, sides in ((name, (120, 80)), (f"{name}/thumb", (120, 80))):
        shown = call(office, walker, "GET", address)
        assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert "private" in shown.headers["Cache-Control"]
        assert Image.open(io.BytesIO(shown.data)).size == sides
        assert b"37.738" not in shown.data
        assert call(office, stranger, "GET", address).status_code == 404
        assert call(office, mayor, "GET", address).status_code == 404
        assert office.app.test_client().get(f"/api/v1/photos/{address}").status_code == 401
    own = office.add("own", Role.FIELD, there)
    assert call(office, own, "GET", send(office, own, body + b"\0")).status_code == 200


def test_naming_a_photo_shows_it_to_nobody(office: Any, planner: User, body: bytes) -> None:
    here, there = office.districts()[:2]
    name = send(office, planner, body)
    used(office, name, here)
    stranger, colleague = (
        office.add("made-stranger", Role.FIELD, there),
        office.add("made-colleague", Role.FIELD, there),
    )
    place = (
        "SELECT ST_X(p), ST_Y(p) FROM segment s JOIN district d ON d.id = s.district_id,"
        " LATERAL ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS p WHERE d.code = :code AND graded LIMIT 1"
    )
    lon, lat = office.sql(place, code=there).one()
    issue = {"category": "litter", "severity": 2, "lon": lon, "lat": lat, "position": "pin", "reported_at": AT}
    headers = {"Authorization": f"Bearer {office.token(stranger, Scope.READ, Scope.WRITE)}"}
    client, record = office.app.test_client(), uuid4()
    path = f"/api/v1/issues/{record}"
    assert client.put(path, json=issue | {"photos": [{"sha256": name}]}, headers=headers).status_code == 201
    receipt = client.get(f"/api/v1/receipts/{record}", headers=headers).json
    assert (receipt["missing"], receipt["refused"]) == ([name], [])
    for user in (stranger, colleague):
        assert call(office, user, "GET", name).status_code == 404
        head = call(office, user, "HEAD", name).headers
        assert (head["Upload-Complete"], head["Upload-Offset"], "Upload-Length" in head) == ("?0", "0", False)
    assert send(office, stranger, body) == name
    assert client.get(f"/api/v1/receipts/{record}", headers=headers).json["missing"] == []
    assert {call(office, user, "GET", name).status_code for user in (stranger, colleague)} == {200}


def test_a_photo_is_public_only_under_its_boxes_and_only_while_it_may_be(
    office: Any, planner: User, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = send(office, planner, body)
    issue, use = used(office, name, office.districts()[0])
    files = office.app.extensions["golmok_photos"]
    by = planner.reader("cli")

    def public(copy: bytes) -> int:
        status: int = office.app.test_client().get(f"/photos/{copy.hex()}.jpg").status_code
        return status

    with office.sessions.begin() as session:
        copy = moderation.publish_photo(session, files, use, [Box(0, 0, 0.5, 1)], replaces=None, by=by, now=now())
    seen = office.app.test_client().get(f"/photos/{copy.hex()}.jpg")
    assert (seen.status_code, seen.mimetype, seen.headers["Cache-Control"]) == (200, "image/jpeg", "no-cache")
    pixels = Image.open(io.BytesIO(seen.data)).convert("L")
    assert pixels.crop((0, 0, 40, 80)).getextrema()[1] <= 4
    assert pixels.crop((70, 0, 120, 80)).getextrema()[1] > 100
    etag = {"If-None-Match": seen.headers["ETag"]}
    assert office.app.test_client().get(f"/photos/{copy.hex()}.jpg", headers=etag).status_code == 304
    kept = office.sql("SELECT kept_sha256 FROM photo WHERE sha256 = decode(:name, 'hex')", name=name).scalar_one()
    assert public(kept) == public(bytes.fromhex(name)) == 404
    for hidden in (
        "UPDATE issue_state SET recorded_at = now() WHERE issue_id = :issue",
        "UPDATE issue_state SET verification = 'rejected' WHERE issue_id = :issue",
        "UPDATE issue_state SET merged = true WHERE issue_id = :issue",
        "UPDATE issue_state SET category = 'abandoned_house' WHERE issue_id = :issue",
    ):
        with office.undone():
            office.sql(hidden, issue=issue)
            assert public(copy) == 404, hidden
    assert public(copy) == 200
    latest = office.sql("SELECT id FROM moderation WHERE use_id = :use", use=use).scalar_one()
    with office.sessions.begin() as session:
        moderation.withhold_photo(session, use, replaces=latest, by=by, now=now() + timedelta(seconds=1))
    assert public(copy) == 404


def test_only_who_moderates_decides_and_only_about_photos_of_issues(office: Any, planner: User, body: bytes) -> None:
    name = send(office, planner, body)
    _, use = used(office, name, office.districts()[0])
    files, walker = office.app.extensions["golmok_photos"], office.add("made-walker", Role.FIELD)
    with office.sessions() as session:
        with pytest.raises(NotAllowed):
            moderation.publish_photo(session, files, use, [], replaces=None, by=walker.reader("cli"), now=now())
        with pytest.raises(NotFound):
            moderation.withhold_photo(session, uuid4(), replaces=None, by=planner.reader("cli"), now=now())
