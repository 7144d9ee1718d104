"""Why somebody looks at a household: asked before every look, and written down with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mapper.domain.label import Label
from mapper.domain.personal_data import KINDS, scan
from mapper.errors import InvalidInput, PersonalDataFound

REASONS: Final = {
    "caseload": Label("맡은 사례 확인", "going through the own cases"),
    "counsel": Label("상담", "counselling"),
    "visit": Label("방문", "visit"),
    "conference": Label("사례회의", "case conference"),
    "referral": Label("연계", "referral"),
    "aftercare": Label("사후관리", "after-care"),
    "correction": Label("기록 정정", "correction of the record"),
    "request": Label("본인 요구", "request of the person themselves"),
    "review": Label("열람 점검", "review of who looked"),
    "other": Label("기타", "other"),
}
"""Every reason there is; ``other`` needs words."""

_FEWEST_LETTERS: Final = 5
_MOST_LETTERS: Final = 200


@dataclass(frozen=True)
class Reason:
    """Why, as it is logged.

    Attributes
    ----------
    code : str
        A key of `REASONS`.
    words : str
        What was added; names nobody.
    """

    code: str
    words: str = ""


def read_reason(code: str, words: str = "") -> Reason:
    """Read why somebody wants to look.

    Parameters
    ----------
    code : str
        A key of `REASONS`.
    words : str
        Added by the person; needed with ``other``.

    Returns
    -------
    Reason
        To be logged.

    Raises
    ------
    InvalidInput
        When no reason is given, or words are missing or too many.
    PersonalDataFound
        When the words may tell of a person: the log is read by others, and is not sealed.
    """
    words = " ".join(words.split())
    if code not in REASONS:
        message = f"{code[:40]!r} is no reason, expected one of {', '.join(REASONS)}; say why this is looked at."
        raise InvalidInput(message, field="reason")
    if len(words) > _MOST_LETTERS or (code == "other" and len(words) < _FEWEST_LETTERS) or "\0" in words:
        message = f"The reason has {len(words)} letters, expected {_FEWEST_LETTERS} to {_MOST_LETTERS}; say it shortly."
        raise InvalidInput(message, field="reason_words")
    if found := {finding.kind for finding in scan(words)}:
        kinds = [KINDS[kind].ko for kind in sorted(found)]
        message = f"The reason may tell of a person ({', '.join(sorted(found))}); say it without."
        raise PersonalDataFound(message, field="reason_words", kinds=kinds)
    return Reason(code, words)
