"""Tips: told by whoever may only write, opened at the desk of their district alone, gone once settled."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from mapper.domain.ledger import Wanted
from mapper.domain.reader import Reader, Role
from mapper.domain.tip import Tip
from mapper.domain.visit import VisitDraft
from mapper.operations import ledger
from mapper.operations.meeting_access import Writer
from mapper.operations.vault import desk_box
from mapper.operations.visits import add_visit
from mapper.store import ledger as ledger_rows
from mapper.store.ledger import EntryRow
from web.clock import now, today

SAID = {"where": "가상로 7, 반지하", "who": "혼자 사는 어르신", "words": "사흘째 불이 꺼져 있음"}


def told(client: FlaskClient, district: str, *, said: Any = SAID, tip_id: Any = None) -> tuple[Tip, Any]:
    """Tell of a household as the page on the phone does."""
    key = client.get("/tell/key").json
    tip = Tip(tip_id or uuid4(), district, "honorary", b"")
    sealed = desk_box.seal(b64decode(key["key"]), json.dumps(said).encode(), tip.place)
    body = {"district": district, "channel": "honorary", "sealed": b64encode(sealed).decode()}
    return tip, client.put(f"/tell/tips/{tip.id}", json=body, headers={"X-CSRFToken": key["csrf"]})


def send(client: FlaskClient, path: str, page: str | None = None, **form: Any) -> Any:
    shown = client.get(page or path).text
    hidden = dict(re.findall(r'name="(csrf_token|record|tip)" value="([^"]+)"', shown))
    return client.post(path, data=hidden | form)


@pytest.fixture
def finder(staff: Any) -> FlaskClient:
    return staff.browser(Role.HONORARY)


def test_what_is_told_is_read_at_the_desk_and_never_by_whoever_told_it(staff: Any, finder: FlaskClient) -> None:
    assert finder.get("/tell").status_code == 200
    tip, answer = told(finder, staff.here)
    assert (answer.status_code, answer.json["id"]) == (201, str(tip.id))
    for path in ("/cases/tips", f"/cases/tips/{tip.id}", "/cases", "/oversight"):
        assert finder.get(path).status_code == 403, path
    assert finder.get(f"/tell/tips/{tip.id}").status_code == 405
    with staff.owner() as session:
        session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
        row = session.execute(text("SELECT t::text FROM crisis.tip t WHERE id = :id"), {"id": tip.id}).scalar_one()
    assert not any(one in row or one.encode().hex() in row for one in SAID.values())
    worker, elsewhere = staff.browser(), staff.browser(Role.WELFARE, staff.there)
    assert str(tip.id) in worker.get("/cases/tips").text
    assert str(tip.id) not in elsewhere.get("/cases/tips").text
    page = f"/cases/tips/{tip.id}"
    assert SAID["words"] not in worker.get(page).text
    assert send(worker, page).status_code == 400, "a reason first"
    shown = send(worker, page, reason="counsel").text
    assert [one for one in SAID.values() if one not in shown] == []
    assert [one.action for one in staff.log()][-1] == "tip.open"
    assert send(elsewhere, page, reason="counsel").status_code == 404


def test_the_field_page_leads_to_the_desk_where_there_is_one(staff: Any) -> None:
    """Whoever hears of a household at a visit tells it there: the record of a visit says that there was a referral."""
    kept = [unescape(app.test_client().get("/field").text) for app in (staff.app, staff.public)]
    assert [re.search(r'"tellsAt": ("/tell"|null)', page)[1] for page in kept] == ['"/tell"', "null"]  # type: ignore[index] # it is there


def test_a_tip_becomes_a_case_and_is_destroyed(staff: Any, finder: FlaskClient) -> None:
    tip, _ = told(finder, staff.here)
    worker, form = staff.browser(), f"/cases/new?tip={tip.id}"
    gate, entries = worker.get(form), len(staff.log())
    assert (gate.status_code, gate.location) == (303, f"/cases/tips/{tip.id}"), "a reason first"
    assert len(staff.log()) == entries, "nothing was opened"
    send(worker, gate.location, reason="referral")
    begun = worker.get(form).text
    assert [(one.action, one.reason) for one in staff.log()][-1] == ("tip.open", "referral"), "as it was said"
    colleague = staff.browser()
    assert colleague.get(form).location == gate.location, "each says it for themselves"
    assert [one for one in SAID.values() if one not in begun] == []
    filled = {"channel": "honorary", "needs": "income", "words": "사정", "how": "spoken", "purposes": "follow"}
    taken = send(worker, "/cases/new", form, district=staff.here, address=SAID["where"], **filled)
    assert (taken.status_code, taken.location.startswith("/cases/")) == (303, True)
    assert worker.get(form).status_code == 404
    with staff.owner() as session:
        session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
        kept = session.execute(text("SELECT sealed, outcome FROM crisis.tip WHERE id = :id"), {"id": tip.id}).one()
    assert kept == (None, "case")
    other, _ = told(finder, staff.here)
    settled = send(worker, f"/cases/tips/{other.id}/settle", "/cases/tips/" + str(other.id), outcome="known")
    assert settled.status_code == 303
    assert "이미 맡은 가구" in worker.get("/cases/tips").text


def test_the_same_tip_twice_is_one_and_another_under_its_id_is_refused(staff: Any, finder: FlaskClient) -> None:
    key = finder.get("/tell/key").json
    tip_id, headers = uuid4(), {"X-CSRFToken": key["csrf"]}
    sealed = desk_box.seal(b64decode(key["key"]), b"{}", Tip(tip_id, staff.here, "head", b"").place)
    body = {"district": staff.here, "channel": "head", "sealed": b64encode(sealed).decode()}
    answers = [finder.put(f"/tell/tips/{tip_id}", json=body, headers=headers) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 200]
    assert {one.json["digest"] for one in answers} == {sha256(sealed).hexdigest()}
    assert told(finder, staff.here, tip_id=tip_id)[1].status_code == 409
    assert told(staff.browser(Role.HONORARY), staff.here, tip_id=tip_id)[1].status_code == 409


def test_nobody_tells_of_elsewhere_or_what_cannot_be_sealed(staff: Any, finder: FlaskClient) -> None:
    assert told(finder, staff.there)[1].status_code == 403
    assert told(staff.browser(Role.PLANNER), staff.there)[1].status_code == 201
    headers = {"X-CSRFToken": finder.get("/tell/key").json["csrf"]}
    good = {"district": staff.here, "channel": "honorary", "sealed": b64encode(bytes(200)).decode()}
    for wrong in ({}, good | {"sealed": "말"}, good | {"sealed": ""}, good | {"channel": "none"}, []):
        assert finder.put(f"/tell/tips/{uuid4()}", json=wrong, headers=headers).status_code == 400, wrong
    broken = uuid4()
    assert finder.put(f"/tell/tips/{broken}", json=good, headers=headers).status_code == 201
    shown = send(staff.browser(), f"/cases/tips/{broken}", reason="counsel")
    assert (shown.status_code, "열리지 않습니다" in shown.text) == (200, True)
    assert staff.browser().get("/tell").status_code == 403
    assert finder.put(f"/tell/tips/{uuid4()}", json=good).status_code == 400, "no form of another site"


def test_what_is_sealed_opens_at_its_own_place_alone(staff: Any) -> None:
    _, vault = staff.app.extensions["golmok_staff"]
    staff.browser(Role.HONORARY).get("/tell/key")
    sealed = desk_box.seal(desk_box.public_key(vault), b'{"words":"a"}', "here")
    assert json.loads(desk_box.take_out(vault, sealed, "here")) == {"words": "a"}
    for changed, place in (
        (sealed, "there"),
        (sealed[:-1], "here"),
        (sealed[:80] + b"\0" + sealed[81:], "here"),
        (b"", "here"),
    ):
        with pytest.raises(Exception, match="was changed, or was sealed to another key"):
            desk_box.take_out(vault, changed, place)


def test_a_desk_sees_what_visits_referred_to_it_until_somebody_says_what_came_of_it(staff: Any) -> None:
    entry, writer = uuid4(), Writer(Reader(None, "tests", Role.ADMIN, None, "cli"), now(), uuid4)
    with staff.owner.begin() as session:
        visit = add_visit(session, VisitDraft("field_office", None, "가상 방문", now()), writer)
        told_of = {"kind": "consultation", "role": "resident", "outcome": "referral", "owner": "동 창구"}
        row = EntryRow(entry, visit, None, due=today(), occurred_on=today(), district_code=staff.here, **told_of)
        ledger_rows.add(session, [(row, writer.sign(entry))])
    worker, elsewhere = staff.browser(), staff.browser(Role.WELFARE, staff.there)
    said = "현장방문에서 이 창구에 연계한다고 한 것 1건"
    for path in ("/cases", "/cases/tips"):
        assert said in worker.get(path).text, path
        assert said not in elsewhere.get(path).text, path
    assert "가상 방문" not in worker.get("/cases/tips").text  # a theme is the office's own
    with staff.owner.begin() as session:
        done = Wanted("done", "창구에서 답함", None, today())
        ledger.move_entry(session, entry, done, writer, seen="planned")
    assert said not in worker.get("/cases/tips").text
