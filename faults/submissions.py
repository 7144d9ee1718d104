"""Filled-in forms over a bad line: cut in the middle, sent again, and by several hands at once."""

from __future__ import annotations

import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPConnection
from io import BytesIO
from random import Random
from typing import Final
from uuid import UUID, uuid4

from PIL import Image

from faults.fault import Fault, require
from faults.field import OPERATOR, Field, in_field
from faults.ground import Ground
from mapper.domain.access import Scope
from mapper.domain.rubric import RUBRIC
from mapper.operations.people import keys, users
from mapper.wire.openrosa.forms import forms
from mapper.wire.openrosa.sheets import SURVEY
from web.clock import now

HANDS: Final = 8
"""That send each form at the same time."""
SENT_AGAIN: Final = 0.3
PATIENCE: Final = 20
"""How often a request is sent to a server that says it is busy."""
CUT: Final = 0.2
PHOTOS: Final = ("R1", "W3")
"""Items with a photo in half of the forms: of these, half bring both at once, the others in two parts."""

_HEAD: Final = 'Content-Disposition: form-data; name="{0}"; filename="{0}"\r\nContent-Type: {1}\r\n\r\n'
_KIND: Final = "multipart/form-data; boundary=b"
_KEPT: Final = "SELECT id, xml FROM submission WHERE id = ANY(%s)"
_COUNTS: Final = "SELECT (SELECT count(*) FROM survey), (SELECT count(*) FROM submission)"
_FILES: Final = """
    SELECT submission_id, name, submission_file.sha256 FROM submission_file
    JOIN photo ON photo.sha256 = submission_file.sha256
    JOIN photo_use ON photo_use.sha256 = photo.sha256 AND survey_id = submission_id
    WHERE submission_id = ANY(%s)
"""


@dataclass(frozen=True)
class FilledIn:
    """A survey as a phone sends it.

    Attributes
    ----------
    id : UUID
        That the phone chose.
    xml : bytes
        What it says.
    photos : dict of str to bytes
        By name.
    bodies : list of bytes
        Of the requests by which it is sent.
    """

    id: UUID
    xml: bytes
    photos: dict[str, bytes]
    bodies: list[bytes]


def _bad_line(ground: Ground) -> str:
    several = ground.many(1_000, sampled=12)
    random = Random(f"submissions {several}")
    with in_field(ground) as field, ThreadPoolExecutor(HANDS) as hands:
        path = f"/openrosa/key/{_key(field)}/submission"
        before = field.rows(_COUNTS)[0]
        every = [_filled_in(field, number) for number in range(several)]
        cuts = again = 0
        for one in every:
            plans = [(random.random() < CUT and random.random(), random.random() < SENT_AGAIN) for _ in range(HANDS)]
            statuses = list(hands.map(lambda plan, one=one: _send(field, path, one, *plan), plans))
            require(set().union(*statuses) == {HTTPStatus.CREATED}, f"answered {Counter(map(tuple, statuses))}")
            cuts += sum(bool(cut) for cut, _ in plans)
            again += sum(repeated for _, repeated in plans)
        refused = [_post(field, path, _body(one.xml.replace(b"<W1>1<", b"<W1>2<"), {})) for one in every]
        require(set(refused) == {HTTPStatus.CONFLICT}, f"other XML answered {Counter(refused)}")
        _require_all(field, every, before)
    return (
        f"{several} forms by {HANDS} hands each, {cuts} times cut, {again} times sent again: {several} rows, every XML"
        f" byte for byte, {sum(len(one.photos) for one in every)} photos; other XML {several} times 409"
    )


def _require_all(field: Field, every: list[FilledIn], before: tuple[int, ...]) -> None:
    ids = [one.id for one in every]
    grown = tuple(now_there - was for now_there, was in zip(field.rows(_COUNTS)[0], before, strict=True))
    require(grown == (len(every), len(every)), f"{grown} rows came, not {len(every)}")
    kept = {key: bytes(xml) for key, xml in field.rows(_KEPT, ids)}
    require(kept == {one.id: one.xml for one in every}, "the XML that is kept is not the one that was sent")
    files = {(key, name): bytes(digest) for key, name, digest in field.rows(_FILES, ids)}
    sent = {(one.id, name): sha256(photo).digest() for one in every for name, photo in one.photos.items()}
    require(files == sent, f"{len(sent.keys() - files.keys())} of {len(sent)} photos are lost")


