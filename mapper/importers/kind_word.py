"""The words under which offices file the kinds of complaints of `mapper.domain.deadline`."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from mapper.domain.deadline import DEADLINES, deadline_by_id
from mapper.domain.due import DEFAULT_KIND
from mapper.importers.field import Field
from mapper.importers.sheet import Sheet
from mapper.importers.word import folded_words, meanings_of

KIND: Final = Field("kind", "민원종류", ("kind", "민원종류", "민원종류명", "민원구분", "처리종류"))

_ALSO_SAID: Final = {
    "at_once": ("즉시민원", "즉시처리"),
    "grievance": ("고충", "고충민원", "진정", "진정민원"),
    "question": ("질의", "질의민원", "단순질의", "상담"),
    "legal_question": ("법령질의", "법령해석", "법령질의민원"),
    "suggestion": ("건의민원", "제안"),
}
_WORDS: Final = folded_words(
    {
        word: deadline.id
        for deadline in DEADLINES
        for word in (deadline.id, deadline.label.ko, deadline.label.en, *_ALSO_SAID[deadline.id])
    }
)
_ROWS_NAMED: Final = 8


def read_kinds(sheet: Sheet) -> pd.Series[Any]:
    """Read of which kind each complaint is; one that says nothing that we know is the usual kind, with a note.

    Parameters
    ----------
    sheet : Sheet
        Takes the note.

    Returns
    -------
    Series of str, shape (n,)
        Ids of deadlines.
    """
    kinds, unknown = meanings_of(sheet.text(KIND.name), _WORDS)
    rows = sheet.rows[unknown].tolist()
    if rows:
        some = ", ".join(map(str, rows[:_ROWS_NAMED])) + (" …" if len(rows) > _ROWS_NAMED else "")
        usual = deadline_by_id(DEFAULT_KIND).label.ko
        message = (
            f"{len(rows)} rows say in {sheet.column(KIND.name)} what is none of"
            f" {', '.join(deadline.label.ko for deadline in DEADLINES)} ({sheet.table.unit}s {some}); they count as {usual}."
        )
        sheet.note("kinds_unknown", message, rows=rows)
    return kinds.fillna(DEFAULT_KIND).astype("string")
