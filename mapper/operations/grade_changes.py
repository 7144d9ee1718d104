"""What changed between two official runs: how many, from which grade to which, where, and a page of the rows with the why."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grade_change import ABSENT, KINDS, LETTERS, GradeChange, line_changes
from mapper.operations.grade_past import Pair
from mapper.store import run_columns
from mapper.store.engine import Session
from mapper.store.issues import on_cards
from mapper.store.run_columns import SCORED, RunColumns

AXES: Final = SCORED

_SCOPES: Final = {"overall": "overall", "residential": "R", "walking": "W"}


@dataclass(frozen=True)
class Wanted:
    """Which changes somebody looks at; what is empty narrows nothing.

    Attributes
    ----------
    axis : str
        One of `AXES`.
    kinds : collection of str
        Of `KINDS`.
    before, after : collection of str
        Letters, or ``ungraded``.
    districts : collection of str
        Codes.
    followed : bool
        Only what is compared with a segment that lay there before it was cut anew.
    """

    axis: str = "overall"
    kinds: Collection[str] = ()
    before: Collection[str] = ()
    after: Collection[str] = ()
    districts: Collection[str] = ()
    followed: bool = False


@dataclass(frozen=True)
class Changed:
    """The changes of one axis, and which of them are wanted.

    Attributes
    ----------
    pair : Pair
        The runs.
    change : GradeChange
        Row by row.
    within : ndarray of bool, shape (n,)
        Rows in the wanted districts: those that are counted.
    wanted : ndarray of bool, shape (n,)
        Rows that are wanted in every way.
    """

    pair: Pair
    change: GradeChange
    within: NDArray[np.bool_]
    wanted: NDArray[np.bool_]


def changes(pair: Pair, wanted: Wanted) -> Changed:
    """Compare two runs.

    Parameters
    ----------
    pair : Pair
        The runs.
    wanted : Wanted
        Of which axis, and which rows.

    Returns
    -------
    Changed
        Row by row.
    """
    change = pair.change(wanted.axis)
    within = _among(pair.land.district[pair.on_ground], [code for code, _ in pair.land.districts], wanted.districts)
    narrowed = within & _among(change.kind, KINDS, wanted.kinds)
    narrowed &= _among(change.before, LETTERS, wanted.before) & _among(change.after, LETTERS, wanted.after)
    if wanted.followed:
        narrowed &= pair.is_followed
    return Changed(pair, change, within, narrowed)


def _among(codes: NDArray[np.integer], options: Collection[str], wanted: Collection[str]) -> NDArray[np.bool_]:
    if not wanted:
        return np.ones(len(codes), dtype=np.bool_)
    return np.asarray(np.array([*(option in wanted for option in options), False])[codes])


def counts(changed: Changed) -> dict[str, Any]:
    """Count what changed.

    Parameters
    ----------
    changed : Changed
        From `changes`.

    Returns
    -------
    dict
        In the wanted districts ``kinds`` (by `KINDS`), ``matrix`` (by `LETTERS` before and after) and ``followed``, how
        many are compared with a segment that lay there before; ``districts``, all of them, with a count a kind; ``total``,
        the rows that are wanted in every way.
    """
    change, pair = changed.change, changed.pair
    return {
        "total": int(changed.wanted.sum()),
        "kinds": dict(zip(KINDS, _by(change.kind[changed.within], len(KINDS)), strict=True)),
        "matrix": change.matrix(changed.within).tolist(),
        "followed": int((pair.is_followed & changed.within).sum()),
        "districts": _districts(changed),
    }


def _by(codes: NDArray[np.integer], size: int) -> list[int]:
    found: list[int] = np.bincount(codes, minlength=size).tolist()
    return found


def _districts(changed: Changed) -> list[dict[str, Any]]:
    land = changed.pair.land
    at = land.district[changed.pair.on_ground]
    cells = (at + 1) * len(KINDS) + changed.change.kind  # the first ones are of no district
    table = np.bincount(cells, minlength=(len(land.districts) + 1) * len(KINDS)).reshape(-1, len(KINDS)).tolist()
    named = zip([(None, None), *land.districts], table, strict=True)
    return [
        {"code": code, "name": name, "kinds": dict(zip(KINDS, row, strict=True))}
        for (code, name), row in named
        if any(row)
    ]


def bits(changed: Changed) -> str:
    """Say of every segment of now whether what it belongs to is wanted.

    Parameters
    ----------
    changed : Changed
        From `changes`.

    Returns
    -------
    str
        Base64 of a bit for each, by position; of each byte the lowest bit comes first.
    """
    there = np.append(changed.wanted, False)[changed.pair.today]
    return b64encode(np.packbits(there, bitorder="little").tobytes()).decode()


def kind_column(changed: Changed) -> str:
    """Say of every segment of now what became of it.

    Parameters
    ----------
    changed : Changed
        From `changes`.

    Returns
    -------
    str
        Base64 of a byte for each, by position: its place in `KINDS`, 255 for none.
    """
    there = np.append(changed.change.kind, ABSENT)[changed.pair.today]
    return b64encode(there.astype(np.uint8).tobytes()).decode()


_Sort = Callable[[Changed], NDArray[Any]]
SORTS: Final[dict[str, _Sort]] = {
    "difference": lambda changed: changed.change.difference,
    "before": lambda changed: changed.change.before,
    "after": lambda changed: changed.change.after,
    "name": lambda changed: changed.pair.land.alley[changed.pair.on_ground],
    "district": lambda changed: changed.pair.land.district[changed.pair.on_ground],
    "length_m": lambda changed: changed.pair.land.ground.length_m[changed.pair.on_ground],
}
"""Sort key to what it sorts by."""


def in_order(changed: Changed, *, sort: str, descending: bool) -> NDArray[np.int64]:
    """Put the wanted rows into order.

    Parameters
    ----------
    changed : Changed
        From `changes`.
    sort : str
        Key of `SORTS`; what has no value comes last, ties as the segments lie in the list.
    descending : bool
        Direction of the order.

    Returns
    -------
    ndarray of int64, shape (k,)
        Rows.
    """
    found = np.flatnonzero(changed.wanted)
    value = SORTS[sort](changed)[found].astype(np.float64)
    missing = ~changed.change.has_difference[found] if sort == "difference" else value == ABSENT
    return found[np.lexsort([-value if descending else value, missing])]


def told(session: Session, changed: Changed, rows: NDArray[np.int64], *, axis: str) -> list[dict[str, Any]]:
    """Tell what became of some segments, and why.

    Parameters
    ----------
    session : Session
        Only read.
    changed : Changed
        From `changes`.
    rows : ndarray of int64, shape (k,)
        Which.
    axis : str
        Of which grade.

    Returns
    -------
    list of dict
        ``id``, ``forebear`` (what it is compared with, where that is another segment), ``at`` (position on the map, None
        for what is not there any more), ``name``, ``district``, ``length_m``, ``bounds``, ``kind``, ``before`` and
        ``after`` (``grade``, ``score``; None where it was not graded at all), ``difference``, ``lines``: what differs.
    """
    pair = changed.pair
    lines = [_lines(session, run, at[rows], axis) for run, at in _sides(pair)]
    subjects = _categories(session, lines, pair)
    boxes = run_columns.bounds_of(session, _uuids(pair.ids[rows]))
    where = pair.land.ground.follow(pair.ids[rows], pair.land.ground.today)
    found = zip(rows.tolist(), where.tolist(), *lines, strict=True)
    return [
        _row(changed, row, axis, boxes) | {"at": None if at < 0 else at, "lines": _why(before, after, subjects)}
        for row, at, before, after in found
    ]


def _sides(pair: Pair) -> tuple[tuple[RunColumns, NDArray[np.int64]], ...]:
    return (pair.before, pair.at_before), (pair.after, pair.at_after)


def _uuids(ids: NDArray[np.bytes_]) -> list[UUID]:
    return [UUID(bytes=bytes(one)) for one in np.ascontiguousarray(ids).view("V16")]


def _lines(session: Session, run: RunColumns, at: NDArray[np.int64], axis: str) -> list[dict[str, int]]:
    """Read the lines of each row in a run; none of a row that is not in it."""
    ids = _uuids(run.ids[at])
    found = run_columns.lines_of(
        session, run.run.id, _SCOPES[axis], [one for one, n in zip(ids, at, strict=True) if n >= 0]
    )
    return [found[one] if n >= 0 else {} for one, n in zip(ids, at.tolist(), strict=True)]


def _categories(session: Session, sides: list[list[dict[str, int]]], pair: Pair) -> dict[str, str]:
    """Find of which category each issue is, as it was known to the later run."""
    keys = {key for lines in sides for one in lines for key in one}
    ids = sorted(key.removeprefix("issue:") for key in keys if key.startswith("issue:"))
    known = max(pair.before.run.known_at, pair.after.run.known_at)
    return {one: issue.category for one, issue in on_cards(session, ids, known_at=known).items()}


def _why(before: Mapping[str, int], after: Mapping[str, int], category_of: Mapping[str, str]) -> list[dict[str, Any]]:
    """Say which lines differ; of a segment that was graded only once there is nothing to differ from."""
    if not before or not after:
        return []
    return [
        {
            "key": line.subject,
            "before": line.before / 100,
            "after": line.after / 100,
            "difference": line.difference / 100,
            "issues": list(line.counts) if line.subject.startswith("issue:") else None,
        }
        for line in line_changes(before, after, category_of)
    ]


def _row(changed: Changed, row: int, axis: str, boxes: Mapping[UUID, list[float]]) -> dict[str, Any]:
    pair, change = changed.pair, changed.change
    (segment,) = _uuids(pair.ids[row : row + 1])
    land, ground = pair.land, int(pair.on_ground[row])
    district = int(land.district[ground])
    before, after = (_grade(run, int(at[row]), axis) for run, at in _sides(pair))
    return {
        "id": str(segment),
        "forebear": _forebear(pair, row),
        "name": land.alleys[land.alley[ground]] or None,
        "district": None if district < 0 else land.districts[district][1],
        "length_m": round(float(land.ground.length_m[ground]), 1),
        "bounds": boxes[segment],
        "kind": KINDS[change.kind[row]],
        "before": before,
        "after": after,
        "difference": int(change.difference[row]) / 100 if change.has_difference[row] else None,
    }


def _forebear(pair: Pair, row: int) -> str | None:
    at = int(pair.at_before[row])
    if at < 0 or pair.at_after[row] < 0 or pair.before.ids[at] == pair.ids[row]:
        return None
    return str(_uuids(pair.before.ids[at : at + 1])[0])


def _grade(run: RunColumns, at: int, axis: str) -> dict[str, Any] | None:
    if at < 0:
        return None
    score = int(run.scores[axis][at])
    grade = LETTERS[run.codes[axis][at]]
    return {"grade": None if grade == "ungraded" else grade, "score": None if score < 0 else score / 100}
