"""The five made cities of the articles, with their households, once for all tests of a file."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

import pytest

from gis_data.articles import read_published
from mapper.domain.access_reason import Reason
from mapper.domain.calendar import KST
from mapper.domain.figure import Answer
from mapper.domain.reader import Reader, Role
from mapper.domain.replay import Replayed
from mapper.operations.crisis.entering import Look
from mapper.operations.database import Sessions
from mapper.operations.figures.answering import answer, asked_for
from mapper.operations.figures.replaying import replay
from mapper.operations.figures.sources import Households
from mapper.operations.vault.envelopes import Vault, open_vault
from mapper.settings import Settings
from mapper.store.cluster import Attachment, create_database, drop_database
from mapper.store.crisis.identity import make_staff_sessions
from mapper.store.engine import make_engine, make_sessions
from web.cli.demo_articles import build_articles, take_in_households

AT_THE_MACHINE = Reader(None, "operator", Role.ADMIN, None, "cli")
COUNTING = Reason("other", "지표 집계 시험")
SEED = 7


class Urls(Protocol):
    owner: str
    app: str
    staff: str


@dataclass(frozen=True)
class Cities:
    """The five cities in one database."""

    urls: Urls
    data_dir: Path
    sessions: Sessions
    staff: Sessions

    @property
    def vault(self) -> Vault:
        return open_vault(Settings(data_dir=self.data_dir))

    def answer(
        self, scope: str, as_of: date, *keys: str, known: datetime | None = None, by: Reader = AT_THE_MACHINE
    ) -> dict[str, Answer]:
        now = datetime.now(KST)
        asked = asked_for(scope, as_of, now=now, known=known)
        with self.sessions() as session, self.staff.begin() as staff:
            way = Households(staff, self.vault, Look(by, COUNTING, now))
            return {one.definition.key: one for one in answer(session, asked, by=by, households=way, keys=keys)}

    def replay(self, *keys: str) -> list[Replayed]:
        now = datetime.now(KST)
        wanted = [one for one in read_published() if not keys or one.key in keys]
        with self.sessions() as session, self.staff.begin() as staff:
            way = Households(staff, self.vault, Look(AT_THE_MACHINE, COUNTING, now))
            return replay(session, wanted, by=AT_THE_MACHINE, now=now, households=way)

    def let_go(self) -> None:
        for sessions in (self.sessions, self.staff):
            sessions.kw["bind"].dispose()


def opened(urls: Urls, data_dir: Path) -> Cities:
    sessions = make_sessions(make_engine(urls.owner))
    return Cities(urls, data_dir, sessions, make_staff_sessions(make_engine(urls.staff)))


@pytest.fixture(scope="module")
def cities(role_urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cities]:
    made = opened(role_urls, tmp_path_factory.mktemp("data"))
    with made.sessions() as session:
        workers = build_articles(session, segments=300, seed=SEED)
        session.commit()
        with made.staff.begin() as households:
            take_in_households(households, made.vault, workers, city=session, seed=SEED)
    yield made
    made.let_go()


@pytest.fixture(scope="module")
def copied(cities: Cities, role_urls: Urls, attachment: Attachment) -> Iterator[Callable[[], Cities]]:
    """Copy the cities into a database that a test may spoil."""
    made: list[tuple[str, Cities]] = []

    def copy() -> Cities:
        cities.let_go()
        name, source = f"copy_{uuid.uuid4().hex[:12]}", role_urls.owner.rpartition("/")[2].partition("?")[0]
        create_database(attachment, name, template=source)

        class _Urls:
            owner, app, staff = (attachment.url(role, name) for role in ("owner", "app", "staff"))

        made.append((name, opened(_Urls(), cities.data_dir)))
        return made[-1][1]

    yield copy
    for name, copied_to in made:
        copied_to.let_go()
        drop_database(attachment, name)
