"""명예사회복지공무원: who was appointed, trained, rewarded and thanked. Nobody is ranked, and no finds are counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from mapper.domain.label import Label
from mapper.domain.personal_data import KINDS, scan
from mapper.domain.plain_text import plain_text
from mapper.errors import InvalidInput, PersonalDataFound

HONOURS: Final = {
    "resident": Label("위촉 (주민)", "Appointed (resident)"),
    "visitor": Label("위촉 (방문형 직종)", "Appointed (visits homes by trade)"),
    "training": Label("교육", "Training"),
    "reward": Label("포상금", "Reward"),
    "thanks": Label("감사 편지", "Letter of thanks"),
    "ended": Label("위촉 끝남", "Appointment ended"),
}
"""What is written down of an honorary worker."""

_LONGEST: Final = 500
_MOST_WON: Final = 10_000_000


@dataclass(frozen=True)
class Honour:
    """One thing that is written down of an honorary worker.

    Attributes
    ----------
    id : UUID
        Made for the form, so that one that is sent twice is written once.
    district_code : str
        Whose desk writes it.
    user_id : UUID
        Of whom.
    kind : str
        A key of `HONOURS`.
    on : date
        Korean date.
    amount_won : int or None
        Of a reward, and of nothing else.
    words : str
        What for, or what is written to them; names no household.
    """

    id: UUID
    district_code: str
    user_id: UUID
    kind: str
    on: date
    amount_won: int | None
    words: str


def check_honour(honour: Honour, *, today: date) -> Honour:
    """Return it as it is kept.

    Parameters
    ----------
    honour : Honour
        As typed.
    today : date
        A Korean date.

    Returns
    -------
    Honour
        With plain words.

    Raises
    ------
    InvalidInput
        When it is no kind, of a day to come, without the amount of a reward or with one that is none, or too long.
    PersonalDataFound
        When the words may tell of a person: whom somebody found stands in the case alone.
    """
    if honour.kind not in HONOURS:
        message = f"{honour.kind[:40]!r} is no kind; choose one of {', '.join(HONOURS)}."
        raise InvalidInput(message, field="kind")
    if honour.on > today:
        raise InvalidInput(f"{honour.on} is still to come; write it down when it was.", field="on")
    if (honour.kind == "reward") is (honour.amount_won is None) or not 0 <= (honour.amount_won or 0) <= _MOST_WON:
        raise InvalidInput("A reward has an amount in won, and nothing else has one; mend it.", field="amount")
    words = plain_text(honour.words).strip()
    if len(words) > _LONGEST:
        raise InvalidInput(f"The words have {len(words)} characters, expected {_LONGEST} at most.", field="words")
    if found := sorted({one.kind for one in scan(words)}):
        named = ", ".join(KINDS[one].en for one in found)
        raise PersonalDataFound(f"The words may tell of a person ({named}); leave that out.", field="words", keys=found)
    return Honour(honour.id, honour.district_code, honour.user_id, honour.kind, honour.on, honour.amount_won, words)
