"""제보 (tip): what somebody tells a desk of a household that may need help, and what a desk makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from mapper.domain.case_words import CHANNELS
from mapper.domain.label import Label
from mapper.errors import InvalidInput

TIP_CHANNELS: Final = {key: CHANNELS[key] for key in ("honorary", "head", "patrol", "search", "shop", "neighbour")} | {
    "office": Label("직원 제보", "Told by staff")
}
"""As what somebody tells of a household; each but the last is the channel of the case that comes of it."""

OUTCOMES: Final = {
    "case": Label("새로 접수", "Taken in"),
    "known": Label("이미 맡은 가구", "Known already"),
    "nothing": Label("도움이 필요하지 않음", "No help needed"),
}
"""What a desk makes of it."""

MOST_BYTES: Final = 16_384
"""Of what is sealed."""
LONGEST_WORDS: Final = 2_000


@dataclass(frozen=True)
class Tip:
    """What was told, as it is handed in.

    Attributes
    ----------
    id : UUID
        Made by whoever tells it, so that one that is sent twice is stored once.
    district_code : str
        To whose desk.
    channel : str
        A key of `TIP_CHANNELS`.
    sealed : bytes
        What it says, to the key of the desks.
    """

    id: UUID
    district_code: str
    channel: str
    sealed: bytes = field(repr=False)

    @property
    def place(self) -> str:
        """What its seal is bound to."""
        return f"golmok tip/{self.id}/{self.district_code}/{self.channel}"


@dataclass(frozen=True)
class TipLine:
    """A tip as the desk lists it, unopened.

    Attributes
    ----------
    id : UUID
        Of the tip.
    district_code : str
        To whose desk.
    channel : str
        As what it was told.
    received_at : datetime
        When.
    outcome : str or None
        A key of `OUTCOMES`; None while it waits.
    settled_at : datetime or None
        Since when.
    """

    id: UUID
    district_code: str
    channel: str
    received_at: datetime
    outcome: str | None
    settled_at: datetime | None


@dataclass(frozen=True)
class Told:
    """What a tip says, opened.

    Attributes
    ----------
    where : str
        Address or place in words.
    who : str
        As far as known.
    words : str
        What was seen.
    shop : str
        Name of the welfare shop that saw it; empty for none.
    """

    where: str = field(default="", repr=False)
    who: str = field(default="", repr=False)
    words: str = field(default="", repr=False)
    shop: str = field(default="", repr=False)


def check(tip: Tip, *, fewest_bytes: int) -> None:
    """Refuse what cannot be a tip.

    Parameters
    ----------
    tip : Tip
        As handed in.
    fewest_bytes : int
        Of anything sealed.

    Raises
    ------
    InvalidInput
        When its channel is none, or what is sealed is too short or too long.
    """
    if tip.channel not in TIP_CHANNELS:
        message = f"{tip.channel[:40]!r} is no channel; choose one of {', '.join(TIP_CHANNELS)}."
        raise InvalidInput(message, field="channel")
    if not fewest_bytes <= len(tip.sealed) <= MOST_BYTES:
        message = f"What is sealed has {len(tip.sealed)} bytes, expected {fewest_bytes} to {MOST_BYTES}; seal it anew."
        raise InvalidInput(message, field="sealed")
