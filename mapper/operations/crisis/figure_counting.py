"""Open what figures of households count: everybody once, logged before, and nobody is shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from mapper.domain.case_record import Content
from mapper.domain.figure import Asked
from mapper.operations.crisis.case_envelopes import open_records
from mapper.operations.crisis.entering import Look, enter, log
from mapper.operations.vault.envelopes import Vault
from mapper.store.crisis import vault_keys
from mapper.store.crisis.figure_rows import KnownCase, known_cases
from mapper.store.crisis.identity import reach
from mapper.store.engine import Session

ACTION: Final = "figure.count"
PERMISSION: Final = "figure.household"


@dataclass(frozen=True)
class CountedCase:
    """A case, and what of it was opened to be counted.

    Attributes
    ----------
    known : KnownCase
        What stands in clear.
    contents : mapping of UUID to dict
        What some of its records say, by id of the record; in memory only.
    """

    known: KnownCase
    contents: Mapping[UUID, Content]


def count_cases(
    session: Session, vault: Vault, codes: Collection[str], asked: Asked, look: Look, *, to_open: bool
) -> list[CountedCase]:
    """Read the cases of a city, as far as they are the reader's to count.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    vault : Vault
        Of this machine.
    codes : collection of str
        Districts of the city.
    asked : Asked
        As of when, and known when.
    look : Look
        Who, why and when. Whoever sits at the machine counts every district; anybody else their own.
    to_open : bool
        Whether what is sealed is asked for too.

    Returns
    -------
    list of CountedCase
        One entry of the log for each district; it lists who was opened, of whom nobody saw anything.
    """
    own = _enter(session, look, codes)
    found = known_cases(session, look.by.user_id, own, as_of=asked.as_of, known=asked.known)
    opened = [(one.sealed.id, one.district_code) for one in found if one.sealed and one.to_open] if to_open else []
    log(session, look, ACTION, dict.fromkeys(opened), searched={one.district_code for one in found})
    return [CountedCase(one, _contents(vault, one) if to_open else {}) for one in found]


def _enter(session: Session, look: Look, codes: Collection[str]) -> Sequence[str]:
    if look.by.user_id is None:
        reach(session, None)
        vault_keys.hold_open(session)
        return sorted(codes)
    enter(session, look, ACTION, PERMISSION)
    return sorted(set(codes) & (look.by.districts or frozenset()))


def _contents(vault: Vault, case: KnownCase) -> dict[UUID, Content]:
    if case.sealed is None:
        return {}
    contents = open_records(vault, case.sealed, case.to_open)
    return {one.record.id: content for one, content in zip(case.to_open, contents, strict=True)}
