"""What is said when the database refuses something about households: no statement, no key and no row of anybody's."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from mapper.domain.reader import Role

INTAKE = {
    "address": "가상시 없는로 12",
    "channel": "desk",
    "needs": "care",
    "words": "지어낸 사정",
    "how": "written",
    "purposes": "follow",
}
INNARDS = (
    "crisis",
    "SELECT",
    "INSERT",
    "psycopg",
    "sqlalchemy",
    "Traceback",
    "relation",
    "constraint",
    "duplicate key",
)


def send(client: FlaskClient, path: str, **form: Any) -> Any:
    hidden = dict(re.findall(r'name="(csrf_token|record)" value="([^"]+)"', client.get(path).text))
    return client.post(path, data=hidden | form)


def taken_in(client: FlaskClient, district: str) -> str:
    answer = send(client, "/cases/new", district=district, **INTAKE)
    assert answer.status_code == 303, answer.text
    send(client, str(answer.location), reason="counsel")
    return str(answer.location)


def last_record(staff: Any, case: str) -> UUID:
    with staff.owner() as session:
        session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
        asked = text("SELECT id FROM crisis.case_record WHERE case_id = :id ORDER BY number DESC LIMIT 1")
        found: UUID = session.execute(asked, {"id": case.rpartition("/")[2]}).scalar_one()
        return found


def test_an_id_that_is_taken_elsewhere_says_nothing_of_where(staff: Any) -> None:
    here, there = staff.browser(), staff.browser(Role.WELFARE, staff.there)
    theirs, own = taken_in(here, staff.here), taken_in(there, staff.there)
    note = {"spoken": "phone", "words": "우리가 적은 말"}
    send(there, f"{own}/write/note", **note)

    def clash(record: UUID) -> tuple[int, str]:
        answer = send(there, f"{own}/write/note", **note | {"words": "다른 말", "record": str(record)})
        page = answer.text.replace(str(record), "")
        assert not any(word in page for word in INNARDS)
        return answer.status_code, re.sub(r'(name="(?:record|csrf_token)" value|csrf-token" content)="[^"]*"', "", page)

    of_another, of_ones_own = clash(last_record(staff, theirs)), clash(last_record(staff, own))
    assert of_another == of_ones_own
    assert of_another[0] == 409
    assert send(here, theirs, reason="counsel").status_code == 303, "the one that was there first is as it was"


@pytest.mark.parametrize("path", ["/cases", "/cases/conferences", "/figures/households"])
def test_a_fault_of_the_database_is_told_without_its_words(
    staff: Any, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    worker = staff.browser()
    monkeypatch.setitem(staff.app.config, "PROPAGATE_EXCEPTIONS", value=False)
    renaming = 'ALTER TABLE crisis."{}" RENAME TO "{}"'
    with staff.owner.begin() as session:
        session.execute(text(renaming.format("case", "lost")))
    try:
        answer = worker.get(path)
    finally:
        with staff.owner.begin() as session:
            session.execute(text(renaming.format("lost", "case")))
    assert answer.status_code == 500
    assert not any(word in answer.text for word in INNARDS)
    assert worker.get(path).status_code == 200
