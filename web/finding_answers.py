"""Findings in the words of the reader: for the page, and as sheets of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from layers.finding_style import SYMBOLS
from mapper.domain.access import Reach, reach
from mapper.domain.board import Choice, Facet
from mapper.domain.calendar import KST
from mapper.domain.reader import Role
from mapper.exporters.sheets import Sheet, book_of, csv_of
from mapper.operations.findings.answers import number, plain, rows, shown_facets, where
from mapper.operations.findings.finding import Breakdown, Finding, Unit
from mapper.operations.moments import Moment
from web.finding_numbers import NUMBERS
from web.finding_words import FACETS, FINDINGS, letters, option_word
from web.languages import gettext, in_korean, said

FORMATS: Final[dict[str, tuple[Callable[[list[Sheet]], bytes], str]]] = {
    "csv": (lambda told: csv_of(told[0]), "text/csv; charset=utf-8"),
    "xlsx": (book_of, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""How the sheets of a file are written, and what its kind is called."""

_NAMING: Final = "export.surveys"
"""Whoever may take out surveys, with who made them, is told surveyors by name."""

_ALWAYS: Final = ("구간", "골목", "행정동", "종합 등급", "종합 점수", "길이 (m)")


def names_surveyors(role: Role) -> bool:
    """Tell whether somebody is told surveyors by name; everybody else by letter.

    Parameters
    ----------
    role : Role
        Of the reader.

    Returns
    -------
    bool
        By the table of rights.
    """
    return reach(_NAMING, role) is Reach.ALL


def moment_words(moment: Moment) -> dict[str, Any]:
    """Write a moment.

    Parameters
    ----------
    moment : Moment
        Of the facts.

    Returns
    -------
    dict
        As `web.schemas.findings.FindingMoment`.
    """
    return {"as_of": moment.as_of, "known_at": moment.known_at.astimezone(KST).isoformat()}


def found_words(key: str, finding: Finding, *, by_name: bool) -> dict[str, Any]:
    """Put a finding into words.

    Parameters
    ----------
    key : str
        Of the finding.
    finding : Finding
        Any.
    by_name : bool
        Whether surveyors are named.

    Returns
    -------
    dict
        As `web.schemas.findings.FoundAnswer`.
    """
    words = FINDINGS[key]
    everywhere = np.ones(len(finding.segment), dtype=np.bool_)
    shown = {facet.key for facet in shown_facets(finding)}
    return {
        **{name: said(getattr(words, name)) for name in ("title", "question", "definition", "limits")},
        "seed": finding.seed,
        "moment": moment_words(finding.moment),
        "total": len(finding.segment),
        "figures": [
            {**_number(one.key, one.unit), "value": number(one.value), "where": where(one.choice)}
            for one in finding.figures
        ],
        "parts": [_part(finding, one, by_name=by_name) for one in finding.breakdowns],
        "facets": [
            {
                "key": facet.key,
                "label": said(FACETS[facet.key]),
                "is_shown": facet.key in shown,
                "options": [
                    {"key": option, "label": label, "count": int(count)}
                    for option, label, count in zip(
                        facet.options, _labels(finding, facet, by_name=by_name), facet.count(everywhere), strict=True
                    )
                ],
            }
            for facet in finding.facets
        ],
        "columns": [_number(one.key, one.unit) for one in finding.columns],
        "maps": [_map(finding, key, choice) for key, choice in finding.opens.items()],
        "sort": finding.sort,
        "order": "desc" if finding.descending else "asc",
    }


def row_words(finding: Finding, places: NDArray[np.int64], *, by_name: bool) -> list[dict[str, Any]]:
    """Put rows into words.

    Parameters
    ----------
    finding : Finding
        Any.
    places : ndarray of int64, shape (k,)
        Which rows.
    by_name : bool
        Whether surveyors are named.

    Returns
    -------
    list of dict
        As `web.schemas.findings.FindingRow`.
    """
    labels = {
        facet.key: dict(zip(facet.options, _labels(finding, facet, by_name=by_name), strict=True))
        for facet in shown_facets(finding)
    }
    return [
        {
            **{name: value for name, value in row.items() if name != "options"},
            "words": {key: option and labels[key][option] for key, option in row["options"].items()},
        }
        for row in rows(finding, places)
    ]


