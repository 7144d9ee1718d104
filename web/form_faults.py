"""What forms have in common: what is said of what cannot be used, and how a time is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from flask import request

from mapper.domain.calendar import KST
from mapper.domain.personal_data import KINDS
from mapper.errors import GolmokError, InvalidInput, PersonalDataFound
from web.errors import sentence
from web.languages import gettext, said

_PERSONAL: Final = "사람을 알 수 있는 말({kinds})이 있어 저장하지 않았습니다. 이름과 연락처는 적지 않습니다."


def fault_words(error: GolmokError, faults: Mapping[str, str], limits: Mapping[str, int]) -> str:
    """Say what is wrong with what was sent.

    Parameters
    ----------
    error : GolmokError
        Raised over it.
    faults : mapping of str to str
        Korean sentences by field.
    limits : mapping of str to int
        What the sentences name.

    Returns
    -------
    str
        In the language of the request.
    """
    if isinstance(error, PersonalDataFound):
        kinds = [said(KINDS[key]) for key in KINDS if key in str(error.fields["keys"])]
        return gettext(_PERSONAL).format(kinds=", ".join(kinds))
    known = faults.get(str(error.fields.get("field"))) if isinstance(error, InvalidInput) else None
    return gettext(known).format(**limits) if known else sentence(error.code)


def moment_sent(name: str, *, instead: datetime | None = None) -> datetime:
    """Read a day with its time.

    Parameters
    ----------
    name : str
        Of the field.
    instead : datetime, optional
        Shown in place of what is no time; refused without it.

    Returns
    -------
    datetime
        In Korea.

    Raises
    ------
    InvalidInput
        When it is no time.
    """
    typed = request.form.get(name, "")
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=KST)
    except ValueError:
        if instead is not None:
            return instead
        message = f"{typed[:40]!r} is no time; write it like 2026-11-21T14:00."
        raise InvalidInput(message, field=name) from None
