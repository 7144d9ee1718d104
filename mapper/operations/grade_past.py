"""Every official run as it was stored, and any two of them side by side; read once and kept for whoever asks next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grade_change import ABSENT, Codes, GradeChange, compare
from mapper.errors import NoRunThen, NotFound
from mapper.operations.database import take_time
from mapper.operations.last_few import LastFew
from mapper.store import boards, run_columns
from mapper.store.columns import positions
from mapper.store.engine import Session
from mapper.store.graded_map import AXES, network_version
from mapper.store.grades import GradeRun, find_run, official_runs
from mapper.store.run_columns import Ground, RunColumns

NOWHERE: Final = 255
"""Byte of a segment that was not there, nor what it was cut from."""

__all__ = ["NOWHERE", "GradePast", "Land", "Pair", "official_runs", "run_as_of", "side_by_side"]

_RUNS_KEPT: Final = 12
_PAIRS_KEPT: Final = 4


@dataclass(frozen=True)
class Land:
    """The ground with its names.

    Attributes
    ----------
    network : str
        Version of the network; positions of segments are of that one alone.
    ground : Ground
        Every segment that was ever to be graded.
    district, alley : ndarray of int64, shape (n,)
        Of each its place in ``districts`` and ``alleys``, which sort as the names do; -1 for none.
    districts : list of tuple of str
        Code and name; one of several editions once.
    alleys : list of str
        Names; empty for none.
    """

    network: str
    ground: Ground
    district: NDArray[np.int64]
    alley: NDArray[np.int64]
    districts: list[tuple[str, str]]
    alleys: list[str]


@dataclass(frozen=True)
class Pair:
    """Two runs side by side: every segment of the later one, then those of the earlier one that nothing follows.

    Attributes
    ----------
    land : Land
        Where they lie.
    before, after : RunColumns
        The runs.
    ids : ndarray of bytes, shape (n,)
        Segments.
    at_before, at_after : ndarray of int64, shape (n,)
        Position in either run; -1 where it is not in it.
    on_ground : ndarray of int64, shape (n,)
        Position on the ground.
    today : ndarray of int64, shape (t,)
        Of every segment of now the row that it belongs to; -1 for none.
    """

    land: Land
    before: RunColumns
    after: RunColumns
    ids: NDArray[np.bytes_]
    at_before: NDArray[np.int64]
    at_after: NDArray[np.int64]
    on_ground: NDArray[np.int64]
    today: NDArray[np.int64]

    @property
    def is_followed(self) -> NDArray[np.bool_]:
        """Which segments are compared with one that lay there before them, shape (n,)."""
        both = (self.at_before >= 0) & (self.at_after >= 0)
        return np.asarray(both & (self.before.ids[self.at_before] != self.ids))

    def change(self, axis: str) -> GradeChange:
        """Compare the grades of an axis.

        Parameters
        ----------
        axis : str
            One of `mapper.store.run_columns.SCORED`.

        Returns
        -------
        GradeChange
            Row by row.
        """
        codes = [_of(run.codes[axis], at) for run, at in self._sides()]
        first, second = (_of(run.scores[axis], at) for run, at in self._sides())
        return compare(*codes, scores=(first, second))

    def _sides(self) -> tuple[tuple[RunColumns, NDArray[np.int64]], ...]:
        return (self.before, self.at_before), (self.after, self.at_after)


def _of(values: NDArray[Any], at: NDArray[np.int64]) -> Codes:
    return np.append(values, ABSENT).astype(values.dtype)[at]


class GradePast:
    """The past that a process remembers; may be used by many threads.

    Parameters
    ----------
    sessions : callable
        Makes database sessions.
    clock : callable
        Returns this moment.
    """

    def __init__(self, sessions: Callable[[], Session], clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._clock = clock
        self._lands: LastFew[Land] = LastFew(1)
        self._runs: LastFew[RunColumns] = LastFew(_RUNS_KEPT)
        self._pairs: LastFew[Pair] = LastFew(_PAIRS_KEPT)

    def land(self) -> Land:
        """Return the ground as it is known now.

        Returns
        -------
        Land
            Read anew when districts or segments changed.
        """
        with self._sessions() as session:
            version = network_version(session)
            return self._lands.get(version, lambda: _read_land(session, version, now=self._clock()))

    def run(self, run_id: UUID) -> RunColumns:
        """Return a run.

        Parameters
        ----------
        run_id : UUID
            Of an official run.

        Returns
        -------
        RunColumns
            As it was stored.

        Raises
        ------
        NotFound
            When there is no such official run.
        """
        return self._runs.get(run_id, lambda: self._read(run_id))

    def _read(self, run_id: UUID) -> RunColumns:
        with self._sessions() as session:
            run = find_run(session, run_id)
            if run is None or not run.official:
                raise NotFound(
                    f"No official grade run has the id {run_id}; /api/v1/grades/runs lists them.", run=run_id
                )
            take_time(session)
            return run_columns.read_run(session, run)

    def pair(self, before: GradeRun, after: GradeRun) -> Pair:
        """Put two runs side by side.

        Parameters
        ----------
        before, after : GradeRun
            Official ones.

        Returns
        -------
        Pair
            Both as they were stored, on the ground of now.
        """
        land = self.land()
        key = (land.network, before.id, after.id)
        return self._pairs.get(key, lambda: side_by_side(land, self.run(before.id), self.run(after.id)))

    def column(self, run_id: UUID, network: str) -> bytes:
        """Say which grades the segments of now had in a run, themselves or what they were cut from.

        Parameters
        ----------
        run_id : UUID
            Of an official run.
        network : str
            Version of the network that positions are wanted of.

        Returns
        -------
        bytes
            For each of the axes of the map one byte each, by position: the place of its option, `NOWHERE` for none.

        Raises
        ------
        NotFound
            When there is no such run, or the network is another one by now.
        """
        land, run = self.land(), self.run(run_id)
        if network != land.network:
            message = f"The network is {land.network} by now, not {network}; ask /api/v1/grades/runs again."
            raise NotFound(message, network=land.network)
        at = land.ground.follow(land.ground.today, run.ids)
        return np.concatenate([_of(run.codes[axis], at).astype(np.uint8) for axis in AXES]).tobytes()


def run_as_of(runs: Sequence[GradeRun], day: date) -> GradeRun:
    """Return the run that was the newest on a day.

    Parameters
    ----------
    runs : sequence of GradeRun
        The earliest first.
    day : date
        Which.

    Returns
    -------
    GradeRun
        As of that day or before.

    Raises
    ------
    NoRunThen
        When the city was graded later for the first time; it names that day.
    """
    found = [run for run in runs if run.as_of <= day]
    if not found:
        first = runs[0].as_of.isoformat() if runs else None
        message = f"No official run that was known then is as of {day} or before; the first one is as of {first}."
        raise NoRunThen(message, day=day.isoformat(), first=first)
    return found[-1]


def side_by_side(land: Land, before: RunColumns, after: RunColumns) -> Pair:
    """Find what became of each segment between two runs.

    Parameters
    ----------
    land : Land
        Who took whose place.
    before, after : RunColumns
        The runs.

    Returns
    -------
    Pair
        A segment that was cut anew is compared with the longest of those that it was cut from.
    """
    ground = land.ground
    to_before = ground.follow(after.ids, before.ids)
    followed = np.isin(before.ids, ground.other[positions(after.ids, ground.one) >= 0])
    gone = np.flatnonzero((positions(after.ids, before.ids) < 0) & ~followed)
    ids = np.concatenate([after.ids, before.ids[gone]])
    return Pair(
        land=land,
        before=before,
        after=after,
        ids=ids,
        at_before=np.concatenate([to_before, gone]),
        at_after=np.concatenate([np.arange(len(after.ids)), np.full(len(gone), -1)]),
        on_ground=positions(ground.ids, ids),
        today=ground.follow(ground.today, ids),
    )


def _read_land(session: Session, network: str, *, now: datetime) -> Land:
    take_time(session)
    ground = run_columns.read_ground(session, network=now)
    districts, district = _named(boards.names(session, "district"), ground.district, lambda key, name: (key, name))
    alleys, alley = _named(boards.names(session, "alley"), ground.alley, lambda _, name: name)
    return Land(network, ground, district, alley, districts, alleys)


def _named(
    found: list[tuple[UUID, str, str]], ids: NDArray[np.bytes_], told: Callable[[str, str], Any]
) -> tuple[list[Any], NDArray[np.int64]]:
    """Return what is told of each that has another name or code, by name, and of each id its place among them."""
    words = [told(key, name) for _, key, name in found]
    place = {word: at for at, word in enumerate(dict.fromkeys(words))}
    of = np.array([place[word] for word in words] + [-1])
    return list(place), of[positions(np.array([one.bytes for one, _, _ in found], dtype="S16"), ids)]
