"""Where attacks happen: a cluster for each build, so that what one leaves on disk is not taken for the other's."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

import numpy as np
from playwright.sync_api import Browser
from psycopg.sql import SQL, Identifier
from scipy.spatial import KDTree
from sqlalchemy import Engine, text

from attack.home import Home, make_home
from gis_data.demo import build_city, build_facts
from mapper.domain.reader import Reader, Role
from mapper.operations.demo_city import Recipe, load_demo_city
from mapper.operations.density.freezing import freeze
from mapper.settings import Settings
from mapper.store import migrate
from mapper.store.cluster import Attachment, Cluster, create_database, create_template, drop_database, find_binaries
from mapper.store.engine import make_engine, make_sessions

TEMPLATE: Final = "attacked"
BARE: Final = "attacked_bare"
OPERATOR: Final = Reader(None, "attack", Role.ADMIN, None, "cli")
SEED: Final = 7
SEGMENTS: Final = 300
CLEAR_M: Final = 6.0
"""How far from all that the map draws a home lies, so that nothing public is taken for it [m]."""

# As an office counts them: squares of 100 m, dense enough for cells, each wholly in one district.
_COUNTS: Final = """
    INSERT INTO household_count (id, key, cell, households, buildings, recorded_at)
    SELECT gen_random_uuid(), 'cell:' || code || i || ':' || j, ST_Multi(geom), 60, 8, :now
    FROM district, ST_SquareGrid(100, boundary) WHERE ST_Within(ST_Centroid(geom), boundary)
"""
_SIDES: Final = """
    SELECT d.code, ST_X(p.geom), ST_Y(p.geom) FROM segment s JOIN district d ON d.id = s.district_id,
        LATERAL (SELECT ST_Transform(ST_LineInterpolatePoint(line, 0.5), 5179) AS geom FROM (SELECT s.line) one) p
    WHERE s.graded ORDER BY d.code, s.id
"""


# All that pages draw, and where the x of a point of a line meets the y of the next, which stand side by side in every file.
_DRAWN: Final = """
    WITH corner AS (
        SELECT ST_X(d.geom) x, ST_Y(d.geom) y, lead(ST_X(d.geom)) OVER own next_x, lead(ST_Y(d.geom)) OVER own next_y
        FROM (SELECT id, line AS drawn FROM segment UNION ALL SELECT id, boundary FROM district) l, ST_DumpPoints(drawn) d
        WINDOW own AS (PARTITION BY l.id ORDER BY d.path)
    )
    SELECT x, y FROM corner UNION ALL SELECT x, next_y FROM corner WHERE next_y IS NOT NULL
    UNION ALL SELECT next_x, y FROM corner WHERE next_x IS NOT NULL
    UNION ALL SELECT ST_X(d.geom), ST_Y(d.geom) FROM segment, ST_DumpPoints(ST_Segmentize(line, 3)) d
    UNION ALL SELECT ST_X(public_point), ST_Y(public_point) FROM segment WHERE public_point IS NOT NULL
    UNION ALL SELECT ST_X(point), ST_Y(point) FROM issue WHERE point IS NOT NULL
