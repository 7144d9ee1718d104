"""``python -m bench.dask_scale``: what one district costs while the table around it grows; writes ``out/scale.json``.

The demo city is put 1, 2, 4 and 8 times into the same tables, each time beside itself, and every time the districts of
the first are graded, added up and their points placed, one after the other, as a worker of Dask does it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, Final

import click
import numpy as np
import pandas as pd
from rich.console import Console
from sqlalchemy import Engine, text

from bench.city import LAST_DAY
from bench.comparison import FIXED_TASK, milliseconds
from mapper.operations.database import Session, opened, opened_cluster
from mapper.operations.grading import compute
from mapper.operations.partition.grades import grade_district
from mapper.operations.partition.points import PointsPart, place_part
from mapper.operations.partition.tallies import tally_district
from mapper.settings import Settings
from mapper.spatial.districting import district_codes_at
from mapper.store import districts as district_rows
from mapper.store.engine import make_engine, make_sessions
from mapper.store.grades import GradeRun, latest_run
from mapper.store.parts import DistrictPart, network_by_district, reading_sessions
from web.cli.demo import load_demo

SCALE: Final = Path(__file__).resolve().parent / "out" / "scale.json"
DOUBLINGS: Final = {2: (1, 0), 4: (0, 1), 8: (2, 0)}
"""By how many shifts to the east and to the north the city is doubled to become so many."""
SHIFT_M: Final = 25_000.0
TABLES: Final = (
    *("district", "alley", "segment", "survey", "issue", "placement", "issue_event", "issue_state", "complaint"),
    "grade",
)
_SHARED: Final = {"run_id", "import_id", "review_id"}
_UNIQUE: Final = {"code", "key", "fingerprint", "source_id", "source_key"}
_POINTS: Final = """
    SELECT ST_X(point) AS x, ST_Y(point) AS y, accuracy_m, road_name
    FROM issue WHERE point IS NOT NULL AND source_key NOT LIKE '%.copy%'
