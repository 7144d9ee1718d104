"""Issues that come at once share a transaction; each is answered as if it had come alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import text

from mapper.domain.access import Scope
from mapper.domain.reader import Reader, Role
from mapper.errors import GolmokError, NotAllowed
from mapper.operations.database import Sessions
from mapper.operations.people import keys, users
from mapper.settings import Settings
from web.app import create_app
from web.clock import now
from web.intake import Intake
from web.schemas.issue import EXAMPLE

OPERATOR = Reader(None, "tests", Role.ADMIN, None, "cli")
THREADS = 8
AT_SEVERITY_4 = "ALTER TABLE issue ADD CONSTRAINT made_up CHECK (severity < 4) NOT VALID"


def send(app: Flask, token: str, issue: UUID, body: dict[str, Any]) -> int:
    answer = app.test_client().put(
        f"/api/v1/issues/{issue}", json=EXAMPLE | body, headers={"Authorization": f"Bearer {token}"}
    )
    return answer.status_code


def test_of_many_at_once_each_is_stored_once_and_one_that_fails_takes_no_other_along(
    own_sessions: Sessions, settings: Settings
) -> None:
    app = create_app(settings, own_sessions)
    with own_sessions.begin() as session:
        session.execute(text(AT_SEVERITY_4))
        user = users.add_user(session, "made-planner", Role.PLANNER, (), every=False, by=OPERATOR, now=now())
        token = keys.add_token(session, user, label="", scopes=tuple(Scope), by=OPERATOR, now=now())[0]
    same, target = uuid4(), uuid4()
    sent: list[tuple[str, UUID, dict[str, Any]]] = (
        [("same", same, {})] * 12 + [("clash", same, {"severity": 3})] * 2 + [("first", target, {})]
    )
    sent += [("joins", uuid4(), {"joins": str(target)}) for _ in range(2)]
    sent += [("new", uuid4(), {}) for _ in range(12)] + [("wrong", uuid4(), {"severity": 4}) for _ in range(2)]
    with ThreadPoolExecutor(THREADS) as threads:
        answered = list(threads.map(lambda one: send(app, token, *one[1:]), sent))
    by_kind: dict[str, Counter[int]] = {kind: Counter() for kind, *_ in sent}
    for (kind, *_), status in zip(sent, answered, strict=True):
        by_kind[kind][status] += 1
    assert by_kind == {
        "same": {201: 1, 200: 11},
        "clash": {409: 2},
        "first": {201: 1},
        "joins": {201: 2},
        "new": {201: 12},
        "wrong": {500: 2},
    }
    with own_sessions() as session:
        counted = session.execute(text("SELECT (SELECT count(*) FROM issue), count(*) FROM issue_state WHERE merged"))
        assert tuple(counted.one()) == (16, 2)


def test_what_waits_is_logged_together_and_nobody_is_answered_for_another() -> None:
    rounds: list[list[Any]] = []
    begun, may_end = Event(), Event()

    def log_all(reports: Sequence[Any]) -> list[Any]:
        rounds.append(list(reports))
        begun.set()
        may_end.wait()
        return [NotAllowed("no") if report % 7 == 0 else ({"id": report}, True) for report in reports]

    intake = Intake(log_all)
    with ThreadPoolExecutor(50) as threads:
        first: Any = threads.submit(intake.log, 1)  # type: ignore[arg-type] # it only hands them on
        begun.wait()
        others: list[Any] = [threads.submit(intake.log, number) for number in range(2, 50)]  # type: ignore[arg-type] # it only hands them on
        while len(intake) < len(others):
            pass
        may_end.set()
    assert [len(one) for one in rounds] == [1, 32, 16]
    for number, one in enumerate([first, *others], start=1):
        outcome = one.result()
        assert isinstance(outcome, GolmokError) if number % 7 == 0 else outcome == ({"id": number}, True)


def test_whoever_waits_is_let_go_when_logging_breaks_down() -> None:
    def log_all(_reports: Sequence[Any]) -> list[Any]:
        raise MemoryError

    intake = Intake(log_all)
    with ThreadPoolExecutor(THREADS) as threads:
        waiting: list[Any] = [threads.submit(intake.log, number) for number in range(THREADS)]  # type: ignore[arg-type] # it only hands them on
    assert all(one.exception() or one.result() is None for one in waiting)
