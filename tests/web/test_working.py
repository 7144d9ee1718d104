"""Whoever does the jobs is begun again when it dies, and ends with whoever serves."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing import active_children
from pathlib import Path
from uuid import uuid4

import pytest

from mapper.domain.job import JobState
from mapper.domain.reader import Reader, Role
from mapper.operations.database import Database, Sessions
from mapper.operations.jobs import asking
from mapper.operations.people import users
from mapper.store.cluster import Attachment
from mapper.store.engine import make_engine, make_sessions
from web.clock import now
from web.working import jobs_done

OPERATOR = Reader(None, "tests", Role.ADMIN, None, "cli")


@pytest.fixture
def app_sessions(attachment: Attachment, own_url: str) -> Iterator[Sessions]:
    """The same database for the role of the application, which owns nothing."""
    engine = make_engine(attachment.url("app", own_url.partition("?")[0].rpartition("/")[2]))
    yield make_sessions(engine)
    engine.dispose()


def until(seen: Callable[[], object]) -> bool:
    end = time.monotonic() + 20
    while not seen() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(seen())


def worker_of(keeper: int) -> int | None:
    children = Path(f"/proc/{keeper}/task/{keeper}/children").read_text("ascii").split()
    return int(children[0]) if children else None


def is_done(sessions: Sessions, by: Reader) -> bool:
    """Ask for something that cannot be done, and wait until that is told."""
    with sessions.begin() as session:
        arguments = {"upload": str(uuid4()), "skip_bad": False}
        job = asking.start_job(
            session, "import.run", subject="없는 파일", arguments=arguments, by=by, now=now(), new_id=uuid4
        )

    def failed() -> bool:
        with sessions() as session:
            found = asking.find_job(session, job.id, by=by)
        return (found.state, found.fault) == (JobState.FAILED, "not_found")

    return until(failed)


def test_jobs_are_done_by_one_process_that_is_begun_again_when_it_is_killed(
    own_sessions: Sessions, app_sessions: Sessions, tmp_path: Path
) -> None:
    with own_sessions.begin() as session:
        by = users.add_user(session, "made-planner", Role.PLANNER, [], every=False, by=OPERATOR, now=now()).reader("")
    with jobs_done(Database(app_sessions, app_sessions, "a test"), tmp_path, beat_s=0.2, dead_after_s=1):
        keeper = next(child.pid for child in active_children() if child.name == "golmok jobs")
        assert keeper is not None
        assert is_done(app_sessions, by)
        first = worker_of(keeper)
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert until(lambda: worker_of(keeper) not in (None, first))
        assert is_done(app_sessions, by)
        last = worker_of(keeper)
    assert until(lambda: not Path(f"/proc/{last}").exists())
