"""사례 기록 (record): what is stored of a case's records in clear, and what is typed into them before it is sealed.

Kind, state and dates stand in clear, because lists and clocks need them without opening anything. A record is appended
and never changed. One that begins something (a visit, a referral) is the first of a few that name it by ``about``, and
the last of them says how it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mapper.domain.case_kinds import KINDS, LONGEST_LINE, Field
from mapper.domain.case_words import CONSENTED
from mapper.domain.personal_data import refuse_resident_number
from mapper.domain.plain_text import plain_text
from mapper.errors import InvalidInput

Content = dict[str, str | list[str]]
"""What a record says, by name of its field; sealed."""


@dataclass(frozen=True)
class Record:
    """What is stored of a record in clear.

    Attributes
    ----------
    id : UUID
        Of the record.
    kind : str
        A key of `KINDS`.
    about : UUID or None
        The record that it goes on from.
    state : str
        How that stands since.
    on : date
        Korean date on which it was so.
    due_on : date or None
        By when the next thing is due, where a person said so.
    """

    id: UUID
    kind: str
    about: UUID | None
    state: str
    on: date
    due_on: date | None


def standing(records: Iterable[Record]) -> dict[UUID, Record]:
    """Return how everything that was begun stands.

    Parameters
    ----------
    records : iterable of Record
        Of a case, in the order in which they were written.

    Returns
    -------
    dict of UUID to Record
        By id of the record that began it: the last one about it.
    """
    last: dict[UUID, Record] = {}
    for one in records:
        last[one.about or one.id] = one
    return last


def is_open(record: Record) -> bool:
    """Tell whether something has to become of it yet.

    Parameters
    ----------
    record : Record
        The last one about something.

    Returns
    -------
    bool
        Whether `KINDS` has moves for its state.
    """
    return bool(KINDS[record.kind].moves.get(record.state))


def counted(records: Sequence[Record], kind: str) -> list[Record]:
    """Return what was begun of a kind and was no mistake.

    Parameters
    ----------
    records : sequence of Record
        Of a case, in the order in which they were written.
    kind : str
        A key of `KINDS`.

    Returns
    -------
    list of Record
        The last one about each.
    """
    return [one for one in standing(records).values() if one.kind == kind and one.state != "withdrawn"]


def may_hand_on(consents: Sequence[Content]) -> bool:
    """Tell whether what is known of a household may be told to other agencies.

    Parameters
    ----------
    consents : sequence of Content
        What was said about consent, the last one last: it holds.

    Returns
    -------
    bool
        False without any.
    """
    return bool(consents) and consents[-1].get("how") in CONSENTED and "share" in consents[-1].get("purposes", ())


def read_content(fields: Sequence[Field], typed: Mapping[str, Sequence[str]]) -> Content:
    """Read what was typed into a record.

    Parameters
    ----------
    fields : sequence of Field
        What it asks for.
    typed : mapping of str to sequence of str
        By name of the field; several where several may be chosen.

    Returns
    -------
    Content
        Without what was left empty.

    Raises
    ------
    InvalidInput
        When something needed is missing, too long, or not among what may be chosen.
    PersonalDataFound
        When a resident registration number was typed: no law lets us keep it.
    """
    read = {field.name: _read(field, list(typed.get(field.name, ()))) for field in fields}
    return {name: said for name, said in read.items() if said}


def _read(field: Field, typed: list[str]) -> str | list[str]:
    if field.choices:
        chosen = [one for one in dict.fromkeys(typed) if one]
        if not set(chosen) <= set(field.choices) or (field.needed and not chosen):
            message = f"{field.name} is not among {', '.join(field.choices)}; choose from them."
            raise InvalidInput(message, field=field.name)
        return chosen if field.several else "".join(chosen[:1])
    words = plain_text("".join(typed[:1])).strip()
    words = " ".join(words.split()) if field.longest <= LONGEST_LINE else words
    if len(words) > field.longest or (field.needed and not words):
        message = f"{field.name} has {len(words)} characters, expected 1 to {field.longest}; write it anew."
        raise InvalidInput(message, field=field.name, longest=field.longest)
    refuse_resident_number(words, field.name)
    return words