"""

Job = Callable[[Session], object]


@click.command()
@click.option("--segments", default=10_000, show_default=True, help="Of the city that is put there several times.")
@click.option("--most", default="8", show_default=True, type=click.Choice(["1", "2", "4", "8"]), help="How often.")
@click.option("--runs", default=5, show_default=True, type=click.IntRange(min=3), help="Of each district and job.")
def main(segments: int, most: str, runs: int) -> None:
    """Measure the cost of a district in growing tables."""
    console = Console(highlight=False)
    with TemporaryDirectory(prefix="golmok-scale-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL never runs as root, and its account has to get in
        settings = Settings(database_url=None, data_dir=Path(folder))
        with opened_cluster(settings, print) as attachment, opened(settings, print) as database:
            load_demo(database, segments=segments, as_of=LAST_DAY)
            with _engine(attachment.url("owner")) as owner:
                sizes = []
                for copies in (1, *(number for number in DOUBLINGS if number <= int(most))):
                    _grow(owner, copies)
                    sizes.append(_measure(owner, copies, runs))
                    SCALE.parent.mkdir(exist_ok=True)
                    SCALE.write_text(json.dumps(sizes, indent=1) + "\n", "utf-8")
                    console.print(_line(sizes[-1], sizes[0]), markup=False)


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    yield engine
    engine.dispose()


def _grow(engine: Engine, copies: int) -> None:
    """Double what is stored, beside itself, and let the server settle."""
    if copies in DOUBLINGS:
        with engine.begin() as connection:
            # every row refers to one that was copied along with it, so there is nothing to be checked
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in TABLES:
                connection.execute(text(_doubling(table, _columns(engine, table), copies)))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
        connection.execute(text("CHECKPOINT"))


def _columns(engine: Engine, table: str) -> dict[str, str]:
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT column_name, udt_name FROM information_schema.columns"
                " WHERE table_name = :table AND table_schema = 'public' AND is_generated = 'NEVER'"
            ),
            {"table": table},
        )
        return {name: kind for name, kind in found}  # noqa: C416 - dict() does not take rows by their type


def _doubling(table: str, columns: dict[str, str], copies: int) -> str:
    east, north = (SHIFT_M * times for times in DOUBLINGS[copies])

    def written(name: str, kind: str) -> str:
        if kind == "uuid" and name not in _SHARED:
            return f"CAST(md5(CAST({name} AS text) || '{copies}') AS uuid)"
        if kind == "geometry":
            return f"ST_Translate({name}, {east}, {north})"
        return f"{name} || '.copy{copies}'" if name in _UNIQUE else name

    values = ", ".join(written(name, kind) for name, kind in columns.items())
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table}"


def _measure(engine: Engine, copies: int, runs: int) -> dict[str, Any]:
    """Time the jobs of every district of the first city in turns, and see what was read from end to end."""
    with make_sessions(engine)() as session:
        run = latest_run(session)
        if run is None:
            message = "The demo city was loaded without a grade run, so that there is nothing to grade."
            raise click.ClickException(message)
        sizes = {table: _size(session, table) for table in TABLES}
        listing = milliseconds(lambda: network_by_district(session, known=run.known_at))
        everything = network_by_district(session, known=run.known_at)
        districts = [part for part in everything if part.code is not None and ".copy" not in part.code]
        jobs = _jobs(session, run, districts)
    engine.dispose()
    before, blocks = _read_through(engine), _blocks(engine)
    timed = _timed(engine, jobs, runs)
    after, blocks = _read_through(engine), _blocks(engine) - blocks
    with make_sessions(engine)() as session:
        whole = [milliseconds(lambda: compute(session, run)) for _ in range(3)]
        nbytes = sum(column.nbytes for column in compute(session, run).columns.values())
    return {
        "copies": copies,
        "segments": sizes["segment"]["rows"],
        "graded": sum(len(part.segments) for part in everything),
        "districts": [len(part.segments) for part in districts],
        "tables": sizes,
        "listing_ms": listing,
        "blocks_per_district": blocks / len(districts) / (runs + 1),
        "read_through": {table: after[table] - before[table] for table in after if after[table] != before[table]},
        "whole_ms": whole,
        "grades_bytes": nbytes,
        **timed,
    }


def _jobs(session: Session, run: GradeRun, districts: list[DistrictPart]) -> dict[str, list[Job]]:
    points = pd.DataFrame(session.execute(text(_POINTS)).mappings().all())
    points = points.astype({"x": float, "y": float, "accuracy_m": float, "road_name": "string"})
    codes = district_codes_at(points["x"].to_numpy(), points["y"].to_numpy(), district_rows.frame(session))
    there = [np.flatnonzero(codes == part.code) for part in districts]
    placing = [PointsPart(rows, points.iloc[rows]) for rows in there]
    return {
        "grade": [partial(grade_district, run, district=part) for part in districts],
        "tally": [partial(tally_district, run, district=part) for part in districts],
        "place": [partial(place_part, part=part) for part in placing],
    }


def _timed(engine: Engine, jobs: dict[str, list[Job]], runs: int) -> dict[str, Any]:
    """Return the least milliseconds and processor time of each district by job; the first round warms up."""
    costs: dict[str, list[list[float]]] = {name: [] for name in jobs}
    busy: dict[str, list[list[float]]] = {name: [] for name in jobs}
    noise = []
    sessions = reading_sessions(engine.url.render_as_string(hide_password=False))
    with sessions() as session:
        for _ in range(runs + 1):
            noise.append(milliseconds(lambda: np.sort(FIXED_TASK)))
            for name, ways in jobs.items():
                both = [_both(partial(way, session)) for way in ways]
                costs[name].append([wall for wall, _ in both])
                busy[name].append([cpu for _, cpu in both])
    sessions.kw["bind"].dispose()  # what a connection read is told to the statistics when it ends
    return {
        "fixed_task_ms": noise[1:],
        **{f"{name}_ms": np.min(rounds[1:], axis=0).tolist() for name, rounds in costs.items()},
        **{f"{name}_cpu_ms": np.min(rounds[1:], axis=0).tolist() for name, rounds in busy.items()},
        **{f"{name}_rounds_ms": [sum(one) for one in rounds[1:]] for name, rounds in costs.items()},
    }


def _both(job: Callable[[], object]) -> tuple[float, float]:
    """Return how long a job took, and how long this process was busy with it [ms]."""
    start, busy = perf_counter(), process_time()
    job()
    return (perf_counter() - start) * 1000, (process_time() - busy) * 1000


def _blocks(engine: Engine) -> int:
    """Return how many blocks of the database have been read, from memory or disk: the same however busy the machine."""
    with engine.connect() as connection:
        asked = "SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()"
        found: int = connection.execute(text(asked)).scalar_one()
        return found


def _size(session: Session, table: str) -> dict[str, float]:
    rows, heap, whole = session.execute(
        text(f"SELECT count(*), pg_table_size('{table}'), pg_total_relation_size('{table}') FROM {table}")
    ).one()
    return {"rows": rows, "heap_bytes_per_row": heap / max(rows, 1), "bytes_per_row": whole / max(rows, 1)}


def _read_through(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT relname, seq_tup_read FROM pg_stat_user_tables"))
        return {name: rows or 0 for name, rows in found}


def _line(size: dict[str, Any], first: dict[str, Any]) -> str:
    def told(job: str) -> str:
        now, then = (median(one[f"{job}_ms"]) for one in (size, first))
        least, most = min(size[f"{job}_ms"]), max(size[f"{job}_ms"])
        return f"{job} {now:.1f} ms ({least:.1f}–{most:.1f}, {now / then:.2f}×)"

    jobs = ", ".join(told(job) for job in ("grade", "tally", "place"))
    return (
        f"{size['copies']}×, {size['segments']:,.0f} segments: {jobs}; {size['blocks_per_district']:,.0f} blocks a district;"
        f" rows read through: {size['read_through'] or 'none'}"
    )


if __name__ == "__main__":
    main()
