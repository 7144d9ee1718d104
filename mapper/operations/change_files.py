"""What changed between two runs as a table for spreadsheets, in Korean; what was taken out is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np

from mapper.domain.access import require_all
from mapper.domain.calendar import KST
from mapper.domain.category import category_by_id
from mapper.domain.disclosure import LINE_LABELS
from mapper.domain.grade_change import KIND_LABELS
from mapper.domain.grading.letters import UNGRADED_LABEL
from mapper.domain.reader import Reader
from mapper.domain.rubric import RUBRIC
from mapper.exporters.sheets import Sheet, book_of, csv_of
from mapper.operations.grade_changes import Changed, told
from mapper.store.engine import Session
from mapper.store.grades import GradeRun
from mapper.store.write_log import log_write

__all__ = ["MOST_ROWS", "Sheet", "book_of", "csv_of", "take_out"]

MOST_ROWS: Final = 5_000
"""Of a file, each with its reasons; how many more there are stands in it."""

PERMISSION: Final = "export.segments"

_AXES: Final = {"overall": "종합", "residential": "주거환경", "walking": "보행환경"}
_HEADER: Final = (
    "구간",
    "골목",
    "행정동",
    "길이(m)",
    "변화",
    "이전 등급",
    "이전 점수",
    "이후 등급",
    "이후 점수",
    "점수 차이",
    "견준 이전 구간",
    "달라진 까닭",
)


def take_out(
    session: Session,
    changed: Changed,
    order: np.ndarray[Any, np.dtype[np.int64]],
    *,
    axis: str,
    extension: str,
    by: Reader,
    now: datetime,
) -> list[Sheet]:
    """Put changes on sheets.

    Parameters
    ----------
    session : Session
        Not committed.
    changed : Changed
        What changed.
    order : ndarray of int64, shape (k,)
        Its rows in their order.
    axis : str
        Of which grade.
    extension : str
        Of the file.
    by : Reader
        Who takes it out.
    now : datetime
        When.

    Returns
    -------
    list of Sheet
        The first `MOST_ROWS`, and what they are.

    Raises
    ------
    NotAllowed
        When their role may not take out what staff see of segments.
    """
    require_all(PERMISSION, by)
    items = told(session, changed, order[:MOST_ROWS], axis=axis)
    before, after = changed.pair.before.run, changed.pair.after.run
    runs = {"before": str(before.id), "after": str(after.id), "axis": axis}
    log_write(session, by, "export", subject="changes", now=now, rows=len(items), format=extension, **runs)
    return [
        Sheet("바뀐 구간", _HEADER, [_cells(item) for item in items]),
        Sheet("설명", ("무엇", "값"), _about(before, after, axis, written=len(items), whole=len(order))),
    ]


def _about(
    before: GradeRun, after: GradeRun, axis: str, *, written: int, whole: int
) -> Sequence[tuple[str | float | None, ...]]:
    def known(run: GradeRun) -> str:
        return f"{run.known_at.astimezone(KST):%Y-%m-%d %H:%M}까지 알려진 것, 항목표 {run.rubric}, 매개변수 {run.parameters}"

    return [
        ("등급", _AXES[axis]),
        ("이전 기준일", before.as_of.isoformat()),
        ("이전 등급을 매긴 근거", known(before)),
        ("이후 기준일", after.as_of.isoformat()),
        ("이후 등급을 매긴 근거", known(after)),
        ("조건에 맞는 구간", whole),
        ("이 파일에 적은 구간", written),
        ("견준 이전 구간", "나뉘거나 합쳐진 구간은 그 자리에 있던 가장 긴 구간과 견주었습니다."),
        ("달라진 까닭", "등급 설명의 줄 가운데 점수가 달라진 줄. 모두 더하면 점수 차이입니다."),
    ]


def _cells(item: dict[str, Any]) -> tuple[str | float | None, ...]:
    why = "; ".join(f"{_label(line['key'])} {line['difference']:+.2f}" for line in item["lines"])
    place = (item["id"], item["name"], item["district"], item["length_m"], KIND_LABELS[item["kind"]].ko)
    return (*place, *_score(item["before"]), *_score(item["after"]), item["difference"], item["forebear"], why)


def _label(key: str) -> str:
    kind, _, subject = key.partition(":")
    if kind == "item":
        return RUBRIC.item(subject).label_ko
    return category_by_id(subject).label_ko if kind == "issue" else LINE_LABELS[kind]


def _score(score: dict[str, Any] | None) -> tuple[str | None, float | None]:
    if score is None:
        return None, None
    return score["grade"] or UNGRADED_LABEL.ko, score["score"]
