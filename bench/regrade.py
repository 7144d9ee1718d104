"""``regrade``: from the database to a stored run, with every issue placed anew or as it was placed when it came in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from bench.regrade_frames import grade_and_write, read_and_join
from bench.regrade_sql import GRADE, GRADE_AS_STORED, WITHIN_M
from mapper.domain.calendar import day_number, end_of
from mapper.domain.grading import explain, facts_from_inputs, grade
from mapper.domain.rubric import RUBRIC
from mapper.operations.database import Session
from mapper.operations.grading import grades_of
from mapper.spatial.segment_grid import SegmentGrid
from mapper.store.columns import ID, MOMENT, Columns, Query, positions, read_columns
from mapper.store.copy_stream import HEADER, TRAILER, encode, joined
from mapper.store.facts import KIND, KnownFacts, facts_queries, facts_read, known_facts
from mapper.store.grade_columns import GRADE_COLUMNS
from mapper.store.grades import GradeRun, save_run
from mapper.store.round_trip import as_driver_has_it, driver
from mapper.store.tables import GradeRow

_BLOCK: Final = 10_000
_POINTS: Final = Query(
    "SELECT id, ST_X(point) AS x, ST_Y(point) AS y FROM issue WHERE point IS NOT NULL",
    {"id": ID, "x": ">f8", "y": ">f8"},
)
_STANDING: Final = Query(
    f"""
    SELECT issue_id AS id, {KIND} AS kind, reported_at, coalesce(resolved_at, 'infinity') AS resolved_at
    FROM issue_state WHERE known_from <= :known AND settled_from < :until AND NOT merged
    """,
    {"id": ID, "kind": ">i8", "reported_at": MOMENT, "resolved_at": MOMENT},
)
_LINES: Final = """
    SELECT ST_AsBinary(line) FROM segment
    WHERE graded AND recorded_at <= :known AND (superseded_at IS NULL OR superseded_at > :known) ORDER BY id
"""
_ANSWER: Final = """
    SELECT segment_id, overall_score, overall_grade, residential_score, residential_grade, walking_score, walking_grade
    {also} FROM grade WHERE run_id = :run ORDER BY segment_id
