"""``kill -9`` in the middle of work that must be stored whole or not at all."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from psycopg.sql import SQL, Identifier

from faults.fault import Fault, require
from faults.field import OPERATOR
from faults.ground import BARE, DEMO, Ground
from faults.program import GOLMOK, SLOWEST, Program, wait_for
from mapper.domain.reader import Role
from mapper.operations.people import passwords, users
from mapper.operations.people.teams import district_names
from mapper.store.backup import Content
from mapper.store.cluster import Attachment
from mapper.store.engine import make_engine, make_sessions
from mapper.store.tables.tiles import StripRow, TileRow
from web.clock import now

COMPLAINTS: Final = 5_000
HOUSEHOLDS: Final = 1_500
"""Six parts of them are stored one after the other."""
PASSWORD: Final = "보라색 우산 열두 자루"
TYPED: Final = (
    "-c",
    f"import click; click.termui.hidden_prompt_func = lambda _prompt: {PASSWORD!r}; from web.cli import main; main()",
)
"""The program, with somebody at its terminal who knows the password."""
MADE_ANEW: Final = {TileRow.__tablename__, StripRow.__tablename__}
"""Finished tiles and strips are stored after the work they show, and not logged: each is made anew when it is missing."""
BAR: Final = (
    "every table but those of tiles and strips holds what it held before, or all of it; the same command then works"
)
MOMENTS: Final = random.Random()
"""Of no seed: another run kills at other moments."""


@dataclass(frozen=True)
class Work:
    """A command that stores much.

    Attributes
    ----------
    ground : Ground
        Where.
    prepare : callable
        Makes a data folder to run it over.
    command : tuple of str
        What is run.
    golmok : tuple of str
        The program, as arguments of the interpreter.
    """

    ground: Ground
    prepare: Callable[[], Path]
    command: tuple[str, ...]
    golmok: tuple[str, ...] = GOLMOK

    def begun(self, data: Path) -> Program:
        """Start it."""
        return self.ground.python(data, *self.golmok, *self.command)

    def growth(self, data: Path, before: Mapping[str, Content]) -> dict[str, int]:
        """Return how many rows each table has gained; every other one is the same to the last bit."""
        after = self.ground.contents(data)
        changed = (name for name, content in after.items() if content != before[name] and name not in MADE_ANEW)
        return {name: after[name].rows - before[name].rows for name in changed}

    def be_killed(self) -> str:
        """Kill it again and again, then let it finish."""
        data = self.prepare()
        before = self.ground.contents(data)
        self.begun(data).finished()
        whole = self.growth(data, before)
        data, late = self.prepare(), 0
        for number in range(self.ground.rounds):
            before = self.ground.contents(data)
            self._kill_in_the_middle(data, MOMENTS.choice(sorted(whole)), waiting=number % 2 == 0)
            growth = self.growth(data, before)
            require(growth in ({}, whole), f"half-done: {growth}, and not {whole}")
            if growth:  # it was quicker than we
                data, late = self.prepare(), late + 1
        require(late < self.ground.rounds, "it was always quicker than we")
        before = self.ground.contents(data)
        self.begun(data).finished()
        growth = self.growth(data, before)
        require(growth == whole, f"the next one stored {growth}, and not {whole}")
        rows = f"{sum(whole.values()):,} rows"
        return f"{self.ground.rounds - late} killed before and {late} after their commit, 0 halfway; {rows} by the next"

    def _kill_in_the_middle(self, data: Path, table: str, *, waiting: bool) -> None:
        """Hold it up where it comes to a table; kill it while it waits there, or a moment after it went on."""
        with self.ground.cluster(data).attach() as attachment, attachment.connect() as connection:
            with connection.transaction():
                connection.execute(SQL("LOCK TABLE {} IN SHARE MODE").format(Identifier(*table.split("."))))
                program = self.begun(data)
                wait_for(lambda: _busy(attachment, "wait_event_type = 'Lock'") or program.ended(), "its wait")
                require(not program.ended(), f"it ended without writing to {table}: {program.complaint}")
                if waiting:
                    program.kill()
            moment = time.monotonic() + MOMENTS.uniform(0, 0.2)
            wait_for(lambda: time.monotonic() > moment or program.ended(), "the moment")
            program.kill()
            wait_for(lambda: not _busy(attachment, "state <> 'idle'"), "the end of what it had begun")


def _busy(attachment: Attachment, condition: str) -> bool:
    with attachment.connect(database="postgres") as connection:
        others = "datname = 'golmok' AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        query = f"SELECT 1 FROM pg_stat_activity WHERE {others} AND {condition}"
        return connection.execute(query.encode()).fetchone() is not None


def _import(ground: Ground) -> str:
    file = ground.empty() / "complaints.csv"
    rows = (f"made-{number},낙서,127.05,37.74,2024-05-01T10:00:00+09:00" for number in range(COMPLAINTS))
    file.write_text("id,category,lon,lat,filed_at\n" + "\n".join(rows) + "\n", "utf-8")
    return Work(ground, ground.city, ("import", "run", "complaints", str(file))).be_killed()


def _register(ground: Ground) -> str:
    """Bring a register of households, which a supervisor stands for."""
    office, code = _office(ground)
    file = ground.empty() / "register.csv"
    rows = (
        f"K-{number},{code},made-worker,홍가상,010-0000-{number:04},가상시 없는로 {number},동 상담창구,생계,서면 동의"
        for number in range(HOUSEHOLDS)
    )
    file.write_text("사례번호,행정동,담당자,성명,전화번호,주소,발굴경로,욕구,동의\n" + "\n".join(rows) + "\n", "utf-8")
    command = ("import", "run", "cases", str(file), "--by", "made-boss", "--reason", "이전 대장을 옮김")
    return Work(ground, lambda: ground.copy(office), command, TYPED).be_killed()


def _office(ground: Ground) -> tuple[Path, str]:
    data = ground.city()
    with ground.cluster(data).attach() as attachment:
        engine = make_engine(attachment.url("owner"))
        with make_sessions(engine).begin() as session:
            code = min(district_names(session))
            for name, role in (("made-boss", Role.SUPERVISOR), ("made-worker", Role.WELFARE)):
                user = users.add_user(session, name, role, [code], every=False, by=OPERATOR, now=now())
                passwords.set_password(session, user, PASSWORD, city="", by=OPERATOR, now=now())
        engine.dispose()
    return data, code


def _bare(ground: Ground) -> Path:
    data = ground.empty()
    ground.golmok(data, *BARE).finished()
    return data


def _migration(ground: Ground) -> str:
    whole = _upgraded(ground, ground.empty())
    slowest, killed = 0.0, 0
    for _ in range(ground.rounds):
        data = ground.empty()
        program = ground.golmok(data, *BARE)
        time.sleep(MOMENTS.uniform(0.3, 0.95) * whole)
        killed += not program.ended()
        program.kill()
        slowest = max(slowest, _upgraded(ground, data))
    require(killed > 0, "it was always quicker than we")
    require(slowest < SLOWEST, f"it took {slowest:.1f} s")
    ground.golmok(data, *DEMO).finished()
    return f"{killed} of {ground.rounds} killed on the way, whole after {slowest:.1f} s at most"


def _upgraded(ground: Ground, data: Path) -> float:
    start = time.monotonic()
    ground.golmok(data, *BARE).finished()
    return time.monotonic() - start


FAULTS: Final = (
    Fault(
        "kill-import",
        f"kill -9 in the middle of importing {COMPLAINTS:,} complaints",
        BAR,
        _import,
        repeated=True,
        row="RF-09",
    ),
    Fault(
        "kill-cases",
        f"kill -9 in the middle of bringing a register of {HOUSEHOLDS:,} households",
        BAR,
        _register,
        repeated=True,
        row="RF-09",
    ),
    Fault(
        "kill-regrade",
        "kill -9 in the middle of an official regrade",
        BAR,
        lambda ground: Work(ground, ground.city, ("grade", "run", "--official")).be_killed(),
        repeated=True,
        row="RF-09",
    ),
    Fault(
        "kill-demo-load",
        "kill -9 in the middle of loading the demo city",
        BAR,
        lambda ground: Work(ground, lambda: _bare(ground), DEMO).be_killed(),
        repeated=True,
        row="RF-09",
    ),
    Fault(
        "kill-migration",
        "kill -9 while the cluster and its schema are made, at random moments",
        "the next start finishes it by itself within 35 s, and the demo city loads",
        _migration,
        repeated=True,
        row="RF-09",
    ),
)
