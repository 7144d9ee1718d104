"""``python -m bench.province_addresses``: an official file of a whole 시도 beside a small one; writes ``out/addresses.json``.

Files are made by recipe in the layout of 위치정보요약DB. Each is imported by a process of its own into a database of its own, as
`golmok import run addresses` does it; then ten thousand of its addresses are looked up at once, in three ways of writing.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import uuid
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

import click
import numpy as np
from rich.console import Console
from sqlalchemy import text

from bench.addresses import FORMS, LOOK_UPS, SYLLABLES
from bench.comparison import milliseconds
from mapper.domain.reader import Reader, Role
from mapper.operations.addresses import find_many
from mapper.operations.database import Session, opened, opened_cluster
from mapper.operations.imports.options import FileOptions
from mapper.operations.imports.taking_in import import_file
from mapper.settings import Settings

OUT: Final = Path(__file__).resolve().parent / "out" / "addresses.json"
NUMBERS: Final = 40
"""On each road."""
LEAST_A_SECOND: Final = 10_000
"""Look-ups at once that are asked for."""
CITIES: Final = {
    "41150": "의정부시", "41210": "광명시", "41220": "평택시", "41250": "동두천시", "41310": "구리시", "41360": "남양주시",
    "41370": "오산시", "41390": "시흥시", "41410": "군포시", "41430": "의왕시", "41450": "하남시", "41480": "파주시",
    "41500": "이천시", "41550": "안성시", "41570": "김포시", "41610": "광주시", "41630": "양주시", "41650": "포천시",
    "41670": "여주시", "41800": "연천군", "41820": "가평군", "41830": "양평군",
}  # fmt: skip
"""Of 경기도."""
TABLES: Final = ("address", "road_name", "legal_area", "lot")


@click.command()
@click.option("--rows", default=1_200_000, show_default=True, help="Addresses of the large file.")
@click.option("--small", default=60_000, show_default=True, help="Addresses of the small file.")
@click.option("--runs", default=5, show_default=True, type=click.IntRange(min=3), help="Of the look-ups.")
def main(rows: int, small: int, runs: int) -> None:
    """Measure what a row of a large file costs beside one of a small file."""
    console = Console(highlight=False)
    measured = [_measure(size, runs) for size in (small, rows)]
    few, many = measured
    ratios = {
        "rows_a_second": many["rows_a_second"] / few["rows_a_second"],
        "memory": many["peak_mb"] / few["peak_mb"],
        "memory_a_row": many["bytes_of_memory_a_row"] / few["bytes_of_memory_a_row"],
        "bytes_a_row": many["bytes_a_row"] / few["bytes_a_row"],
        "look_ups_a_second": many["look_ups_a_second"] / few["look_ups_a_second"],
    }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps({"measured": measured, "ratios": ratios}, indent=1, ensure_ascii=False) + "\n", "utf-8")
    for one in measured:
        console.print(_line(one), markup=False, soft_wrap=True)
    console.print("large beside small: " + ", ".join(f"{name} {value:.2f}×" for name, value in ratios.items()))
    if min(one["look_ups_a_second"] for one in measured) < LEAST_A_SECOND:
        message = f"Fewer than {LEAST_A_SECOND:,} addresses are found in a second; see {OUT}."
        raise click.ClickException(message)


def _measure(rows: int, runs: int) -> dict[str, Any]:
    with TemporaryDirectory(prefix="golmok-addresses-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL never runs as root, and its account has to get in
        path = Path(folder) / "entrc_gyunggi_202601.txt"
        with path.open("wb") as file:
            file.writelines(f"{line}\r\n".encode("cp949") for line in made_lines(rows))
        settings = Settings(database_url=None, data_dir=Path(folder) / "data")
        with opened_cluster(settings, print), opened(settings, print) as database:
            with multiprocessing.get_context("spawn").Pool(1) as one:
                loaded = one.apply(load, (str(settings.data_dir), str(path)))
            with database.sessions() as session:
                found = _look_ups(session, rows, runs)
                size = sum(_bytes(session, table) for table in TABLES)
        return {
            "rows": rows,
            "file_mb": path.stat().st_size / 1e6,
            **loaded,
            "rows_a_second": rows / loaded["seconds"],
            "bytes_of_memory_a_row": (loaded["peak_mb"] - loaded["idle_mb"]) * 1e6 / rows,
            "bytes_a_row": size / rows,
            **found,
        }


def load(data_dir: str, path: str) -> dict[str, Any]:
    """Import a file, and say how long each step took and how much memory this process held at most."""
    settings = Settings(database_url=None, data_dir=Path(data_dir))
    by = Reader(None, "bench", Role.ADMIN, None, "bench")
    told: list[tuple[str, float]] = []

    def progress(step: str, _done: int, _total: int) -> None:
        if not told or told[-1][0] != step:
            told.append((step, perf_counter()))

    with opened(settings, print) as database, database.sessions() as session:
        idle, begun = _peak_mb(), perf_counter()
        report = import_file(
            session,
            "addresses",
            Path(path),
            FileOptions(),
            by=by,
            today=dt.date(2026, 3, 31),
            new_id=uuid.uuid4,
            progress=progress,
        )
        session.commit()
        ended = perf_counter()
    ends = [at for _, at in told[1:]] + [ended]
    steps = {step: end - at for (step, at), end in zip(told, ends, strict=True)}
    taken = {"seconds": ended - begun, "idle_mb": idle, "peak_mb": _peak_mb(), "steps": steps}
    return taken | {"stored": report.effects["addresses"]}


def made_lines(rows: int) -> Iterator[str]:
    """Make the lines of 위치정보요약DB: every second number on roads of all cities, where the rule puts it."""
    codes, size = list(CITIES), len(SYLLABLES)
    for at in range(rows):
        road, number = divmod(at, NUMBERS)
        city = codes[road % len(codes)]
        name, main = _road(road), 2 * number + 1
        x, y = _place(road, main)
        yield (
            f"{city}|{at + 1}|{city}10100|경기도|{CITIES[city]}|가상동|{city}{road:07d}|{name}|0|{main}|0|"
            f"{SYLLABLES[at % size]}빌라|{11_600 + road % 400:05d}|주택|0|가상{road % 9 + 1}동|{x:.6f}|{y:.6f}"
        )


def _road(road: int) -> str:
    size = len(SYLLABLES)
    return f"{SYLLABLES[road // size % size]}{SYLLABLES[road % size]}상로{road // (size * size) + 1}번길"


def _place(road: int, main: int) -> tuple[float, float]:
    return 920_000.0 + road % 800 * 100 + 10 * main, 1_900_000.0 + road // 800 * 100.0


def _look_ups(session: Session, rows: int, runs: int) -> dict[str, Any]:
    chosen = np.random.default_rng(0).choice(rows, min(LOOK_UPS, rows), replace=False).tolist()
    codes, asked, places = list(CITIES), [], []
    for at, row in enumerate(chosen):
        road, number = divmod(row, NUMBERS)
        words = FORMS[at % len(FORMS)].replace("의정부시", CITIES[codes[road % len(codes)]])
        asked.append(words.format(road=_road(road), number=2 * number + 1))
        places.append(_place(road, 2 * number + 1))
    found = [one.located.known and (one.located.known.x, one.located.known.y) for one in find_many(session, asked)]
    if found != places:
        wrong = next(words for words, one, place in zip(asked, found, places, strict=True) if one != place)
        raise click.ClickException(f"{wrong} is not found where it is.")
    took = median(milliseconds(lambda: find_many(session, asked)) for _ in range(runs))
    return {"look_ups": len(asked), "look_ups_a_second": len(asked) / took * 1000}


def _bytes(session: Session, table: str) -> int:
    return int(session.execute(text(f"SELECT pg_total_relation_size('{table}')")).scalar_one())


def _peak_mb() -> float:
    """Return the most memory that this program has held; what the one that started it held is not in it."""
    told = Path("/proc/self/status").read_text("ascii")
    return int(told.split("VmHWM:")[1].split()[0]) / 1e3


def _line(one: dict[str, Any]) -> str:
    steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in one["steps"].items())
    return (
        f"{one['rows']:,} rows, {one['file_mb']:,.0f} MB: {one['seconds']:,.0f} s, {one['rows_a_second']:,.0f} rows a second"
        f" ({steps}); {one['peak_mb']:,.0f} MB of memory at most ({one['idle_mb']:,.0f} MB before);"
        f" {one['bytes_a_row']:,.0f} bytes a row on disk; {one['look_ups_a_second']:,.0f} look-ups a second"
    )


if __name__ == "__main__":
    main()
