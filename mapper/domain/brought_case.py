"""옮겨 온 사례 (brought case): a household of another register, as a row of its file says it, on its way into an envelope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from mapper.domain.case_record import Content
from mapper.domain.household import Household, Tier


@dataclass(frozen=True)
class BroughtCase:
    """One household that is brought. Nothing of it shows in a ``repr``, and so in no log.

    Attributes
    ----------
    rows : tuple of int
        Of its file.
    key : str
        By which it is known again when the file comes twice.
    district_code : str
        Of the desk.
    follower : UUID
        The case worker who goes on with it.
    tier : Tier
        How closely it is kept.
    household : Household
        What is sealed.
    contents : mapping of str to Content
        What the records ``intake`` and ``consent`` say, in this order.
    """

    rows: tuple[int, ...]
    key: str = field(repr=False)
    district_code: str
    follower: UUID
    tier: Tier
    household: Household = field(repr=False)
    contents: Mapping[str, Content] = field(repr=False)


@dataclass(frozen=True)
class Desks:
    """Where cases can be brought to, and who may follow them there.

    Attributes
    ----------
    codes : mapping of str to str
        Code of a district by its code and by its name, where only one has it.
    workers : mapping of tuple to UUID
        Case workers by district and name.
    """

    codes: Mapping[str, str]
    workers: Mapping[tuple[str, str], UUID]
