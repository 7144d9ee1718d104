"""The five made cities of the articles, with their households, once for all tests of a file."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import pytest

from mapper.domain.access_reason import Reason
from mapper.domain.calendar import KST
from mapper.domain.figure import Answer
from mapper.domain.reader import Reader, Role
from mapper.operations.crisis.entering import Look
from mapper.operations.database import Sessions
from mapper.operations.figures.answering import answer, asked_for
from mapper.operations.figures.sources import Households
from mapper.operations.vault.envelopes import Vault
from mapper.operations.vault.key_ring import KeyFile
from mapper.store.cluster import Attachment, create_database, drop_database
from mapper.store.crisis.identity import make_staff_sessions
from mapper.store.engine import make_engine, make_sessions
from web.cli.demo_articles import build_articles, take_in_households

AT_THE_MACHINE = Reader(None, "operator", Role.ADMIN, None, "cli")
COUNTING = Reason("other", "지표 집계 시험")
SEED = 7


class Urls(Protocol):
    owner: str
    staff: str


@dataclass(frozen=True)
class Cities:
    """The five cities in one database."""

    sessions: Sessions
    staff: Sessions
    vault: Vault

    def answer(
        self, scope: str, as_of: date, *keys: str, known: datetime | None = None, by: Reader = AT_THE_MACHINE
    ) -> dict[str, Answer]:
        now = datetime.now(KST)
        asked = asked_for(scope, as_of, now=now, known=known)
        with self.sessions() as session, self.staff.begin() as staff:
            way = Households(staff, self.vault, Look(by, COUNTING, now))
            return {one.definition.key: one for one in answer(session, asked, by=by, households=way, keys=keys)}

    def let_go(self) -> None:
        for sessions in (self.sessions, self.staff):
            sessions.kw["bind"].dispose()


def opened(urls: Urls, vault: Vault) -> Cities:
    return Cities(make_sessions(make_engine(urls.owner)), make_staff_sessions(make_engine(urls.staff)), vault)


@pytest.fixture(scope="module")
def cities(role_urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cities]:
    made = opened(role_urls, Vault(KeyFile(tmp_path_factory.mktemp("vault") / "vault-keys.json")))
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
            owner, staff = attachment.url("owner", name), attachment.url("staff", name)

        made.append((name, opened(_Urls(), cities.vault)))
        return made[-1][1]

    yield copy
    for name, copied_to in made:
        copied_to.let_go()
        drop_database(attachment, name)
