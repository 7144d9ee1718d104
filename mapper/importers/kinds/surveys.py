"""현장조사: one row per walk of a segment, with a level for each item of the rubric."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapper.domain.item import Item
from mapper.domain.rubric import LEVELS, NOT_APPLICABLE, NOT_OBSERVED, RUBRIC, RUBRICS
from mapper.frames import SURVEYS
from mapper.importers.decoding import folded
from mapper.importers.field import Field
from mapper.importers.key import source_keys
from mapper.importers.moment import no_moments, read_moments
from mapper.importers.number import read_between
from mapper.importers.place import ACCURACY, LAT, LON, read_accuracy, read_places
from mapper.importers.reading import Importer
from mapper.importers.segment_ref import SEGMENT, read_segments
from mapper.importers.sheet import Sheet
from mapper.importers.wkt_shape import GEOMETRY
from mapper.importers.word import read_words

_NOT_APPLICABLE: Final = -1
_LONGEST_WALK_S: Final = 86_400
_LEVEL_WORDS: Final[dict[str, int | None]] = {
    **{
        spelling: level
        for level, label in enumerate(LEVELS)
        for spelling in (
            *(f"{level}", f"{level}.0", label.ko, label.en.lower(), f"{level}{label.ko}", f"{level}-{label.ko}"),
            *(f"{code}{level}" for code in ("l", "l_", "lv", "lv_", "level", "level_")),
        )
    },
    **dict.fromkeys(("na", "n/a", "-", "not_applicable", "".join(NOT_APPLICABLE.ko.split())), _NOT_APPLICABLE),
    **dict.fromkeys(("unseen", "not_observed", "".join(NOT_OBSERVED.ko.split())), None),
}
"""What stands for a level without blanks: a number, its name, and the codes that forms give to their choices."""

_ITEM_FIELDS: Final = tuple(
    Field(item.id, item.label_ko, (item.id, f"{item.id} {item.label_ko}", item.label_ko), required=True)
    for item in RUBRIC.items
)

FIELDS: Final = (
    Field("id", "조사 번호", ("id", "survey_id", "조사번호", "instanceID", "KEY", "_uuid")),
    SEGMENT,
    LON,
    LAT,
    GEOMETRY,
    ACCURACY,
    Field(
        "date",
        "조사일",
        # the last ones are what forms write down by themselves
        ("date", "walked_at", "조사일", "조사일시", "조사일자", "surveyed_at", "today", "start", "SubmissionDate"),
        required=True,
    ),
    Field(
        "surveyor",
        "조사자",
        ("surveyor", "조사자", "조사원", "rater", "username", "_submitted_by", "SubmitterName"),
        required=True,
        personal=True,
    ),
    Field("rubric", "항목표 판", ("rubric", "rubric_version", "항목표", "항목표판")),
    Field("duration", "소요 시간(초)", ("duration_s", "duration", "소요시간", "소요시간초")),
    *_ITEM_FIELDS,
)


def judge(sheet: Sheet) -> dict[str, pd.DataFrame]:
    """Judge surveys.

    Parameters
    ----------
    sheet : Sheet
        The file.

    Returns
    -------
    dict of str to DataFrame
        SURVEYS; a row has the segment the rater picked, or else the position where it was walked.
    """
    if sheet.table.shapes is None:
        sheet.require_any(SEGMENT.name, LON.name)
    segments = read_segments(sheet)
    x, y = read_places(sheet)
    picked = segments.notna().to_numpy()
    nowhere = ~picked & np.isnan(x) & ~sheet.refused
    remedy = "give the segment the rater picked, or a position"
    sheet.refuse(nowhere, SEGMENT.name, "nowhere", expected="a segment or a position", remedy=remedy)
    frame = pd.DataFrame(
        {
            "source_key": source_keys(sheet, "id"),
            "segment_id": segments,
            "x": np.where(picked, np.nan, x),
            "y": np.where(picked, np.nan, y),
            "accuracy_m": np.where(picked, np.nan, read_accuracy(sheet)),
            "walked_at": read_moments(sheet, "date", required=True).at,
            "recorded_at": no_moments(len(sheet)),
            "surveyor": sheet.required("surveyor"),
            "rubric": _rubrics(sheet),
            "levels": _levels(sheet),
            "duration_s": read_between(sheet, "duration", above=0, up_to=_LONGEST_WALK_S, unit="seconds"),
        }
    )
    return {SURVEYS.name: frame[~sheet.refused].reset_index(drop=True)}


def _rubrics(sheet: Sheet) -> pd.Series[Any]:
    versions = {folded(rubric.version): rubric.version for rubric in RUBRICS}
    choices = ", ".join(versions.values())
    return read_words(
        sheet, "rubric", versions, choices=choices, remedy="survey again with one of these, or correct it"
    ).fillna(RUBRIC.version)


def _levels(sheet: Sheet) -> pd.Series[Any]:
    columns = [_item_levels(sheet, item) for item in RUBRIC.items]
    levels = list(zip(*columns, strict=True))
    blank = np.array([all(level is None for level in row) for row in levels], dtype=bool) & ~sheet.refused
    remedy = "fill in what was seen, or delete the row"
    sheet.refuse(blank, RUBRIC.item_ids[0], "nothing_observed", expected="a level of any item", remedy=remedy)
    return pd.Series(levels, dtype=object)


def _item_levels(sheet: Sheet, item: Item) -> NDArray[Any]:
    """Read one item: a level, -1 for 해당 없음, None for 확인 못함."""
    codes, distinct = pd.factorize(sheet.text(item.id))
    spelled = ["".join(value.lower().split()) for value in distinct.tolist()]
    words = _LEVEL_WORDS | _own_words(item)
    levels = np.array([*(words.get(word) for word in spelled), None], dtype=object)[codes]
    unknown = np.array([*(word not in words for word in spelled), False])[codes]
    expected = "0, 1, 2, 3 or 4, na for 해당 없음, or blank for 확인 못함"
    sheet.refuse(unknown, item.id, "not_a_level", expected=expected, remedy="write the level of its anchor")
    if not item.na_allowed:
        refused = np.array([level == _NOT_APPLICABLE for level in levels], dtype=bool)
        remedy = "grade it, or leave it blank when it was not seen"
        expected = f"a level: {item.id} {item.label_ko} applies to every segment"
        sheet.refuse(refused, item.id, "always_applies", expected=expected, remedy=remedy)
    return levels


def _own_words(item: Item) -> dict[str, int]:
    """Return what stands for a level of this item alone: its anchors, and codes that begin with its id."""
    anchors = {"".join(anchor.ko.lower().split()): level for level, anchor in enumerate(item.levels)}
    return anchors | {f"{item.id.lower()}_{level}": level for level in range(len(LEVELS))}


IMPORTER: Final = Importer("surveys", "현장조사", FIELDS, (SURVEYS,), judge, ("points",))
