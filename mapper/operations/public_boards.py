"""A choice of the public map, for whoever has no account: nothing is read for it that is not on that map."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Final
from uuid import UUID

import numpy as np

from mapper.domain.board import Board, Choice, Facet, choose
from mapper.domain.grading.letters import CONFIDENCE_LEVELS, GRADES
from mapper.domain.shared_map import kept_from_public
from mapper.errors import ChoiceNotPublic, InvalidInput, PickNotPublic
from mapper.operations.board_answers import bounds_in_degrees
from mapper.operations.drawn_area import AREA, board_with_area, names_segments
from mapper.operations.maps import look, run_summary
from mapper.store import boards, public_board
from mapper.store.columns import ID, positions
from mapper.store.engine import Session
from mapper.store.graded_map import UNGRADED, network_version
from mapper.store.grades import GradeRun

AXES: Final = {
    **dict.fromkeys(public_board.SCOPES, (*GRADES, UNGRADED)),
    "confidence": (*CONFIDENCE_LEVELS, UNGRADED),
}
"""Axis of the map to its values, from best to worst, 미조사 last."""


@dataclass(frozen=True)
class PublicCity:
    """The public map as columns.

    Attributes
    ----------
    board : Board
        Its segments, and no issues.
    run : GradeRun or None
        Whose grades are shown.
    network : str
        Version of the network: positions of segments are of that one alone.
    district_names : list of str
        In the order of the options of their facet.
    """

    board: Board
    run: GradeRun | None
    network: str
    district_names: list[str]

    def with_area(self, written: str | None) -> PublicCity:
        """Return the city with a drawn area to choose by.

        Parameters
        ----------
        written : str or None
            Its corners, as addresses have them.

        Returns
        -------
        PublicCity
            The same without any.

        Raises
        ------
        PickNotPublic
            When segments are picked by name.
        InvalidInput
            As `board_with_area`.
        """
        if written is None:
            return self
        require_drawn(written)
        return PublicCity(board_with_area(self.board, written), self.run, self.network, self.district_names)


class PublicBoards:
    """What a process remembers of the public map; may be used by many threads."""

    def __init__(self) -> None:
        self._kept: tuple[tuple[UUID | None, str], PublicCity] | None = None
        self._turn = Lock()

    def newest(self, session: Session, *, now: datetime) -> PublicCity:
        """Return the public map.

        Parameters
        ----------
        session : Session
            Only read.
        now : datetime
            This moment.

        Returns
        -------
        PublicCity
            Read once for each run and network; whoever comes meanwhile waits for it.
        """
        looking = look(session, now=now)
        seen = looking.view.run, network_version(session)
        with self._turn:
            if self._kept is None or self._kept[0] != seen:
                self._kept = seen, _read(session, now=now, network=seen[1])
            return self._kept[1]


def _read(session: Session, *, now: datetime, network: str) -> PublicCity:
    looking = look(session, now=now)
    columns = public_board.read(session, looking.view)
    names = boards.names(session, "district")
    ids = np.array([one.bytes for one, _, _ in names], dtype=ID)
    district = positions(ids, columns["district_id"])
    facets = [Facet("district", [code for _, code, _ in names], district)]
    for axis, words in AXES.items():
        facets.append(Facet(axis, words, np.where(columns[axis] < 0, len(words) - 1, columns[axis])))
    board = Board(
        ids=columns["id"],
        length_m=columns["length_m"],
        middle=np.column_stack([columns["x"], columns["y"]]),
        by_segment=tuple(facets),
        issue_ids=np.empty(0, dtype=ID),
        lies_on=np.empty(0, dtype=np.int64),
        by_issue=(),
    )
    return PublicCity(board, looking.run, network, [name for _, _, name in names])


def checked(city: PublicCity, choice: Choice) -> Choice:
    """Refuse a choice of something that the public map does not have.

    Parameters
    ----------
    city : PublicCity
        The map, with the area that the choice is of.
    choice : mapping
        What is wanted.

    Returns
    -------
    mapping
        The same.

    Raises
    ------
    InvalidInput
        Naming what there is to choose.
    """
    options = {facet.key: facet.options for facet in city.board.by_segment}
    for key, wanted in choice.items():
        unknown = sorted(set(wanted).difference(options.get(key, ())))
        if unknown:
            message = f"{key} {', '.join(unknown)} is not on the public map; choose of {', '.join(options)}."
            raise InvalidInput(message, parameter=key, value=unknown[0])
    return choice


def narrowed(city: PublicCity, choice: Choice, axis: str, word: str | None) -> Choice:
    """Leave of a choice the segments of one grade: the rows behind a number of its legend.

    Parameters
    ----------
    city : PublicCity
        The map, with the area that the choice is of.
    choice : mapping
        What is wanted.
    axis : str
        One of `AXES`.
    word : str or None
        One of its values; None leaves all.

    Returns
    -------
    mapping
        The choice, and of it nothing but that.

    Raises
    ------
    InvalidInput
        When the axis has no such value.
    """
    if word is None:
        return choice
    checked(city, {axis: [word]})
    return {**choice, axis: [one for one in choice.get(axis, [word]) if one == word]}


def require_public(choice: Choice, area: str | None) -> None:
    """Refuse a choice by what only staff know, for whatever everybody may come to see.

    Parameters
    ----------
    choice : mapping
        What is wanted.
    area : str or None
        What was picked on the map for it.

    Raises
    ------
    ChoiceNotPublic
        Naming what it speaks about: which segments are left would tell of it.
    PickNotPublic
        As `require_drawn`.
    """
    if staff_only := kept_from_public(choice, area=AREA):
        message = f"{', '.join(staff_only)} cannot be shared: only staff know it; choose by what the public map shows."
        raise ChoiceNotPublic(message, parameter=staff_only[0])
    if area is not None:
        require_drawn(area)


def require_drawn(area: str) -> None:
    """Refuse segments that are picked by name, for whatever everybody may come to see.

    Parameters
    ----------
    area : str
        What was picked on the map.

    Raises
    ------
    PickNotPublic
        When any is: a list that was chosen by what only staff know can be picked so, and would tell of it.
    """
    if names_segments(area):
        message = "area names segments, which cannot be shared: what they were chosen by may show; draw areas instead."
        raise PickNotPublic(message, parameter=AREA)


def shown(city: PublicCity, choice: Choice) -> dict[str, Any]:
    """Return what a page needs to draw a choice.

    Parameters
    ----------
    city : PublicCity
        The map.
    choice : mapping
        What is wanted, as `checked` lets it through.

    Returns
    -------
    dict
        ``network``, ``run``, ``segments``, ``km``, ``bounds`` (west, south, east, north of the chosen ones [degrees], or
        None), ``bits`` (base64 of a bit a segment) and ``axes`` (by axis its ``words``, ``counts`` of the chosen
        ones, and ``column``: base64 of a byte a segment, the position of its word).
    """
    board, chosen = city.board, choose(city.board, choice).segments
    columns = {facet.key: facet for facet in board.by_segment if facet.key in AXES}
    return {
        "network": city.network,
        "run": run_summary(city.run),
        "segments": int(chosen.sum()),
        "km": round(float(board.length_m[chosen].sum()) / 1000, 2),
        "bounds": bounds_in_degrees(board.middle[chosen]),
        "bits": _base64(np.packbits(chosen, bitorder="little").tobytes()),
        "axes": {
            key: {
                "words": list(facet.options),
                "counts": facet.count(chosen).tolist(),
                "column": _base64(facet.member.astype(np.uint8).tobytes()),
            }
            for key, facet in columns.items()
        },
    }


def rows(
    session: Session, city: PublicCity, choice: Choice, *, page: int, size: int, now: datetime
) -> tuple[int, list[dict[str, Any]]]:
    """Return one page of a choice as a table, the worst first.

    Parameters
    ----------
    session : Session
        Only read.
    city : PublicCity
        The map.
    choice : mapping
        What is wanted, as `checked` lets it through.
    page, size : int
        From 1.
    now : datetime
        This moment.

    Returns
    -------
    total : int
        Rows in all pages.
    rows : list of dict
        As `mapper.store.public_board.rows`.
    """
    board = city.board
    chosen = np.flatnonzero(choose(board, choice).segments)
    overall = next(facet.member for facet in board.by_segment if facet.key == "overall")[chosen]
    worst_first = np.argsort(np.where(overall == len(GRADES), -1, overall), kind="stable")[::-1]
    there = board.ids[chosen[worst_first][(page - 1) * size : page * size]]
    ids = [UUID(bytes=one.tobytes()) for one in there.view("V16")]
    return len(chosen), public_board.rows(session, look(session, now=now).view, ids)


def _base64(content: bytes) -> str:
    return b64encode(content).decode()
