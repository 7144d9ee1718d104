"""The escort's sheet over HTTP: planned in the case with consent, one answer to one form, in no cache."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from mapper.domain.calendar import KST
from tests.web.test_cases import INTAKE, send, taken_in
from web.clock import now


def test_a_sheet_is_planned_with_consent_opened_once_and_kept_nowhere(staff: Any) -> None:
    worker: FlaskClient = staff.browser()
    where = taken_in(worker)
    send(worker, where, reason="visit")
    at = now().astimezone(KST) + timedelta(minutes=10)
    slot = {"at": f"{at:%H:%M}", "minutes": "20", "words": "창틀", "due": f"{at:%Y-%m-%d}"}
    refused = send(worker, f"{where}/write/escort", **slot)
    assert (refused.status_code, "시장 방문에 대한 동의" in refused.text) == (400, True)
    assert send(worker, f"{where}/write/consent", how="written", purposes=["mayor"]).status_code == 303
    wrong = send(worker, f"{where}/write/escort", **(slot | {"at": "두 시 반"}))
    assert (wrong.status_code, "14:30처럼" in wrong.text) == (400, True)
    assert send(worker, f"{where}/write/escort", **slot).status_code == 303
    page = worker.get(where).text
    assert "동행 시트 열기" in page
    (form,) = re.findall(rf'action="({where}/escorts/[0-9a-f-]+)"', page)
    sheet = send(worker, form, where)
    assert (sheet.status_code, INTAKE["address"] in sheet.text, "창틀" in sheet.text) == (200, True, True)
    assert sheet.headers["Cache-Control"] == "private, no-store"
    assert "escort.look" in {one.action for one in staff.log()}
    again = send(worker, form, where)
    assert again.status_code == 403
    assert INTAKE["address"] not in again.text
    assert "한 번만 열립니다" in again.text
    assert send(staff.browser(), form, "/me").status_code == 404
    assert worker.get(form).status_code == 405
