"""Hold what is to be printed of a household against the households that fit it, before anybody prints it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from mapper.domain.calendar import KST
from mapper.domain.figure import Asked
from mapper.domain.press_line import PressCase, PressLine, may_go_out, read_line
from mapper.errors import InvalidInput
from mapper.operations.crisis.entering import Look
from mapper.operations.crisis.figure_counting import CountedCase, count_cases
from mapper.operations.people.teams import district_names
from mapper.operations.vault.envelopes import Vault
from mapper.store.engine import Session

LONGEST: Final = 2_000
"""Of a sentence, in characters."""


@dataclass(frozen=True)
class PressVerdict:
    """What was found of a sentence; never how many fit it.

    Attributes
    ----------
    line : PressLine
        By what it narrows households down.
    may_go_out : bool
        Whether ten or more fit all of that, or it is about none.
    """

    line: PressLine
    may_go_out: bool


def check_line(session: Session, city: Session, vault: Vault, sentence: str, look: Look) -> PressVerdict:
    """Say whether a sentence may go to the press.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown. The sentence is not kept.
    city : Session
        For the names of districts; only read.
    vault : Vault
        Of this machine.
    sentence : str
        As it is to be printed.
    look : Look
        Who, why and when. Whoever sits at the machine asks of every district; anybody else of their own, so that a
        household elsewhere does not help a sentence out.

    Returns
    -------
    PressVerdict
        One entry of the log for each district lists everybody who was opened for it.

    Raises
    ------
    InvalidInput
        When there is nothing to check, or more than a sentence.
    """
    if not sentence.strip() or len(sentence) > LONGEST:
        message = f"The sentence has {len(sentence)} characters, expected 1 to {LONGEST}; check one at a time."
        raise InvalidInput(message, field="sentence")
    return judge(session, vault, sentence, district_names(city), look)


def judge(
    session: Session, vault: Vault, words: str, names: Mapping[str, str], look: Look, *, of_household: bool = False
) -> PressVerdict:
    """Say whether words may be printed, however many.

    Parameters
    ----------
    session : Session
        Of the staff role; committed also when they are held, as everybody opened for it is in the log.
    vault : Vault
        Of this machine.
    words : str
        As they are to be printed; all that they say is taken to be said of one household.
    names : mapping of str to str
        Names of the districts of the city, by code.
    look : Look
        Who, why and when, as for `check_line`.
    of_household : bool, optional
        Whether they are known to be about a household, whatever they name.

    Returns
    -------
    PressVerdict
        One entry of the log for each district lists everybody who was opened for it.
    """
    today = look.now.astimezone(KST).date()
    line = read_line(words, names, today=today)
    line = replace(line, is_about=line.is_about or of_household)
    codes = line.districts or frozenset(names) | (look.by.districts or frozenset())
    asked = Asked("", today, look.now)
    found = count_cases(session, vault, codes, asked, look, to_open=bool(line.kinds)) if line.is_about else []
    return PressVerdict(line, may_go_out(line, map(_as_told, found)))


def _as_told(case: CountedCase) -> PressCase:
    days = {case.known.received_on, *(record.on for record in case.known.records)}
    kinds: set[str] = set()
    for content in case.contents.values():
        kinds.update(content.get("risks", ()))
    household = case.known.sealed.id if case.known.sealed else None
    return PressCase(household, case.known.district_code, frozenset(kinds), frozenset(days))