"""


@dataclass(frozen=True)
class Side:
    """Where homes are made up: beside the middle of a segment."""

    district: str
    x: float
    y: float


class World:
    """A cluster with a template of one small demo city, copied for every city of a build.

    Parameters
    ----------
    folder : Path
        Of its own, which the server's account can enter.
    browser : Browser
        For what only a browser sees.
    sampling : bool
        Whether a few of many are enough.
    """

    def __init__(self, folder: Path, browser: Browser, *, sampling: bool) -> None:
        self.folder = folder
        self.browser = browser
        self.sampling = sampling
        self.attachment: Attachment
        self.districts: tuple[str, ...] = ()
        self._sides: dict[str, list[Side]] = {}

    @contextmanager
    def running(self) -> Iterator[World]:
        """Keep the cluster running; the template is made when it is not there."""
        cluster = Cluster(self.folder / "cluster", find_binaries(Settings().pg_bindir, os.environ), durable=False)
        with cluster.attach() as self.attachment:
            create_template(self.attachment, TEMPLATE, _fill)
            self._look_round()
            yield self

    def _look_round(self) -> None:
        engine = make_engine(self.attachment.url("owner", TEMPLATE))
        with engine.connect() as connection:
            for code, x, y in connection.execute(text(_SIDES)):
                self._sides.setdefault(code, []).append(Side(code, x, y))
            self._drawn = KDTree([(x, y) for x, y in connection.execute(text(_DRAWN))])
        engine.dispose()
        by_size = sorted(self._sides, key=lambda code: (-len(self._sides[code]), code))
        self.districts = tuple(by_size[:2])

    def homes(self, count: int, *, start: int = 0) -> list[Home]:
        """Make up homes in the two largest districts, by turns."""
        return [self._home(number) for number in range(start, start + count)]

    def _home(self, number: int) -> Home:
        district = self.districts[number % 2]
        numbers = np.random.default_rng([SEED, number])
        while True:
            side = self._sides[district][int(numbers.integers(len(self._sides[district])))]
            away, angle = numbers.uniform(2 * CLEAR_M, 4 * CLEAR_M), numbers.uniform(0, 2 * np.pi)
            x, y = side.x + away * np.cos(angle), side.y + away * np.sin(angle)
            if self._drawn.query((x, y))[0] > CLEAR_M:
                return make_home(number, round(float(x), 3), round(float(y), 3), district)

    def database(self) -> tuple[str, str]:
        """Copy the template; return a database's name and its owner's address."""
        name = f"city_{uuid4().hex[:10]}"
        create_database(self.attachment, name, template=TEMPLATE)
        return name, self.attachment.url("owner", name)

    def bare(self) -> tuple[str, str]:
        """Make a database without a city in it; return its name and its owner's address."""
        create_template(self.attachment, BARE, _migrate)
        name = f"bare_{uuid4().hex[:10]}"
        create_database(self.attachment, name, template=BARE)
        return name, self.attachment.url("owner", name)

    def drop(self, name: str) -> None:
        """Let a database go."""
        drop_database(self.attachment, name)

    def note_statements(self, name: str) -> None:
        """Let the server write down every statement of those who connect to a database from now on."""
        with self.attachment.connect(database="postgres") as connection:
            connection.execute(SQL("ALTER DATABASE {} SET log_statement = 'all'").format(Identifier(name)))

    def tidy(self, name: str) -> None:
        """Put in order what came into a database, and write it out."""
        with self.attachment.connect(database=name) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")

    def empty(self) -> Path:
        """Return an empty folder."""
        made = Path(tempfile.mkdtemp(dir=self.folder))
        made.chmod(0o755)
        return made

    def wal(self) -> Iterator[tuple[str, bytes]]:
        """Return what the cluster wrote ahead, as it lies on disk now."""
        with self.attachment.connect(database="postgres") as connection:
            connection.execute("CHECKPOINT")
            connection.execute("SELECT pg_switch_wal()")
        for path in sorted((self.attachment.server.home.data / "pg_wal").glob("0*")):
            yield f"wal/{path.name}", path.read_bytes()

    def base(self, name: str) -> Iterator[tuple[str, bytes]]:
        """Return the files of a database, as they lie on disk now."""
        with self.attachment.connect(database=name) as connection:
            connection.execute("CHECKPOINT")
            found = connection.execute("SELECT oid FROM pg_database WHERE datname = %s", [name]).fetchone()
        assert found is not None
        folder = self.attachment.server.home.data / "base" / str(found[0])
        for path in sorted(folder.iterdir()):
            if path.is_file():
                yield f"base/{path.name}", path.read_bytes()

    def server_log(self) -> tuple[str, bytes]:
        """Return what the database server had to say."""
        return "postgresql.log", self.attachment.server.home.log.read_bytes()

    def opened(self, dump: Path) -> bytes:
        """Return what a dump in PostgreSQL's own packed format says, as text."""
        command = [str(self.attachment.server.binaries.program("pg_restore")), "--file=-", str(dump)]
        return subprocess.run(command, check=True, capture_output=True).stdout

    def dump(self, name: str) -> bytes:
        """Write a database as text."""
        command = [*self.attachment.client("pg_dump", name), "--format=plain", "--no-owner"]
        return subprocess.run(command, check=True, capture_output=True).stdout


@contextmanager
def open_worlds(browser: Browser, *, sampling: bool = False) -> Iterator[tuple[World, World]]:
    """Make two worlds in the temporary folder that begin alike, and leave nothing of them."""
    folder = Path(tempfile.mkdtemp(prefix="golmok-attack-"))
    folder.chmod(0o755)
    try:
        worlds = [World(folder / name, browser, sampling=sampling) for name in ("product", "weak")]
        for world in worlds:
            world.folder.mkdir(mode=0o755)
        with worlds[0].running():
            pass
        subprocess.run(["cp", "-a", f"{worlds[0].folder}/.", worlds[1].folder], check=True)
        with worlds[0].running() as product, worlds[1].running() as weak:
            yield product, weak
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(url: str) -> None:
    engine = make_engine(url)
    migrate.upgrade(engine)
    day = date(2024, 7, 4)
    recipe = Recipe(
        build_city=lambda: build_city(seed=SEED, segments=SEGMENTS),
        build_facts=lambda network: build_facts(seed=SEED, segments=network, as_of=day),
    )
    with make_sessions(engine).begin() as session:
        load_demo_city(session, recipe, seed=SEED, as_of=day, tell=lambda _step: None)
    now = datetime.now(UTC)
    with make_sessions(engine).begin() as session:
        session.execute(text(_COUNTS), {"now": now})
        freeze(session, now.year, by=OPERATOR, now=now, new_id=uuid4)
    _analyse(engine)
    engine.dispose()


def _migrate(url: str) -> None:
    engine = make_engine(url)
    migrate.upgrade(engine)
    engine.dispose()


def _analyse(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
