"""What to do first: the chosen segments in an order that anybody can work out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapper.crs import WEB_MERCATOR, WGS84, transformer
from mapper.domain.access import require_all
from mapper.domain.board import Choice, choose
from mapper.domain.facility import FACILITIES
from mapper.domain.priority import CRITERIA, KEYS, WHOLE, rank, score_of
from mapper.domain.reader import Reader
from mapper.operations.board_answers import row_of
from mapper.operations.boards import CityBoard
from mapper.store.engine import Session
from mapper.store.write_log import log_write

__all__ = ["CRITERIA", "TAKING_OUT", "Ranking", "note_taken_out", "ranking"]

TAKING_OUT: Final = "export.segments"
"""What a file of them needs, everywhere: it tells what is overdue, and where many complained."""

_DECIMALS: Final = 4


@dataclass(frozen=True)
class Ranking:
    """Chosen segments in order.

    Attributes
    ----------
    city : CityBoard
        Of which they are.
    weights : mapping of str to int
        By key of every criterion.
    order : ndarray of int64, shape (k,)
        Their positions on the board, the first one first.
    score : ndarray of float64, shape (n,)
        Of every segment of the city, 0 to 100.
    issues : ndarray of int64, shape (n,)
        How many of the wanted issues lie on it.
    """

    city: CityBoard
    weights: Mapping[str, int]
    order: NDArray[np.int64]
    score: NDArray[np.float64]
    issues: NDArray[np.int64]

    def rows(self, first: int, last: int) -> list[dict[str, Any]]:
        """Return some of them with all that their scores are made of.

        Parameters
        ----------
        first, last : int
            From which place on, and before which, from 0.

        Returns
        -------
        list of dict
            As `mapper.operations.board_answers.rows`, with ``rank``, ``score``, ``lon``, ``lat``, the ``shares`` (0 to 1)
            and the ``known`` facts behind them, by key of the criterion; None where a fact is not known or not there.
        """
        there = self.order[first:last]
        lon, lat = transformer(WEB_MERCATOR, WGS84).transform(*self.city.board.middle[there].T)
        known = self._known(there)
        shares = self.city.circumstances.shares.values[there] / WHOLE
        return [
            row_of(self.city, int(at), int(self.issues[at]))
            | {
                "rank": first + n + 1,
                "score": round(float(self.score[at]), _DECIMALS),
                "lon": float(lon[n]),
                "lat": float(lat[n]),
                "shares": dict(zip(KEYS, shares[n].tolist(), strict=True)),
                "known": {key: _number(values[n]) for key, values in known.items()},
            }
            for n, at in enumerate(there)
        ]

    def _known(self, there: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
        facts = self.city.circumstances
        return {
            "grade": np.where(facts.score[there] < 0, np.nan, facts.score[there] / 100),
            "length": facts.length_m[there],
            "told": facts.told[there].astype(np.float64),
            **{one.id: facts.far_m[one.id][there] for one in FACILITIES},
            "cost": facts.cost[there],
            "deadline": facts.days_left[there],
        }


def ranking(city: CityBoard, choice: Choice, weights: Mapping[str, int]) -> Ranking:
    """Put the chosen segments of a city in order.

    Parameters
    ----------
    city : CityBoard
        The city.
    choice : mapping
        What is wanted, as on the board.
    weights : mapping of str to int
        By key of every criterion.

    Returns
    -------
    Ranking
        A score is the same whatever else is chosen.
    """
    board, chosen = city.board, choose(city.board, choice)
    order, points = rank(city.circumstances.shares.values, weights)
    issues = np.bincount(board.lies_on[chosen.issues], minlength=len(board.ids))
    return Ranking(city, weights, order[chosen.segments[order]], score_of(points, weights), issues)


def note_taken_out(session: Session, taken: Ranking, choice: Choice, *, by: Reader, now: datetime, kind: str) -> None:
    """Write down who takes out a ranked list, and of what.

    Parameters
    ----------
    session : Session
        Not committed.
    taken : Ranking
        The list.
    choice : mapping
        What was wanted.
    by : Reader
        Who.
    now : datetime
        When.
    kind : str
        Of file.

    Raises
    ------
    NotAllowed
        When their role may not take out what staff see of segments.
    """
    require_all(TAKING_OUT, by)
    filters = {key: list(options) for key, options in choice.items()}
    city = taken.city
    moment = {"as_of": str(city.as_of), "known_at": city.known_at.isoformat()} if city.is_past else {}
    said = {"format": kind, "rows": len(taken.order), "filters": filters | moment, "weights": dict(taken.weights)}
    log_write(session, by, "export", subject="priorities", now=now, district_code=None, **said)


def _number(value: np.floating) -> float | None:
    return round(float(value), 2) if np.isfinite(value) else None
