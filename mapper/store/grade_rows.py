"""The grades of a few segments by row, as they are stored: of one, columns would cost more than the grade itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading import CONFIDENCE_LEVELS, GRADES, REASONS, SCOPES, UNGRADED, Graded, Lines


def grade_rows(ids: NDArray[np.bytes_], graded: Graded, lines: Lines) -> Iterator[tuple[Any, ...]]:
    """Put grades into rows, equal to those of `mapper.store.grade_columns.tabulate`.

    Parameters
    ----------
    ids : ndarray of bytes, shape (n,)
        Segments, as the 16 bytes of their ids, in order.
    graded : Graded
        Their grades.
    lines : Lines
        Why.

    Returns
    -------
    iterator of tuple
        In the order of `mapper.store.grade_columns.GRADE_COLUMNS`; ``lines`` as JSON text.
    """
    confidence = graded.confidence[:, 0]
    columns: list[Iterable[Any]] = [[UUID(bytes=one) for one in ids.view("V16").tolist()]]
    for scope in range(len(SCOPES)):
        score = graded.score[:, scope].tolist()
        columns += [_unless(UNGRADED, score), _words(graded.grade[:, scope], tuple(GRADES))]
        if scope:
            columns.append(_words(graded.axes.reason[:, scope - 1], tuple(REASONS)))
    columns.append(
        None if unknown else known
        for known, unknown in zip(confidence.tolist(), np.isnan(confidence).tolist(), strict=True)
    )
    columns += [_words(graded.confidence_level[:, 0], tuple(CONFIDENCE_LEVELS)), _line_texts(lines, len(ids))]
    return zip(*columns, strict=True)


def _unless(nothing: int, numbers: list[int]) -> Iterator[int | None]:
    return (None if number == nothing else number for number in numbers)


def _words(codes: NDArray[np.int8], words: Sequence[str]) -> Iterator[str | None]:
    return (None if code == UNGRADED else words[code] for code in codes.tolist())


def _line_texts(lines: Lines, segments: int) -> Iterator[str]:
    """Write the lines of each segment as one JSON object: by scope, by key, hundredths."""
    written: list[list[str]] = [[] for _ in range(segments * len(SCOPES))]
    place = lines.segment * len(SCOPES) + lines.scope
    for at, key, amount in zip(place.tolist(), lines.key.tolist(), lines.hundredths.tolist(), strict=True):
        written[at].append(f'"{key}":{amount}')
    for begin in range(0, len(written), len(SCOPES)):
        scopes = zip(SCOPES, written[begin : begin + len(SCOPES)], strict=True)
        yield "{" + ",".join(f'"{scope}":{{{",".join(texts)}}}' for scope, texts in scopes) + "}"
