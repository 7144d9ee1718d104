"""What is typed into the forms of the ledger of visits, and what is said of it where it cannot be used."""

from __future__ import annotations

from datetime import date
from typing import Final

from flask import request

from mapper.domain.ledger import Wanted
from mapper.domain.meeting import LONGEST_LINE, LONGEST_WORDS
from mapper.errors import GolmokError, InvalidInput
from web.form_faults import fault_words
from web.meeting_forms import day_sent

_FAULTS: Final = {
    "reason": "까닭을 {words}자 이하로 적어 주세요.",
    "blocker": "할 수 없는 까닭이 예산, 부서조정, 법령 가운데 무엇인지 골라 주세요.",
    "on": "날은 앞서 바뀐 날부터 오늘 사이여야 합니다.",
    "due": "기한은 말한 날부터 다섯 해 안의 날짜여야 합니다.",
    "owner": "맡을 부서를 {line}자 이하로 적어 주세요.",
    "words": "공개할 글을 {words}자 이하로 적어 주세요.",
    "kind": "약속만 공개합니다. 누가 한 말은 공개하지 않습니다.",
    "as_of": "날짜를 2026-11-21처럼 적어 주세요.",
}
_LIMITS: Final = {"line": LONGEST_LINE, "words": LONGEST_WORDS}


def fault_of(error: GolmokError) -> str:
    """Say what is wrong with what was sent.

    Parameters
    ----------
    error : GolmokError
        Raised over it.

    Returns
    -------
    str
        In the language of the request.
    """
    return fault_words(error, _FAULTS, _LIMITS)


def move_sent() -> Wanted:
    """Read what became of an entry.

    Returns
    -------
    Wanted
        As typed; a blocker only of one that cannot be done.

    Raises
    ------
    InvalidInput
        When it has no day.
    """
    form = request.form
    to, on = form.get("to", ""), day_needed("on")
    return Wanted(to, form.get("reason") or None, (form.get("blocker") or None) if to == "impossible" else None, on)


def day_needed(name: str) -> date:
    """Read a day that has to be given.

    Parameters
    ----------
    name : str
        Of the field.

    Returns
    -------
    date
        As typed.

    Raises
    ------
    InvalidInput
        When it is empty, or no day.
    """
    found = day_sent(name)
    if found is None:
        raise InvalidInput(f"{name} is empty; give a day.", field=name)
    return found
