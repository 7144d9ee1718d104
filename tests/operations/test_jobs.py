"""Jobs: done once, stopped without a trace, taken back from whoever is killed over one."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from mapper.domain.job import INTERRUPTED, MOST_TRIES, Job, JobState
from mapper.domain.label import Label
from mapper.domain.reader import Reader, Role
from mapper.errors import InvalidInput, NotAllowed, NotFound
from mapper.operations.database import Sessions
from mapper.operations.jobs import asking
from mapper.operations.jobs.kind import JobKind, Task
from mapper.operations.jobs.running import Bench
from mapper.operations.people import users
from mapper.store import queue
from mapper.store.engine import Session, make_engine, make_sessions

OPERATOR = Reader(None, "tests", Role.ADMIN, None, "cli")
MARK = text("INSERT INTO alley (id, key) VALUES (gen_random_uuid(), :name)")


def clock() -> datetime:
    return datetime.now(UTC)


def until(seen: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not seen() and time.monotonic() < end:
        time.sleep(0.02)
    return seen()


def rows_one_by_one(session: Session, task: Task) -> dict[str, Any]:
    """Write many rows, and wait among them for as long as a file is there."""
    for row in range(20):
        task.progress("storing", row, 20)
        session.execute(MARK, {"name": f"{task.arguments['name']} {row}"})
        if row == 10:
            until(lambda: not Path(task.arguments["gate"]).exists())
    task.progress("storing", 20, 20)
    return {"rows": 20}


def refusing(_session: Session, _task: Task) -> dict[str, Any]:
    raise InvalidInput("Made to fail; expected by its test.")


KINDS = tuple(JobKind("import.run", Label("시험", "Test"), "import", do) for do in (rows_one_by_one, refusing))


@pytest.fixture
def planner(own_sessions: Sessions) -> Reader:
    with own_sessions.begin() as session:
        user = users.add_user(session, "made-planner", Role.PLANNER, [], every=False, by=OPERATOR, now=clock())
    return user.reader("127.0.0.1")


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return tmp_path / "gate"


def ask(sessions: Sessions, by: Reader, gate: Path) -> Job:
    with sessions.begin() as session:
        arguments = {"name": "made", "gate": str(gate)}
        return asking.start_job(
            session, "import.run", subject="시험.csv", arguments=arguments, by=by, now=clock(), new_id=uuid4
        )


def state(sessions: Sessions, job: Job, by: Reader) -> Job:
    with sessions() as session:
        return asking.find_job(session, job.id, by=by)


def rows(sessions: Sessions) -> int:
    with sessions() as session:
        return int(session.execute(text("SELECT count(*) FROM alley")).scalar_one())


def queued(sessions: Sessions) -> int:
    with sessions() as session:
        return int(session.execute(text("SELECT count(*) FROM queue.procrastinate_jobs")).scalar_one())


def bench(sessions: Sessions, folder: Path, kind: JobKind = KINDS[0]) -> Bench:
    return Bench(sessions, folder, clock, uuid4, (kind,))


def work_off(sessions: Sessions, folder: Path, kind: JobKind = KINDS[0]) -> None:
    work = partial(bench(sessions, folder, kind).work, beat_s=0.2, dead_after_s=1, until_empty=True)
    with ThreadPoolExecutor(1) as alone:  # a browser that was driven here before has left its event loop running
        alone.submit(work).result()


@contextmanager
def worker(url: str, folder: Path) -> Iterator[multiprocessing.context.ForkProcess]:
    def work() -> None:
        bench(make_sessions(make_engine(url)), folder).work(beat_s=0.2, dead_after_s=1)

    process = multiprocessing.get_context("fork").Process(target=work, daemon=True)
    process.start()
    yield process
    process.kill()
    process.join()


def test_a_job_is_done_once_and_what_came_of_it_stays(
    own_sessions: Sessions, planner: Reader, tmp_path: Path, gate: Path
) -> None:
    job = ask(own_sessions, planner, gate)
    assert (state(own_sessions, job, planner).state, queued(own_sessions)) == (JobState.WAITING, 1)
    work_off(own_sessions, tmp_path)
    bench(own_sessions, tmp_path).do(job.id)  # a second time there is nothing to do
    done = state(own_sessions, job, planner)
    assert (done.state, done.result, done.done, done.total) == (JobState.DONE, {"rows": 20}, 20, 20)
    assert (rows(own_sessions), queued(own_sessions)) == (20, 0)


def test_cancelled_half_way_leaves_no_row(
    own_sessions: Sessions, own_url: str, planner: Reader, tmp_path: Path, gate: Path
) -> None:
    gate.touch()
    job = ask(own_sessions, planner, gate)
    with worker(own_url, tmp_path):
        assert until(lambda: state(own_sessions, job, planner).step == "storing")
        with own_sessions.begin() as session:
            asking.cancel_job(session, job.id, by=planner, now=clock())
        gate.unlink()
        assert until(lambda: state(own_sessions, job, planner).state is JobState.CANCELLED)
    assert rows(own_sessions) == 0
    with own_sessions() as session:
        [entry] = session.execute(text("SELECT name, subject FROM write_log WHERE action = 'job.cancel'"))
    assert tuple(entry) == ("made-planner", str(job.id))


def test_cancelled_before_it_began_it_is_never_begun(
    own_sessions: Sessions, planner: Reader, tmp_path: Path, gate: Path
) -> None:
    job = ask(own_sessions, planner, gate)
    with own_sessions.begin() as session:
        assert asking.cancel_job(session, job.id, by=planner, now=clock()).state is JobState.CANCELLED
    work_off(own_sessions, tmp_path)
    assert (rows(own_sessions), queued(own_sessions), state(own_sessions, job, planner).tries) == (0, 0, 0)


def test_killed_half_way_it_is_done_by_the_next_once(
    own_sessions: Sessions, own_url: str, planner: Reader, tmp_path: Path, gate: Path
) -> None:
    gate.touch()
    job = ask(own_sessions, planner, gate)
    with worker(own_url, tmp_path) as first:
        assert until(lambda: state(own_sessions, job, planner).step == "storing")
        assert first.pid is not None
        os.kill(first.pid, signal.SIGKILL)
        first.join()
    assert rows(own_sessions) == 0
    assert state(own_sessions, job, planner).state is JobState.RUNNING
    gate.unlink()
    with worker(own_url, tmp_path):
        assert until(lambda: state(own_sessions, job, planner).state is JobState.DONE)
    assert (rows(own_sessions), state(own_sessions, job, planner).tries) == (20, 2)


def test_what_was_begun_too_often_is_given_up_with_the_reason(
    own_sessions: Sessions, planner: Reader, tmp_path: Path, gate: Path
) -> None:
    job = ask(own_sessions, planner, gate)
    with own_sessions.begin() as session:
        session.execute(text("SET LOCAL search_path TO public, queue"))
        session.execute(text("DELETE FROM procrastinate_jobs"))
        session.execute(text("UPDATE job SET state = 'running', tries = :tries"), {"tries": MOST_TRIES})
    bench(own_sessions, tmp_path).take_back()
    over = state(own_sessions, job, planner)
    assert (over.state, over.fault, queued(own_sessions)) == (JobState.FAILED, INTERRUPTED, 0)


def test_one_that_was_taken_for_dead_keeps_nothing_when_it_wakes(
    own_sessions: Sessions, planner: Reader, tmp_path: Path, gate: Path
) -> None:
    job = ask(own_sessions, planner, gate)

    def begun_by_another(session: Session, task: Task) -> dict[str, Any]:
        with own_sessions.begin() as other:
            other.execute(text("UPDATE job SET tries = tries + 1"))
        session.execute(MARK, {"name": task.arguments["name"]})
        return {}

    bench(own_sessions, tmp_path, JobKind("import.run", Label("", ""), "import", begun_by_another)).do(job.id)
    assert (rows(own_sessions), state(own_sessions, job, planner).state) == (0, JobState.RUNNING)


def test_why_a_job_failed_is_kept(own_sessions: Sessions, planner: Reader, tmp_path: Path, gate: Path) -> None:
    job = ask(own_sessions, planner, gate)
    work_off(own_sessions, tmp_path, KINDS[1])
    failed = state(own_sessions, job, planner)
    assert (failed.state, failed.fault) == (JobState.FAILED, "invalid_input")


def test_a_job_is_nobody_elses(own_sessions: Sessions, planner: Reader, gate: Path) -> None:
    job = ask(own_sessions, planner, gate)
    other = Reader(uuid4(), "made-other", Role.PLANNER, None, "127.0.0.1")
    with own_sessions() as session:
        for verb in (asking.find_job, lambda *args, **by: asking.cancel_job(*args, **by, now=clock())):
            with pytest.raises(NotFound):
                verb(session, job.id, by=other)
        with pytest.raises(NotAllowed):
            asking.start_job(
                session,
                "import.run",
                subject="",
                arguments={},
                now=clock(),
                new_id=uuid4,
                by=Reader(UUID(int=1), "made-field", Role.FIELD, None, "127.0.0.1"),
            )


def test_the_queue_is_of_the_procrastinate_that_is_installed() -> None:
    assert version("procrastinate") == queue.MADE_BY
