"""What a page and a file are told of a finding: rows as plain values, and segments as the map knows them."""

from __future__ import annotations

import math
from base64 import b64encode
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from mapper.domain.board import Choice, Facet
from mapper.domain.calendar import EPOCH
from mapper.domain.grading import GRADES
from mapper.operations.findings.finding import Column, Finding, Unit
from mapper.store.columns import positions

_LETTERS: Final = tuple(GRADES)
_NONE: Final = 255


def shown_facets(finding: Finding) -> list[Facet]:
    """Return the facets of which each row has one option, besides its district.

    Parameters
    ----------
    finding : Finding
        Any.

    Returns
    -------
    list of Facet
        What a table tells of its rows.
    """
    return [facet for facet in finding.facets if facet.key != "district" and facet.member.ndim == 1]


def rows(finding: Finding, places: NDArray[np.int64]) -> list[dict[str, Any]]:
    """Say what is known of some rows.

    Parameters
    ----------
    finding : Finding
        Any.
    places : ndarray of int64, shape (k,)
        Which rows.

    Returns
    -------
    list of dict
        ``id``, ``name``, ``district``, ``grade``, ``score``, ``length_m``; ``options`` by facet; ``values`` by column.
    """
    ground, segment = finding.ground, finding.segment[places]
    ids = ground.ids.view("V16")[segment]
    options = {facet.key: _options(facet, places) for facet in shown_facets(finding)}
    values = {column.key: plain(column, places) for column in finding.columns}
    return [
        {
            "id": str(UUID(bytes=bytes(ids[i]))),
            "name": ground.alleys.names[ground.alley[at]] or None if ground.alley[at] >= 0 else None,
            "district": ground.districts.names[ground.district[at]] if ground.district[at] >= 0 else None,
            "grade": _LETTERS[ground.grade[at]] if ground.grade[at] >= 0 else None,
            "score": int(ground.score[at]) / 100 if ground.score[at] >= 0 else None,
            "length_m": round(float(ground.length_m[at]), 1),
            "options": {key: told[i] for key, told in options.items()},
            "values": {key: told[i] for key, told in values.items()},
        }
        for i, at in enumerate(segment.tolist())
    ]


def _options(facet: Facet, places: NDArray[np.int64]) -> list[str | None]:
    return [facet.options[code] if code >= 0 else None for code in facet.member[places].tolist()]


def plain(column: Column, places: NDArray[np.int64] | slice) -> list[Any]:
    """Say what a column says of some rows.

    Parameters
    ----------
    column : Column
        Of a finding.
    places : ndarray of int64, or slice
        Which rows.

    Returns
    -------
    list
        Numbers, dates in ISO form, ids; None for none.
    """
    values = column.values[places]
    match column.unit:
        case Unit.DAY:
            return [(EPOCH + timedelta(days=day)).isoformat() if day >= 0 else None for day in values.tolist()]
        case Unit.ISSUE:
            return [str(UUID(bytes=one.ljust(16, b"\0"))) if one else None for one in values.tolist()]
        case Unit.COUNT:
            return [int(one) for one in values.tolist()]
        case _:
            return [number(one) for one in values.tolist()]


def number(value: float) -> float | None:
    """Return a number as JSON has it.

    Parameters
    ----------
    value : float
        Any.

    Returns
    -------
    float or None
        None for what is no number, or without end.
    """
    return value if math.isfinite(value) else None


def colours(finding: Finding, key: str, today: NDArray[np.bytes_]) -> bytes:
    """Say how each segment of today's network is coloured.

    Parameters
    ----------
    finding : Finding
        Any.
    key : str
        What it is coloured by.
    today : ndarray of bytes, shape (n,)
        Segments of today's network, as 16 bytes, in order.

    Returns
    -------
    bytes
        One for each: the position of its option, 255 for none and for those that were not there then.
    """
    codes = np.append(finding.colours(key), -1)[positions(finding.ground.ids, today)]
    return np.where(codes < 0, _NONE, codes).astype(np.uint8).tobytes()


def bits(finding: Finding, choice: Choice, today: NDArray[np.bytes_]) -> str:
    """Say of each segment of today's network whether a chosen row is about it.

    Parameters
    ----------
    finding : Finding
        Any.
    choice : mapping
        What is wanted.
    today : ndarray of bytes, shape (n,)
        As for `colours`.

    Returns
    -------
    str
        Base64 of a bit for each; of each byte the lowest bit comes first.
    """
    told = np.zeros(len(finding.ground.ids) + 1, dtype=np.bool_)
    told[finding.segment[finding.chosen(choice)]] = True
    there = told[positions(finding.ground.ids, today)]
    return b64encode(np.packbits(there, bitorder="little").tobytes()).decode()


def where(choice: Choice) -> list[str]:
    """Write a choice as addresses do.

    Parameters
    ----------
    choice : mapping
        Facets to options.

    Returns
    -------
    list of str
        ``facet:option``.
    """
    return [f"{facet}:{option}" for facet, options in choice.items() for option in options]