def sheets(key: str, finding: Finding, choice: Choice, places: NDArray[np.int64]) -> list[Sheet]:
    """Lay out a finding for a file: surveyors go by letters there, as files are passed on.

    Parameters
    ----------
    key : str
        Of the finding.
    finding : Finding
        Any.
    choice : Choice
        That left these rows.
    places : ndarray of int64, shape (k,)
        Which rows, in order.

    Returns
    -------
    list of Sheet
        The rows, what they are, and the numbers by district and whatever else; in Korean.
    """
    with in_korean():
        told = found_words(key, finding, by_name=False)
        facets = shown_facets(finding)
        columns = [one for one in finding.columns if one.unit is not Unit.ISSUE]
        header = (*_ALWAYS, *(said(FACETS[one.key]) for one in facets), *(said(NUMBERS[one.key]) for one in columns))
        body = [_line(row, [one.key for one in columns]) for row in row_words(finding, places, by_name=False)]
        return [Sheet("목록", header, body), _about(told, choice), *(_sheet_of(part) for part in told["parts"])]


def _line(row: dict[str, Any], columns: Sequence[str]) -> tuple[Any, ...]:
    always = (row["id"], row["name"], row["district"], row["grade"], row["score"], row["length_m"])
    return (*always, *row["words"].values(), *(row["values"][key] for key in columns))


def _about(told: dict[str, Any], choice: Choice) -> Sheet:
    labels = {(facet["key"], one["key"]): one["label"] for facet in told["facets"] for one in facet["options"]}
    narrowed = [f"{said(FACETS[key])}: {labels[key, option]}" for key, options in choice.items() for option in options]
    lines: list[tuple[str, Any]] = [
        ("물음", told["question"]),
        ("정의", told["definition"]),
        ("한계", told["limits"]),
        ("기준일", told["moment"]["as_of"].isoformat()),
        ("알던 때", told["moment"]["known_at"]),
        ("난수의 씨", told["seed"]),
        ("고른 조건", ", ".join(narrowed) or "모두"),
    ]
    return Sheet("설명", ("항목", "값"), [*lines, *((one["label"], one["value"]) for one in told["figures"])])


def _sheet_of(part: dict[str, Any]) -> Sheet:
    header = (part["label"], *(one["label"] for one in part["columns"]))
    return Sheet(part["label"], header, [(row["label"], *row["values"]) for row in part["rows"]])


def _number(key: str, unit: Unit) -> dict[str, str]:
    return {"key": key, "label": said(NUMBERS[key]), "unit": unit.value}


def _part(finding: Finding, part: Breakdown, *, by_name: bool) -> dict[str, Any]:
    facet = part.facet
    told = [plain(column, slice(None)) for column in part.columns]
    values = zip(*told, strict=True) if told else []
    return {
        "facet": facet.key,
        "label": said(FACETS[facet.key]),
        "columns": [
            _number(column.key, column.unit)
            | {"where": where(column.choice), "facet": column.facet or facet.key, "sums": column.sums}
            for column in part.columns
        ],
        "rows": [
            {"key": option, "label": label, "values": list(numbers)}
            for option, label, numbers in zip(
                facet.options, _labels(finding, facet, by_name=by_name), values, strict=True
            )
        ],
        "where": where(part.choice),
    }


def _labels(finding: Finding, facet: Facet, *, by_name: bool) -> list[str]:
    if facet.key == "district":
        return list(finding.ground.districts.names)
    if facet.key not in finding.names:
        return [said(option_word(facet.key, option)) for option in facet.options]
    if by_name:
        return list(finding.names[facet.key])
    return [gettext("조사자 %(letter)s", letter=letters(place)) for place in range(len(facet.options))]


def _map(finding: Finding, key: str, choice: Choice) -> dict[str, Any]:
    facet = next(one for one in finding.facets if one.key == key)
    labels = _labels(finding, facet, by_name=False)
    symbols = [asdict(one) | {"word": label} for one, label in zip(SYMBOLS[key], labels, strict=True)]
    return {"key": key, "symbols": symbols, "where": where(choice)}
