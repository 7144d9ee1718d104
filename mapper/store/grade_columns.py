"""The grades of segments by column, as they are stored: no Python object for any segment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mapper.domain.grading import CONFIDENCE_LEVELS, GRADES, REASONS, SCOPES, UNGRADED, Graded, Lines
from mapper.domain.grading.explanation import FIXED_KEYS
from mapper.domain.grading.facts import key_texts
from mapper.store.copy_stream import ID, encode
from mapper.store.tables import GradeRow

GRADE_COLUMNS: Final = (
    "segment_id",
    "overall_score",
    "overall_grade",
    "residential_score",
    "residential_grade",
    "residential_reason",
    "walking_score",
    "walking_grade",
    "walking_reason",
    "confidence",
    "confidence_level",
    "lines",
)

_FORM: Final = "columns:"
"""Before a digest of columns; without it, it is one of rows, as runs were digested at first."""

_TEXT: Final = pa.large_string()

_FRAME: Final = ('{"overall":{', '},"R":{', '},"W":{', "}}")
"""What stands before the lines of each of ``SCOPES`` and at the end."""


@dataclass(frozen=True)
class Grades:
    """The grades of segments; going through them gives rows in the order of `GRADE_COLUMNS`, ``lines`` as JSON text.

    Attributes
    ----------
    columns : dict of str to pyarrow.Array
        By name, in that order; each of shape (n,), by segment id.
    """

    columns: dict[str, pa.Array]

    def __len__(self) -> int:
        return len(self.columns["segment_id"])

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        ids = [UUID(bytes=one) for one in self.columns["segment_id"].to_pylist()]
        others = [column.to_pylist() for name, column in self.columns.items() if name != "segment_id"]
        return zip(ids, *others, strict=True)

    def digest(self, *, like: str = _FORM) -> str:
        """Return the SHA-256 of every grade and line.

        Parameters
        ----------
        like : str
            A digest in whose form it is to be: of the columns in the server's binary form, or of the rows as JSON.

        Returns
        -------
        str
            Hexadecimal, after the name of the form.
        """
        if not like.startswith(_FORM):
            return sha256(json.dumps(list(self), default=str, separators=(",", ":")).encode()).hexdigest()
        digest = sha256()
        for name, column in self.columns.items():
            fields = encode(column, GradeRow.__table__.c[name].type)
            digest.update(fields.lengths.astype(">i8").data)
            digest.update(fields.data.data)
        return _FORM + digest.hexdigest()


def tabulate(ids: NDArray[np.bytes_], graded: Graded, lines: Lines) -> Grades:
    """Put grades into columns.

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
    Grades
        Of all of them.
    """
    letters, reasons, levels = tuple(GRADES), tuple(REASONS), tuple(CONFIDENCE_LEVELS)
    confidence, reason = graded.confidence[:, 0], graded.axes.reason
    values = [pa.FixedSizeBinaryArray.from_buffers(ID, len(ids), [None, pa.py_buffer(ids)])]
    for scope in range(len(SCOPES)):
        score = graded.score[:, scope]
        values += [pa.array(score, mask=score == UNGRADED), _words(graded.grade[:, scope], letters)]
        if scope:
            values.append(_words(reason[:, scope - 1], reasons))
    values += [pa.array(confidence, mask=np.isnan(confidence)), _words(graded.confidence_level[:, 0], levels)]
    values.append(_line_texts(lines, len(ids)))
    return Grades(dict(zip(GRADE_COLUMNS, values, strict=True)))


def joined(parts: Sequence[Grades]) -> Grades:
    """Put the grades of parts of the city together, bit for bit as if they had been made at once.

    Parameters
    ----------
    parts : sequence of Grades
        Of different segments.

    Returns
    -------
    Grades
        Of all of them, by segment id.
    """
    if not parts:
        return Grades({name: pa.array([], _TEXT) for name in GRADE_COLUMNS})
    columns = {name: pa.concat_arrays([part.columns[name] for part in parts]) for name in GRADE_COLUMNS}
    ids = np.frombuffer(columns["segment_id"].buffers()[1], "S16")
    order = np.argsort(ids, kind="stable")
    if (order[1:] < order[:-1]).any():
        columns = {name: column.take(pa.array(order)) for name, column in columns.items()}
    return Grades(columns)


def _words(codes: NDArray[np.int8], words: Sequence[str]) -> pa.Array:
    """Return the word of each code, nothing for ``UNGRADED``."""
    return pa.array(words).take(pa.array(codes, mask=codes == UNGRADED))


def _line_texts(lines: Lines, segments: int) -> pa.Array:
    """Write the lines of each segment as one JSON object: by scope, by key, hundredths.

    Between the openings of its scopes and its end, every line is a key and an amount: pieces of one vocabulary, which
    are copied once and lie as the texts do.
    """
    issues = _text("issue:", pa.array(key_texts(lines.issue_keys)).cast(_TEXT))
    items = _text("item:", pa.array(lines.item_ids, _TEXT))
    keys = pa.concat_arrays([pa.array(FIXED_KEYS, _TEXT), issues, items])
    least, most = lines.hundredths.min(initial=0), lines.hundredths.max(initial=0)
    amounts = pa.array(np.arange(least, most + 1)).cast(_TEXT)
    words = pa.concat_arrays([pa.array(_FRAME, _TEXT), _text('"', keys, '":'), _text(',"', keys, '":'), amounts])

    place = lines.segment * len(SCOPES) + lines.scope
    follows = np.concatenate([[False], place[1:] == place[:-1]])[: len(place)]
    at = 2 * np.arange(len(place)) + lines.segment * len(_FRAME) + lines.scope + 1
    pieces = np.full(2 * len(place) + segments * len(_FRAME), -1)
    pieces[at] = len(_FRAME) + lines.code + follows * len(keys)
    pieces[at + 1] = len(_FRAME) + 2 * len(keys) + lines.hundredths - least
    pieces[pieces < 0] = np.tile(np.arange(len(_FRAME)), segments)

    written = words.take(pa.array(pieces))
    number = np.arange(segments + 1)
    bounds = np.frombuffer(written.buffers()[1], np.int64)[
        2 * np.searchsorted(lines.segment, number) + len(_FRAME) * number
    ]
    return pa.LargeStringArray.from_buffers(segments, pa.py_buffer(bounds), written.buffers()[2])


def _text(*parts: str | pa.Array) -> pa.Array:
    scalars = [pa.scalar(part, _TEXT) if isinstance(part, str) else part for part in (*parts, "")]
    return pc.binary_join_element_wise(*scalars)
