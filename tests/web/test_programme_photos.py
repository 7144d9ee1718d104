"""전과 후: photos of a programme are added and taken off by who may, seen by staff, and by others once they are released."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image

from mapper.domain.access import Scope
from mapper.domain.declared_photo import MOST_PHOTOS
from mapper.domain.photo import Box
from mapper.domain.reader import Role
from mapper.domain.user import User
from mapper.operations import moderation
from web.clock import now, today

NUMBERS = count(1)
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def planner(office: Any) -> User:
    found: User = office.add("made-planner", Role.PLANNER)
    return found


@pytest.fixture
def browser(office: Any, planner: User) -> FlaskClient:
    found: FlaskClient = office.browser(planner)
    return found


@pytest.fixture
def page(office: Any, browser: FlaskClient) -> str:
    """Address of the page of a renewed space that has no photos yet."""
    path = "/programmes/new?kind=space"
    form = {"kind": "space", "city": "41150", "began_on": "2024-01-02", "ended_on": "2024-05-31", "title": "가상동 주민센터 앞",
            "before": "어둡다", "after": "밝다", "district": office.districts()[0]}  # fmt: skip
    made = office.post(browser, path, path, **form)
    assert made.status_code == 303, made.text
    return str(made.location)


def picture() -> bytes:
    """A photo with a place in it that no other test has sent."""
    exif = Image.Exif()
    exif[0x010E] = f"made up 37.738, the {next(NUMBERS)}th"
    drawn = io.BytesIO()
    Image.new("RGB", (120, 80), (200, 90, 30)).save(drawn, "JPEG", exif=exif)
    return drawn.getvalue()


@pytest.fixture
def send(office: Any) -> Callable[..., Any]:
    """Send a photo as the page does, whole; return the answer."""

    def send(user: User, body: bytes) -> Any:
        headers = {
            "Authorization": f"Bearer {office.token(user, Scope.READ, Scope.WRITE)}",
            "Upload-Offset": "0",
            "Upload-Length": str(len(body)),
        }
        path = f"/api/v1/photos/{sha256(body).hexdigest()}"
        return office.app.test_client().put(path, data=body, content_type="application/octet-stream", headers=headers)

    return send


@pytest.fixture
def sent(send: Callable[..., Any], planner: User) -> Callable[[], str]:
    def sent() -> str:
        answer = send(planner, picture())
        assert answer.json["complete"], answer.text
        return str(answer.json["sha256"])

    return sent


def add(office: Any, browser: FlaskClient, page: str, *photos: str, **form: str) -> Any:
    given = {"moment": "after", "taken_on": "2024-06-01", "caption": "새 의자"} | form
    return office.post(browser, f"{page}/photos", page, photo=list(photos), **given)


def sides(text: str) -> list[list[str]]:
    """The hashes of the photos that stand before, and after."""
    boxes = text.partition('class="before-after"')[2].partition('class="photos-add"')[0].split("<h3>")[1:3]
    return [re.findall(r'src="[^"]*?([0-9a-f]{64})', box) for box in boxes]


def test_photos_of_both_sides_stand_side_by_side_with_day_and_caption_and_nothing_but_the_picture(
    office: Any, browser: FlaskClient, page: str, sent: Callable[[], str]
) -> None:
    before, after, more = sent(), sent(), sent()
    told = add(office, browser, page, before, moment="before", taken_on="2023-12-01", caption="")
    assert told.status_code == 303, told.text
    assert add(office, browser, page, after, more, caption=HOSTILE).status_code == 303
    shown = browser.get(page).text
    assert "사진 2장을 더했습니다" in shown
    assert sides(shown) == [[before], [after, more]]
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert HOSTILE not in shown
    assert "2023-12-01" in shown
    assert shown.count("공개 검토 전") == 3
    kept = browser.get(f"/api/v1/photos/{after}")
    assert (kept.status_code, b"37.738" in kept.data) == (200, False)
    assert "이미 있는 사진" in browser.get(add(office, browser, page, after).location).text
    assert sides(browser.get(page).text) == [[before], [after, more]]
    logged = office.sql("SELECT count(*) FROM write_log WHERE action = 'programme.photo.add'").scalar_one()
    assert logged == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"%PDF-1.7 " + b"x" * 60, 400), (b"\xff\xd8\xff\xe0" + b"x" * 60, 400), (b"GIF89a" + b"x" * 60, 400)],
)
def test_a_file_that_is_no_photo_is_refused_in_korean(
    send: Callable[..., Any], planner: User, body: bytes, status: int
) -> None:
    refused = send(planner, body + bytes([next(NUMBERS)]))
    assert (refused.status_code, refused.json["error"]["code"]) == (status, "photo_refused")
    assert "15 MB 이하의 JPEG, PNG, WebP, HEIC" in refused.json["error"]["message"]


def test_all_that_is_wrong_is_said_and_what_was_sent_is_there_still(
    office: Any, browser: FlaskClient, page: str, sent: Callable[[], str]
) -> None:
    here, tomorrow = sent(), (today() + timedelta(days=1)).isoformat()
    for wrong, said in (
        ({"taken_on": tomorrow, "moment": ""}, ("찍은 날을 오늘까지", "전의 사진인지 후의 사진인지")),
        ({"taken_on": "2024-01-01"}, ("시작한 뒤에 찍은 것",)),
        ({"taken_on": "2024-06-01", "moment": "before"}, ("끝나기 전에 찍은 것",)),
        ({"caption": "010-1234-5678로 알림"}, ("설명은 120자 이하",)),
    ):
        refused = add(office, browser, page, here, **wrong)
        assert refused.status_code == 400
        assert all(one in refused.text for one in said), wrong
        assert f'value="{here}" checked' in refused.text
        assert f"/api/v1/photos/{here}/thumb" in refused.text
    assert 'value="010-1234-5678로 알림"' in refused.text
    for photos, said_of_them in (([], "한 장 이상"), (["ab" * 32], "다 보내지 못한"), (["nothing"], "한 장 이상")):
        refused = add(office, browser, page, *photos)
        assert (refused.status_code, said_of_them in refused.text) == (400, True)
    assert browser.get(f"{page}/photos").location.endswith(f"{page}#add-photos")
    assert sides(browser.get(page).text) == [[], []]


def test_a_side_has_so_many_photos_and_no_more(
    office: Any, browser: FlaskClient, page: str, sent: Callable[[], str]
) -> None:
    many = [sent() for _ in range(MOST_PHOTOS)]
    assert add(office, browser, page, *many).status_code == 303
    assert add(office, browser, page, many[0]).status_code == 303  # is there already
    refused = add(office, browser, page, sent())
    assert (refused.status_code, "20장까지 둡니다" in refused.text) == (400, True)
    assert len(sides(browser.get(page).text)[1]) == MOST_PHOTOS


def test_only_who_writes_programmes_adds_and_takes_off_and_nobody_names_what_others_sent(
    office: Any, browser: FlaskClient, page: str, sent: Callable[[], str], send: Callable[..., Any]
) -> None:
    photo = sent()
    assert add(office, browser, page, photo).status_code == 303
    use = office.sql("SELECT id FROM photo_use WHERE programme_id IS NOT NULL").scalar_one()
    mayor = office.browser(office.add("made-mayor", Role.MAYOR))
    off = f"{page}/photos/{use}/remove"
    assert "photos-add" not in mayor.get(page).text
    assert mayor.get(off).status_code == office.post(mayor, off, page).status_code == 403
    assert add(office, mayor, page, photo).status_code == 403
    other = office.browser(office.add("made-other", Role.PLANNER))
    refused = add(office, other, page, photo, moment="before", taken_on="2024-01-01")
    assert (refused.status_code, "다 보내지 못한" in refused.text) == (400, True)
    stranger = office.add("made-field", Role.FIELD, office.districts()[0])
    bearer = {"Authorization": f"Bearer {office.token(stranger, Scope.READ)}"}
    assert office.app.test_client().get(f"/api/v1/photos/{photo}", headers=bearer).status_code == 404
    task = office.post(browser, "/programmes/new?kind=strategy", "/programmes/new?kind=strategy",
                       kind="strategy", city="41150", title="가상 전략", began_on="2024-01-01")  # fmt: skip
    assert "photos-add" not in browser.get(task.location).text
    refused = office.post(
        browser, f"{task.location}/photos", page, photo=[sent()], moment="after", taken_on="2024-06-01"
    )
    assert (refused.status_code, office.sql("SELECT count(*) FROM photo_use").scalar_one()) == (400, 1)


def test_others_see_a_released_copy_alone_after_three_days_and_no_longer_than_it_stands_there(
    office: Any, browser: FlaskClient, page: str, planner: User, sent: Callable[[], str]
) -> None:
    photo = sent()
    assert add(office, browser, page, photo).status_code == 303
    use = office.sql("SELECT id FROM photo_use WHERE programme_id IS NOT NULL").scalar_one()
    mayor = office.browser(office.add("made-mayor", Role.MAYOR))
    queue = browser.get("/moderate").text
    assert queue.count(f'data-use="{use}"') == 1
    assert "가상동 주민센터 앞</a>" in queue
    files, by = office.app.extensions["golmok_photos"], planner.reader("cli")
    with office.sessions.begin() as session:
        copy = moderation.publish_photo(session, files, use, [Box(0, 0, 0.5, 1)], replaces=None, by=by, now=now())
    assert f'data-use="{use}"' not in browser.get("/moderate").text
    assert f'data-use="{use}"' in browser.get("/moderate?show=decided").text
    assert "공개함" in browser.get(page).text
    address = f"/photos/{copy.hex()}.jpg"

    def public() -> int:
        status: int = office.app.test_client().get(address).status_code
        return status

    assert (public(), sides(mayor.get(page).text)) == (404, [[], []])
    office.sql("SET LOCAL session_replication_role = replica")
    office.sql("UPDATE photo_use SET recorded_at = recorded_at - interval '74 hours'")
    office.sql("SET LOCAL session_replication_role = origin")
    assert public() == 200
    shown = mayor.get(page).text
    assert sides(shown) == [[], [copy.hex()]]
    assert photo not in shown
    pixels = np.asarray(Image.open(io.BytesIO(mayor.get(address).data)).convert("L"))
    assert pixels[:, :56].max() <= 4
    with office.undone():
        latest = office.sql("SELECT id FROM moderation WHERE use_id = :use", use=use).scalar_one()
        with office.sessions.begin() as session:
            moderation.withhold_photo(session, use, replaces=latest, by=by, now=now() + timedelta(seconds=1))
        assert (public(), sides(mayor.get(page).text)) == (404, [[], []])
    with office.undone():
        office.sql("SET LOCAL session_replication_role = replica")
        office.sql("UPDATE programme SET withdrawn = true")
        assert public() == 404
    assert public() == 200
    off = f"{page}/photos/{use}/remove"
    assert "이 사진을 뺄까요?" in browser.get(off).text
    assert office.post(browser, off, off).status_code == 303
    assert (public(), sides(mayor.get(page).text), sides(browser.get(page).text)) == (404, [[], []], [[], []])
    assert browser.get(off).status_code == 404
    assert office.post(browser, off, page).status_code == 404
    assert add(office, browser, page, photo).status_code == 303  # once more: it is looked at anew
    assert public() == 404
    assert sides(browser.get(page).text) == [[], [photo]]
    assert browser.get("/moderate").text.count(f"/api/v1/photos/{photo}") == 1
