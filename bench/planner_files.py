"""``plan-sheet`` and ``plan-workbook``: the whole city on a sheet of paper, and as a workbook with its code book.

Both as `/plan/out` answers a planner, the last byte included. A workbook must not take more memory for more rows: what it
takes for all is held against what it takes for one grade, before anything is timed.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import uuid4

import openpyxl
import pandas as pd
import pypdfium2
from python_calamine import CalamineWorkbook

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from mapper.domain.access import Scope
from mapper.domain.paper import Sheet
from mapper.domain.reader import Reader, Role
from mapper.operations.people import keys, users
from web.clock import now

SHEET: Final = Sheet("a3", "landscape")
MOST_MS: Final = 30_000.0
"""How long a sheet may take: web servers wait 60 s for an answer if they are not told otherwise, and a second one that is
asked for meanwhile is printed afterwards."""

MOST_GROWTH: Final = 64 * 2**20
"""How much more memory all rows may take than a few of them [bytes]: which they are is known beforehand, 36 letters each."""

FEW: Final = "E"
_ROWS: Final = "구간"
_SHEETS: Final = [_ROWS, "코드북", "고른 조건"]
_GRADE: Final = "종합 등급"
_OPERATOR: Final = Reader(None, "bench", Role.ADMIN, None, "bench")
_MM_A_POINT: Final = 25.4 / 72


class Desk:
    """A planner who takes files away."""

    def __init__(self, city: City) -> None:
        self.city, self.browser = city, city.app.test_client()
        with city.sessions.begin() as session:
            user = users.add_user(
                session, f"bench-{uuid4().hex[:8]}", Role.PLANNER, (), every=True, by=_OPERATOR, now=now()
            )
            scopes = (Scope.READ, Scope.EXPORT)
            token, _ = keys.add_token(session, user, label="", scopes=scopes, by=_OPERATOR, now=now())
        self.headers = {"Authorization": f"Bearer {token}"}

    def take(self, path: Path, **asked: str) -> None:
        """Take a file out, piece by piece, as a browser would that saves it."""
        answer = self.browser.get(f"/plan/out/{path.name}", query_string=asked, headers=self.headers)
        if answer.status_code != 200:
            raise Unequal(f"{path.name} was refused: {answer.text[:300]}")
        with path.open("wb") as file:
            file.writelines(answer.iter_encoded())
        answer.close()


@contextmanager
def _sheet(city: City) -> Iterator[Sides]:
    desk = Desk(city)
    with TemporaryDirectory(prefix="golmok-bench-") as folder:
        path = Path(folder, "map.pdf")
        take = partial(desk.take, path, size=SHEET.size, turn=SHEET.turn, layers="districts,roads,segments,issues")
        yield Sides(
            ours=lambda: milliseconds(take),
            peer=lambda: MOST_MS,
            check=lambda: _see_sheet(city, take, path),
        )


def _see_sheet(city: City, take: partial[None], path: Path) -> None:
    """See that every segment is counted in the legend of one sheet, which has its true size."""
    take()
    with pypdfium2.PdfDocument(path) as document:
        size = [side * _MM_A_POINT for side in document[0].get_size()]
        said, pages = document[0].get_textpage().get_text_bounded(), len(document)
    whole = f"{len(city.graded):,}"
    is_true = all(abs(side - wanted) < 0.1 for side, wanted in zip(size, SHEET.paper, strict=True))
    if pages != 1 or not is_true or whole not in said:
        raise Unequal(f"{pages} sheets of {size} mm; says {whole} segments: {whole in said}")


@contextmanager
def _workbook(city: City) -> Iterator[Sides]:
    desk = Desk(city)
    with TemporaryDirectory(prefix="golmok-bench-") as folder:
        mine, theirs = Path(folder, "segments.xlsx"), Path(folder, "theirs.xlsx")
        frame = _frame(desk, mine)
        yield Sides(
            ours=lambda: milliseconds(lambda: desk.take(mine)),
            peer=lambda: milliseconds(lambda: _to_excel(frame, theirs)),
            check=lambda: _see_workbook(desk, frame, mine, theirs),
        )


def _frame(desk: Desk, mine: Path) -> pd.DataFrame:
    """Return what ours writes as a frame in memory, which is what the peer begins with."""
    desk.take(mine)
    header, *rows = _cells(mine, _ROWS)
    return pd.DataFrame(rows, columns=header)


def _to_excel(frame: pd.DataFrame, path: Path) -> None:
    frame.to_excel(path, sheet_name=_ROWS, index=False, engine="openpyxl", freeze_panes=(1, 0))


def _cells(path: Path, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()


def _see_workbook(desk: Desk, frame: pd.DataFrame, mine: Path, theirs: Path) -> None:
    """See that both hold the same cells and every segment, that ours explains its columns, and takes no more memory for more."""
    peak_few, peak_all = (_peak(partial(desk.take, mine, **asked)) for asked in ({"overall": FEW}, {}))
    print(f"plan-workbook: at most {peak_all / 2**20:.0f} MiB for all rows, {peak_few / 2**20:.0f} MiB for grade {FEW}")
    if peak_all - peak_few > MOST_GROWTH:
        raise Unequal(f"all rows take {(peak_all - peak_few) / 2**20:.0f} MiB more than those of grade {FEW}")
    _to_excel(frame, theirs)
    if _cells(mine, _ROWS) != _cells(theirs, _ROWS):
        raise Unequal("the cells of both workbooks are not the same")
    graded = desk.city.graded
    counted, there = (frame[_GRADE] == FEW).sum(), (graded["overall"] == FEW).sum()
    if len(frame) != len(graded) or counted != there:
        raise Unequal(f"{len(frame)} rows, {counted} of grade {FEW}; the database has {len(graded)}, {there}")
    sheets = CalamineWorkbook.from_path(mine).sheet_names
    explained = {row[0] for row in _cells(mine, _SHEETS[1])}
    if sheets != _SHEETS or not explained >= set(frame.columns):
        raise Unequal(f"the workbook has {sheets}, and its code book lacks {set(frame.columns) - explained}")


def _peak(job: partial[None]) -> int:
    """Return how much Python held at most for a job, beside what it held before [bytes]."""
    tracemalloc.start()
    try:
        job()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


COMPARISONS: Final = (
    Comparison(
        name="plan-sheet",
        unit="ms",
        peer=f"how long it may take: {MOST_MS:,.0f} ms",
        equal=(
            "the whole city as PDF on A3 with its districts, roads, graded segments and issues, legend, scale and sources; "
            "checked: one sheet of its true size, whose legend counts every segment"
        ),
        unequal="a limit is no contender: it says how much of it is left; the bar is for 100,000 segments",
        sides=_sheet,
        bar=1.0,
    ),
    Comparison(
        name="plan-workbook",
        unit="ms",
        peer=f"pandas {pd.__version__} to_excel (openpyxl {openpyxl.__version__})",
        equal=(
            "every graded segment with all columns that a planner may take out, written to a file of the same folder; both are "
            f"read back and compared cell by cell; checked: all rows take at most {MOST_GROWTH >> 20} MiB more memory than those of "
            f"grade {FEW}"
        ),
        unequal=(
            "ours reads the rows from the database, notes who took them, and adds a code book and how they were chosen; the peer "
            "begins with a frame that is in memory already, and holds the whole workbook there"
        ),
        sides=_workbook,
        bar=1.0,
    ),
)
