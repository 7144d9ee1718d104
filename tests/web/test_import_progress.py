"""How far an import is, on its page: rows as they are read and judged, and what stops it then."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from mapper.domain.reader import Role
from mapper.importers import telling
from mapper.operations.jobs import running
from mapper.operations.jobs.running import Bench
from mapper.store import jobs
from web.clock import now

NEW = "/admin/imports/files/new"
ROWS = 40


@pytest.mark.parametrize(("step", "words"), [("reading", "파일을 읽는 중"), ("judging", "행을 확인하는 중")])
def test_rows_are_told_as_they_are_read_and_judged_and_it_can_be_stopped_there(
    office: Any, monkeypatch: pytest.MonkeyPatch, step: str, words: str
) -> None:
    planner = office.browser(office.add("made-planner", Role.PLANNER))
    lines = [f"{number},무단투기,127.03{number:02},37.73,2025-03-04" for number in range(ROWS)]
    table = "\n".join(["id,유형,경도,위도,발견일", *lines]).encode()
    sent = office.post(planner, NEW, NEW, kind="issues", file=(io.BytesIO(table), "가상.csv"))
    path = sent.location
    assert office.post(planner, f"{path}/run", path).status_code == 303
    monkeypatch.setattr(telling, "OFTEN", 10)
    monkeypatch.setattr(running, "TOLD_EVERY", timedelta(0))
    really_tell, pages = jobs.tell, list[str]()

    def tell(session: Any, job: Any, at: str, *, done: int, **rest: Any) -> bool:
        goes_on = really_tell(session, job, at, done=done, **rest)
        if (at, len(pages)) == (step, 0) and done:
            pages.append(planner.get(path).text)
            assert office.post(planner, f"{path}/cancel", path).status_code == 303
        return goes_on

    monkeypatch.setattr(jobs, "tell", tell)
    job_id = office.sql("SELECT id FROM job WHERE state = 'waiting'").scalar_one()
    Bench(office.sessions, office.app.config["DATA_DIR"], now, uuid4).do(job_id)
    assert re.search(rf"{words} · [1-9]\d* / {ROWS}행", pages[0])
    assert office.sql("SELECT state FROM job WHERE id = :job", job=job_id).scalar_one() == "cancelled"
    assert office.sql("SELECT count(*) FROM issue WHERE source_key IN ('0', '1')").scalar_one() == 0
    assert "취소" in planner.get(path).text