def _send(field: Field, path: str, one: FilledIn, cut: float | bool, repeated: bool) -> set[int]:  # noqa: FBT001 - False for none
    """Send a form as a phone does on a bad line, until all of it is confirmed; perhaps once more after that."""
    if cut:
        _cut_off(field, path, one.bodies[0], cut)
    return {_post(field, path, body) for body in one.bodies * (2 if repeated else 1)}


def _cut_off(field: Field, path: str, body: bytes, share: float) -> None:
    """Send a part of a body that is announced whole, and hang up."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {_KIND}\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", field.site.port), timeout=30) as line:
        line.sendall(head.encode() + body[: int(share * (len(body) - 1))])


def _post(field: Field, path: str, body: bytes) -> int:
    """Send a request until it is answered by more than that the server is busy, as a phone does."""
    status: int = HTTPStatus.SERVICE_UNAVAILABLE
    for _ in range(PATIENCE):
        if status != HTTPStatus.SERVICE_UNAVAILABLE:
            break
        connection = HTTPConnection("127.0.0.1", field.site.port, timeout=120)
        try:
            connection.request("POST", path, body, {"Content-Type": _KIND, "X-OpenRosa-Version": "1.0"})
            status = connection.getresponse().status
        finally:
            connection.close()
    return status


def _filled_in(field: Field, number: int) -> FilledIn:
    key = uuid4()
    items = PHOTOS if number % 4 < 2 else ()
    photos = {f"{item}-{key}.jpg": _photo(2 * number + place) for place, item in enumerate(items)}
    levels = dict.fromkeys(RUBRIC.item_ids, 1) | dict.fromkeys(items, 3)
    named = dict(zip(items, photos, strict=True))
    answers = "".join(f"<{item}>{level}</{item}>" for item, level in levels.items())
    answers += "".join(f"<{item}_photo>{name}</{item}_photo>" for item, name in named.items())
    version = next(form.version for form in forms() if form.id == SURVEY)
    xml = (
        f'<data id="{SURVEY}" version="{version}" xmlns:orx="http://openrosa.org/xforms"><segment>{field.place.segment}'
        f"</segment>{answers}<rubric>{RUBRIC.version}</rubric><meta><orx:instanceID>uuid:{key}</orx:instanceID></meta></data>"
    ).encode()
    parts = [{name: photo} for name, photo in photos.items()] if number % 4 == 0 else [photos]
    return FilledIn(key, xml, photos, [_body(xml, part) for part in parts])


def _photo(number: int) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (48, 32), (number % 251, number // 251, 90)).save(drawn, "PNG")
    return drawn.getvalue()


def _body(xml: bytes, photos: dict[str, bytes]) -> bytes:
    parts = [(_HEAD.format("xml_submission_file", "text/xml"), xml)]
    parts += [(_HEAD.format(name, "image/jpeg"), photo) for name, photo in photos.items()]
    return b"".join(f"--b\r\n{head}".encode() + content + b"\r\n" for head, content in parts) + b"--b--\r\n"


def _key(field: Field) -> str:
    """Make the token of a phone, and have it fetch the list of forms as every phone does first."""
    name = field.walker()
    with field.sessions.begin() as session:
        user = users.user_named(session, name)
        key, _ = keys.add_token(session, user, label="faults", scopes=[Scope.FORMS], by=OPERATOR, now=now())
    status, _ = field.site.get(f"/openrosa/key/{key}/formList")
    require(status == HTTPStatus.OK, f"the list of forms answered {status}")
    return key


FAULTS: Final = (
    Fault(
        "submissions",
        f"1,000 filled-in forms of OpenRosa, each by {HANDS} hands at once, {CUT:.0%} cut mid-body, {SENT_AGAIN:.0%} sent again",
        "1,000 rows, every XML byte for byte, no photo lost, other XML under the same id 409",
        _bad_line,
        sampled=True,
        limit=3_600,
        row=None,
    ),
)
