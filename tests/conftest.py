"""What every band's tests share: one cluster a run, one migrated template, a savepoint a test."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gis_data.demo import build_city, build_facts
from gis_data.demo.venues import OF_A_SCHOOL, SCHOOLS
from mapper.domain.reader import Reader, Role
from mapper.operations.database import Sessions
from mapper.operations.demo_city import Recipe, load_demo_city, seeded_ids
from mapper.operations.first_venues import open_venues
from mapper.operations.programmes import Signer
from mapper.settings import Settings
from mapper.store import migrate
from mapper.store.cluster import Attachment, Cluster, create_database, create_template, drop_database, find_binaries
from mapper.store.engine import make_engine, make_sessions

TEMPLATE = "golmok_template"
# How long one example takes says more of the machine than of the code.
hypothesis.settings.register_profile("golmok", deadline=None)
hypothesis.settings.load_profile("golmok")

DEMO_SEED, DEMO_SEGMENTS, DEMO_DAY = 7, 300, date(2024, 7, 4)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Count a skipped test as failed: a test that did not run has shown nothing."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report


def pytest_collection_finish() -> None:
    """Let the collector look through what tests make, not through every library each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def roomy_tmp() -> Iterator[Path]:
    """A folder that other accounts may enter, as PostgreSQL never runs as root."""
    folder = Path(tempfile.mkdtemp(prefix="golmok-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def attachment(roomy_tmp: Path) -> Iterator[Attachment]:
    cluster = Cluster(roomy_tmp / "cluster", find_binaries(Settings().pg_bindir, os.environ), durable=False)
    with cluster.attach() as held:
        create_template(held, TEMPLATE, _migrate)
        yield held


def _migrate(url: str) -> None:
    engine = make_engine(url)
    migrate.upgrade(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def shared_engine(attachment: Attachment) -> Iterator[Engine]:
    """One database for all tests that never commit."""
    create_database(attachment, "shared", template=TEMPLATE)
    engine = make_engine(attachment.url("owner", "shared"))
    yield engine
    engine.dispose()


@pytest.fixture
def session(shared_engine: Engine) -> Iterator[Session]:
    """A session whose every commit is a savepoint, rolled back at the end."""
    with shared_engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as opened:
            yield opened
        outer.rollback()


@pytest.fixture
def own_url(attachment: Attachment) -> Iterator[str]:
    """The owner's address of a database of the test's own, for real commits and several connections."""
    name = f"own_{uuid.uuid4().hex[:12]}"
    create_database(attachment, name, template=TEMPLATE)
    yield attachment.url("owner", name)
    drop_database(attachment, name)


@pytest.fixture
def own_sessions(own_url: str) -> Iterator[Sessions]:
    engine = make_engine(own_url)
    yield make_sessions(engine)
    engine.dispose()


@dataclass(frozen=True)
class RoleUrls:
    """The addresses of one database for each of the roles that connect."""

    owner: str
    app: str
    staff: str


@pytest.fixture(scope="module")
def role_urls(attachment: Attachment) -> Iterator[RoleUrls]:
    """A database of the file's own, for every role: what one test commits the next one finds."""
    name = f"roles_{uuid.uuid4().hex[:12]}"
    create_database(attachment, name, template=TEMPLATE)
    yield RoleUrls(*(attachment.url(role, name) for role in ("owner", "app", "staff")))
    drop_database(attachment, name)


@pytest.fixture(scope="session")
def demo_template(attachment: Attachment) -> str:
    """The name of a database with a small demo city, to copy from; nobody stays connected to it."""
    create_database(attachment, "demo_template", template=TEMPLATE)
    engine = make_engine(attachment.url("owner", "demo_template"))
    recipe = Recipe(
        build_city=lambda: build_city(seed=DEMO_SEED, segments=DEMO_SEGMENTS),
        build_facts=lambda network: build_facts(seed=DEMO_SEED, segments=network, as_of=DEMO_DAY),
    )
    with make_sessions(engine).begin() as session:
        load_demo_city(session, recipe, seed=DEMO_SEED, as_of=DEMO_DAY, tell=lambda _step: None)
    engine.dispose()
    return "demo_template"


@pytest.fixture(scope="session")
def add_venues() -> Callable[[Session], None]:
    """Opens the yards and halls of the schools of a demo city, which it has none of by itself."""

    def add(session: Session) -> None:
        signer = Signer(Reader(None, "tests", Role.ADMIN, None, "cli"), datetime.now(UTC), seeded_ids(DEMO_SEED))
        open_venues(
            session, OF_A_SCHOOL, schools=SCHOOLS, signer=signer, code_of=lambda booking: sha256(booking.bytes).digest()
        )

    return add


OF_BEFORE = """
    WITH before AS (
        INSERT INTO segment (id, fingerprint, alley_id, district_id, source_id, ordinal, length_m, graded, stub, road_class,
            level, line, recorded_at, superseded_at)
        SELECT gen_random_uuid(), 'made up ' || fingerprint, alley_id, district_id, source_id, ordinal, length_m, graded, stub,
            road_class, level, line, recorded_at - interval '1 day', recorded_at
        FROM segment WHERE id = CAST(:heir AS uuid) RETURNING id
    )
    INSERT INTO succession (segment_id, forebear_id)
    SELECT heir, before.id FROM before, unnest(CAST(:heirs AS uuid[])) AS heir RETURNING forebear_id::text
"""


@pytest.fixture(scope="session")
def forebear_of() -> Callable[..., str]:
    """Makes a segment of an edition before that of a city, in whose place some of its segments lie now."""

    def make(session: Session, *heirs: str) -> str:
        found: str = session.scalars(text(OF_BEFORE), {"heir": heirs[0], "heirs": list(heirs)}).all()[0]
        return found

    return make


@pytest.fixture(scope="session")
def demo_url(attachment: Attachment, demo_template: str) -> str:
    """The owner's address of a demo city, which no test changes."""
    create_database(attachment, "demo", template=demo_template)
    return attachment.url("owner", "demo")


@pytest.fixture(scope="session")
def demo_sessions(demo_url: str) -> Iterator[Sessions]:
    engine = make_engine(demo_url)
    yield make_sessions(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; one for the whole run, as Playwright allows no second one in a process."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()
