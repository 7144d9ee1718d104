"""The demo city in a database of its own, and what the comparisons take from it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import geopandas as gpd
from flask import Flask
from sqlalchemy import text

from layers.base import to_web
from mapper.domain.grading import SegmentFacts
from mapper.domain.rubric import RUBRIC
from mapper.errors import AlreadyLoaded, DataMissing
from mapper.operations.database import Session, Sessions, opened
from mapper.operations.map_layers import public_frames
from mapper.settings import Settings
from mapper.store import segments as segment_rows
from mapper.store.facts import known_facts
from mapper.store.grades import GradeRun, latest_run
from web.app import create_app
from web.cli.demo import load_demo
from web.clock import now

LAST_DAY: Final = datetime(2024, 7, 4)  # noqa: DTZ001 - a date, as the command line reads one
"""The city is the same on every day and every machine."""


@dataclass(frozen=True)
class City:
    """A loaded and graded city.

    Attributes
    ----------
    run : GradeRun
        The newest official run.
    facts : SegmentFacts
        What that run was made from.
    segments : GeoDataFrame
        By the contract MATCHABLE_SEGMENTS: what points are placed on.
    graded : GeoDataFrame
        By the contract GRADED_LINES, but in longitude and latitude, rounded as for the browser.
    app : Flask
        The application that serves it.
    sessions : Sessions
        Of its database.
    complaints : int
        How many were filed.
    """

    run: GradeRun
    facts: SegmentFacts
    segments: gpd.GeoDataFrame
    graded: gpd.GeoDataFrame
    app: Flask
    sessions: Sessions
    complaints: int


@contextmanager
def open_city(segments: int, kept: Path | None) -> Iterator[City]:
    """Open a city of about so many segments in a private cluster, which is thrown away unless there is a place for it."""
    with TemporaryDirectory(prefix="golmok-bench-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL never runs as root, and its account has to get in
        settings = Settings(database_url=None, data_dir=kept or Path(folder))
        with opened(settings, print) as database:
            with suppress(AlreadyLoaded):
                load_demo(database, segments=segments, as_of=LAST_DAY)
            with database.sessions() as session:
                city = _read(session, create_app(settings, database.sessions), database.sessions)
            gc.collect()
            gc.freeze()  # as `golmok run` does
            yield city


def _read(session: Session, app: Flask, sessions: Sessions) -> City:
    run = latest_run(session)
    if run is None:
        message = "The demo city was loaded without a grade run, so that there is nothing to compare."
        raise DataMissing(message)
    known = known_facts(session, as_of=run.as_of, known_at=run.known_at, memory_run=run.memory_run_id, rubric=RUBRIC)
    network = segment_rows.frame(session)
    return City(
        run=run,
        facts=known.facts,
        segments=network[network["graded"]].reset_index(drop=True),
        graded=to_web(public_frames(session, now=now())["segments"]),
        app=app,
        sessions=sessions,
        complaints=int(session.execute(text("SELECT count(*) FROM complaint")).scalar_one()),
    )