"""
_LINES_TOO: Final = ", confidence, lines::text"


@dataclass(frozen=True)
class Regrading:
    """The same run, made in several ways and taken back each time."""

    city: City

    @property
    def run(self) -> GradeRun:
        """A run like the newest, under an id of its own."""
        return replace(self.city.run, id=uuid.uuid4(), official=False)

    def values(self, run: GradeRun) -> dict[str, Any]:
        """Return what the queries ask for."""
        return {
            "run": run.id,
            "memory": run.memory_run_id,
            "day": day_number(run.as_of),
            "known": run.known_at,
            "until": end_of(run.as_of),
            "rubric": run.rubric,
            "categories": [category.id for category in RUBRIC.categories],
        }

    def timed(self, job: Callable[[Session, GradeRun], object]) -> float:
        """Do a job in a transaction, and take back what it stored, which is not timed."""
        run = self.run
        with self.city.sessions() as session:
            cost = milliseconds(lambda: (job(session, run), session.flush()))
            session.rollback()
        return cost

    def answer(self, job: Callable[[Session, GradeRun], object], also: str = "") -> list[Any]:
        """Return the scores and letters that a job stores, and what else is asked for."""
        run = self.run
        with self.city.sessions() as session:
            job(session, run)
            found = session.execute(text(_ANSWER.format(also=also)), {"run": run.id}).all()
            session.rollback()
        return [tuple(row) for row in found]

    def placed_anew(self, session: Session, run: GradeRun) -> None:
        """Read, place, grade and store as Golmok does."""
        values = self.values(run)
        queries = facts_queries(some=False) | {"issues": _STANDING}
        # What lies where never changes, so that another connection may read it meanwhile.
        with ThreadPoolExecutor(2) as readers, self.city.sessions() as beside:
            rest = readers.submit(read_columns, session, queries, values, often=False)
            lines, points = readers.submit(_ground, beside, values).result()
            nearest, _ = SegmentGrid.of(lines).nearest(points["x"], points["y"], within_m=WITHIN_M)
            found = rest.result()
        there = np.append(nearest, -1)[positions(points["id"], found["issues"]["id"])]
        known = facts_read(found, there, as_of=run.as_of, rubric=RUBRIC)
        _store(session, run, known)

    def as_stored(self, session: Session, run: GradeRun) -> None:
        """Read, grade and store as Golmok does."""
        _store(session, run, self.known(session, run))

    def known(self, session: Session, run: GradeRun) -> KnownFacts:
        """Read the facts as they are stored."""
        return known_facts(session, as_of=run.as_of, known_at=run.known_at, memory_run=run.memory_run_id, rubric=RUBRIC)

    def in_sql(self, session: Session, run: GradeRun, statement: str) -> None:
        """Let one statement do it all."""
        _begin(session, run)
        session.execute(text(statement), self.values(run))

    def by_frames(self, session: Session, run: GradeRun) -> None:
        """Let data frames do all but the rule."""
        _begin(session, run)
        grade_and_write(session, run, read_and_join(session, self.values(run)))


def _ground(session: Session, values: dict[str, Any]) -> tuple[NDArray[Any], Columns]:
    """Read the lines of the network in the order of their ids, and the points of the issues."""
    rows = session.execute(text(_LINES), values).scalars().all()
    lines = shapely.from_wkb(np.array([bytes(row) for row in rows], dtype=object))
    return lines, read_columns(session, {"points": _POINTS}, values, often=False)["points"]


def _store(session: Session, run: GradeRun, known: KnownFacts) -> None:
    grades = grades_of(known)
    save_run(session, replace(run, digest=grades.digest()), grades, created_at=run.known_at)


def _begin(session: Session, run: GradeRun) -> None:
    """Store a run without grades yet."""
    nothing = KnownFacts(np.empty(0, ID), facts_from_inputs([]))
    save_run(session, run, grades_of(nothing), created_at=run.known_at)
    session.flush()


@dataclass(frozen=True)
class _Limit:
    """Each part of a regrade from what is in memory already, with nothing in between."""

    regrading: Regrading
    known: KnownFacts
    run: GradeRun
    rows: bytes

    @classmethod
    def of(cls, regrading: Regrading) -> _Limit:
        run = regrading.run
        with regrading.city.sessions() as session:
            known = regrading.known(session, run)
        kinds = GradeRow.__table__.c
        columns = {name: encode(column, kinds[name].type) for name, column in grades_of(known).columns.items()}
        fields = [encode([run.id], kinds["run_id"].type), *columns.values()]
        return cls(regrading, known, run, bytes(HEADER) + bytes(joined(fields, len(known.ids))) + TRAILER)

    def cost(self) -> float:
        """Do each part once."""
        return self.regrading.timed(self._read) + milliseconds(self._work_out) + self.regrading.timed(self._write)

    def _read(self, session: Session, run: GradeRun) -> None:
        with driver(session) as connection:
            for query in facts_queries(some=False).values():
                statement = as_driver_has_it(query.gathered)
                connection.cursor(binary=True).execute(statement, self.regrading.values(run))

    def _work_out(self) -> None:
        for part in self.known.facts.parts(_BLOCK):
            explain(grade(part))

    def _write(self, session: Session, _run: GradeRun) -> None:
        _begin(session, self.run)
        statement = f"COPY grade (run_id, {', '.join(GRADE_COLUMNS)}) FROM STDIN (FORMAT binary)"
        with driver(session) as connection, connection.cursor().copy(statement) as copy:
            copy.write(self.rows)


@contextmanager
def _limits(city: City) -> Iterator[Sides]:
    job = Regrading(city)
    limit = _Limit.of(job)
    yield Sides(
        ours=lambda: job.timed(job.as_stored),
        peer=limit.cost,
        check=lambda: _check(job.answer(job.as_stored), job.answer(partial(job.in_sql, statement=GRADE_AS_STORED))),
    )


Job = Callable[[Regrading, Session, GradeRun], None]


@contextmanager
def _sides(city: City, ours: Job, peer: Job, *, also: str = "") -> Iterator[Sides]:
    job = Regrading(city)
    yield Sides(
        ours=lambda: job.timed(partial(ours, job)),
        peer=lambda: job.timed(partial(peer, job)),
        check=lambda: _check(job.answer(partial(ours, job), also), job.answer(partial(peer, job), also)),
    )


def _check(ours: list[Any], theirs: list[Any]) -> None:
    unequal = sum(one != other for one, other in zip(ours, theirs, strict=True))
    if unequal or not any(row[1] for row in ours):
        raise Unequal(f"{unequal} of {len(ours)} segments have other scores or letters")


_ANEW: Final = (
    f"every issue that stands is placed anew on the nearest segment within {WITHIN_M:g} m, the lowest id of equals"
)
_EQUAL: Final = (
    "the same database; %s; every segment is graded by spec 1.0 with the remembered letters, and the rows are stored with "
    "all constraints and indexes, short of the commit; scores and letters of every segment are the same"
)
_MORE: Final = "ours also works out, digests and stores every line of the explanation; the peer stores none"

COMPARISONS: Final = (
    Comparison(
        name="regrade",
        unit="ms",
        peer="the rule as one SQL statement over PostGIS ST_DWithin",
        equal=_EQUAL % _ANEW,
        unequal=_MORE,
        sides=partial(_sides, ours=Regrading.placed_anew, peer=partial(Regrading.in_sql, statement=GRADE)),
        bar=8.0,
    ),
    Comparison(
        name="regrade-stored",
        unit="ms",
        peer="the rule as one SQL statement",
        equal=_EQUAL % "every issue counts where it was placed when it came in",
        unequal=_MORE,
        sides=partial(_sides, ours=Regrading.as_stored, peer=partial(Regrading.in_sql, statement=GRADE_AS_STORED)),
    ),
    Comparison(
        name="regrade-sjoin",
        unit="ms",
        peer=f"geopandas {gpd.__version__} read_postgis, sjoin_nearest and to_sql",
        equal=f"{_EQUAL % _ANEW}, and so is every line of the explanation",
        unequal=(
            "the peer is given our rule over arrays and our lines, ready as text; it inserts row by row, so that what "
            "checks the keys once per statement costs it about 10 to 25 µs a row more than declared keys would"
        ),
        sides=partial(_sides, ours=Regrading.placed_anew, peer=Regrading.by_frames, also=_LINES_TOO),
        bar=10.0,
    ),
    Comparison(
        name="regrade-limits",
        unit="ms",
        peer="the sum of its own reading, working out and writing, each alone",
        equal=_EQUAL % "every issue counts where it was placed when it came in",
        unequal=(
            "the peer is no other way but a limit: the same statements with their answer discarded, the rule over arrays in "
            "memory, and the COPY of rows that are ready as bytes"
        ),
        sides=_limits,
        bar=0.4,
    ),
)
