"""What to do next about a segment, from nothing that the public may not know."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from mapper.domain.calendar import english_date, korean_date
from mapper.domain.label import Label

_NOTICE: Final = timedelta(days=90)
_BY_REASON: Final = {
    "no_survey": Label("현장조사가 필요합니다.", "It has to be surveyed."),
    "expired": Label(
        "마지막 조사가 2년을 넘었습니다. 다시 조사해야 합니다.",
        "The last survey is more than two years old. It has to be surveyed again.",
    ),
    "low_coverage": Label(
        "확인하지 못한 항목을 다시 조사해야 합니다.", "Items that could not be observed have to be surveyed again."
    ),
    "not_applicable": Label(
        "해당하는 항목이 적어 등급을 매기지 않습니다. 조사 항목을 확인해 주세요.",
        "Too few items apply for a grade. Check the items of the survey.",
    ),
}
_DOUBTFUL: Final = Label(
    "신뢰도가 낮습니다. 다른 조사원의 재조사를 권합니다.",
    "Confidence is low. Somebody else should survey it again.",
)
_NOTHING: Final = Label("다음 정기 조사까지 지켜봅니다.", "Nothing until the next regular survey.")


def next_action(
    *, reason: str | None, confidence: str | None, surveyed_on: date | None, as_of: date, valid_days: int
) -> Label:
    """Say in one sentence what comes next.

    Parameters
    ----------
    reason : str or None
        Why the segment is 미조사, None when it is graded.
    confidence : str or None
        ``high``, ``medium`` or ``low``.
    surveyed_on : date or None
        Last survey.
    as_of : date
        Date of the map.
    valid_days : int
        How long a survey counts [days].

    Returns
    -------
    Label
        For the grade card.
    """
    if reason is not None:
        return _BY_REASON[reason]
    if surveyed_on is not None:
        expires = surveyed_on + timedelta(days=valid_days)
        if expires - as_of <= _NOTICE:
            return Label(
                f"{korean_date(expires)}까지 다시 조사해야 등급이 유지됩니다.",
                f"To keep its grade it has to be surveyed again by {english_date(expires)}.",
            )
    if confidence == "low":
        return _DOUBTFUL
    return _NOTHING
