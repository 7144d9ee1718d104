"""A new edition under a phone with a full queue, and records in the forms of editions before this one."""

from __future__ import annotations

import json
import time
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from playwright.sync_api import Page

from faults.fault import Fault, require
from faults.field import OPERATOR, Field, in_field
from faults.ground import Ground
from faults.ledger import require_whole, settled
from faults.newer import STEPS_AHEAD, newer_edition
from faults.phone import Phone
from faults.program import CHECKOUT
from faults.snapshots import name_of, snapshot
from mapper.operations.people import teams, users
from mapper.operations.people.teams import TeamPlan
from web.clock import now

USABLE_WITHIN: Final = 10.0
OLDER: Final = CHECKOUT / "tests" / "faults" / "older"
_SHOWS: Final = "count => document.getElementById('queue-bar')?.innerText.includes(`저장 ${count}`)"


def _updated(ground: Ground) -> str:
    queued = ground.many(50, sampled=3)
    command = newer_edition(ground.empty())
    with in_field(ground) as field, field.phone(field.walker()) as phone:
        phone.context.set_offline(True)
        second = phone.context.new_page()
        second.goto(f"{phone.address}/field")
        kept = phone.log_all(field.reports(queued, photos=1))
        phone.leave()  # so that nothing is sent before the change
        phone.context.set_offline(False)
        edition = phone.edition()
        with field.served_by(ground.site(field.data, golmok=command)):
            took = _taken_over(phone, second, queued)
            require(phone.edition() == edition + STEPS_AHEAD, f"the outbox went from {edition} to {phone.edition()}")
            phone.come_back()
            phone.send()
        figure = settled(field, phone, kept)
    require(ground.sampling or took <= USABLE_WITHIN, f"usable only after {took:.1f} s")
    return f"usable after {took:.1f} s in both windows; {figure}"


def _taken_over(phone: Phone, second: Page, queued: int) -> float:
    """Take the new edition in the first window; return after how long both can be used [s]."""
    phone.page.reload()
    take = phone.page.locator("[data-notice=edition]").get_by_role("button", name="지금 바꾸기")
    take.wait_for()
    start = time.monotonic()
    with phone.page.expect_navigation():
        take.click()
    phone.page.wait_for_function(_SHOWS, arg=queued)
    second.get_by_role("button", name="다시 열기").first.click()
    second.wait_for_function(_SHOWS, arg=queued)
    return time.monotonic() - start


def _older_forms(ground: Ground) -> str:
    files = sorted(OLDER.glob("*.json"))
    with in_field(ground) as field:
        walker = field.walker()
        bearer, words = field.bearer(walker), _words(field, walker)
        for file in files:
            kind, key = _taken(field, bearer, file, words)
            if kind == "issues":
                words["ISSUE"] = key  # of the forms that come later
        require_whole(field)
    return f"{len(files)} of {len(files)} forms of two earlier editions taken, sent again for the same receipt"


def _words(field: Field, walker: str) -> dict[str, Any]:
    """Return what stands for the names in the forms: what is in this city, and a team that somebody is in."""
    with field.sessions.begin() as session:
        user = users.user_named(session, walker)
        plan = TeamPlan(f"team of {walker}", [field.place.district], [user.id])
        team = teams.add_team(session, plan, by=OPERATOR, now=now(), new_id=uuid4)
    place = {"LON": field.place.lon, "LAT": field.place.lat, "SEGMENT": field.place.segment}
    return place | {"USER": str(user.id), "TEAM": str(team.id)}


def _taken(field: Field, bearer: dict[str, str], file: Path, words: dict[str, Any]) -> tuple[str, str]:
    """Hand in a form, twice, and its photo; return its kind, and the id that it got."""
    photo, key = snapshot(len(file.name)), str(uuid4())
    older = _filled(json.loads(file.read_text("utf-8")), words | {"PHOTO": name_of(photo)})
    path, body = f"/api/v1/{older['kind']}/{key}", json.dumps(older["body"]).encode()
    first, receipt = field.site.put(path, body, bearer)
    require(first == HTTPStatus.CREATED, f"{file.name}: {first} {receipt.decode()}")
    require(not json.loads(receipt).get("refused"), f"{file.name} is not carried out: {receipt.decode()}")
    again, same = field.site.put(path, body, bearer)
    require((again, same) == (HTTPStatus.OK, receipt), f"{file.name} again: {again} {same.decode()}")
    if "photos" in older["body"]:
        whole = field.send_photo(photo, bearer)
        require(whole == HTTPStatus.OK, f"{file.name}: its photo {whole}")
    return older["kind"], key


def _filled(part: Any, words: dict[str, Any]) -> Any:
    """Put what is in this city in the place of the names in a form."""
    if isinstance(part, dict):
        return {name: _filled(value, words) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, words) for value in part]
    return words.get(part, part) if isinstance(part, str) else part


FAULTS: Final = (
    Fault(
        "updated-phone",
        "a new edition, two steps of the outbox ahead, comes over 50 reports with a photo each, in two windows",
        f"both windows can be used within {USABLE_WITHIN:g} s, 0 lost",
        _updated,
        limit=1_200,
        row="RF-07",
    ),
    Fault(
        "older-forms",
        "records in the forms that the last two editions sent them in arrive at this one",
        "all are taken",
        _older_forms,
        sampled=True,
        row="RF-18",
    ),
)
