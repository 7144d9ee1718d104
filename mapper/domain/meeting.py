"""주민회의 (meeting): its kinds, who comes to one, and what is written about one without naming anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from mapper.domain.label import Label
from mapper.domain.personal_data import KINDS as PERSONAL
from mapper.domain.personal_data import NEVER, scan
from mapper.domain.plain_text import plain_text
from mapper.errors import InvalidInput, PersonalDataFound

MEETING_KINDS: Final = {
    "residents": Label("주민회의", "Residents' meeting"),
    "team": Label("추진단 회의", "Team meeting"),
    "strategy": Label("현장 전략회의", "Strategy meeting"),
    "study": Label("학습동아리", "Study group"),
    "sharing": Label("우수사례 공유회", "Sharing of good practice"),
}
"""What a meeting is called."""

ORGANISATION_KINDS: Final = {
    "civic": Label("자생단체", "Civic group"),
    "council": Label("주민자치회", "Residents' council"),
    "team": Label("추진단", "Team"),
    "business": Label("상인회·사업체", "Traders"),
    "school": Label("학교", "School"),
    "office": Label("행정기관", "Public office"),
    "expert": Label("전문기관", "Expert body"),
    "none": Label("단체 없이 온 주민", "Residents of no group"),
}
"""What an organisation is."""

ROLES: Final = {
    "resident": Label("주민", "Residents"),
    "official": Label("공무원", "Officials"),
    "expert": Label("전문가", "Experts"),
    "speaker": Label("발표자", "Speakers"),
}
"""As what somebody comes."""

MOST_HEADS: Final = 10_000
"""Of one organisation in one role; more is a slip of the hand."""

LONGEST_LINE: Final = 120
LONGEST_WORDS: Final = 1_000
LONGEST_MINUTES: Final = 20_000
FURTHEST_AHEAD: Final = timedelta(days=2 * 365)
MOST_TIES: Final = 500
"""Segments, or issues, of one item of an agenda."""


@dataclass(frozen=True)
class MeetingDraft:
    """What a meeting shall be.

    Attributes
    ----------
    kind : str
        A key of `MEETING_KINDS`.
    title, place : str
        As people call it, and where it is held.
    held_at : datetime
        When it begins.
    districts : tuple of str
        Codes; none for a meeting of the whole city.
    team : UUID or None
        Whose meeting it is.
    cancelled : bool
        Whether it is not held after all.
    """

    kind: str
    title: str
    place: str
    held_at: datetime
    districts: tuple[str, ...] = ()
    team: UUID | None = None
    cancelled: bool = False


@dataclass(frozen=True)
class Ties:
    """What on the map something is about.

    Attributes
    ----------
    segments, issues : tuple of UUID
        Each once, in the order in which they were tied.
    """

    segments: tuple[UUID, ...] = ()
    issues: tuple[UUID, ...] = ()


def written(words: str, *, field: str, longest: int = LONGEST_LINE, confirmed: bool = True) -> str:
    """Return what somebody typed as it is kept.

    Parameters
    ----------
    words : str
        As typed.
    field : str
        Named in the error.
    longest : int
        How many characters are kept of it at most; up to `LONGEST_LINE` it is one line.
    confirmed : bool
        Whether a person said that what looks like a name is none.

    Returns
    -------
    str
        With something to be seen.

    Raises
    ------
    InvalidInput
        When it is empty or too long.
    PersonalDataFound
        When it tells of a person.
    """
    seen = plain_text(words).replace("\r\n", "\n").strip()
    kept = " ".join(seen.split()) if longest <= LONGEST_LINE else seen
    if len(kept) > longest or not any(one.isprintable() and not one.isspace() for one in kept):
        raise InvalidInput(f"{field} has {len(kept)} characters; write 1 to {longest} that show.", field=field)
    found = {one.kind for one in scan(kept)}
    if kinds := sorted(found & (NEVER if confirmed else NEVER | {"name"})):
        message = f"{field} seems to hold a {PERSONAL[kinds[0]].en}; leave out what tells of a person."
        raise PersonalDataFound(message, field=field, kinds=[PERSONAL[kind].ko for kind in kinds], keys=kinds)
    return kept


def can_be_kept(words: str, longest: int) -> bool:
    """Tell whether `written` keeps what somebody typed.

    Parameters
    ----------
    words : str
        As typed.
    longest : int
        How many characters are kept of it at most.

    Returns
    -------
    bool
        False for what is empty, too long, or tells of a person.
    """
    try:
        written(words, field="words", longest=longest)
    except (InvalidInput, PersonalDataFound):
        return False
    return True


def checked_draft(draft: MeetingDraft, *, now: datetime) -> MeetingDraft:
    """Check what a meeting shall be, but for whether its districts and its team are there.

    Parameters
    ----------
    draft : MeetingDraft
        As typed.
    now : datetime
        This moment.

    Returns
    -------
    MeetingDraft
        As it is kept.

    Raises
    ------
    InvalidInput
        For a kind there is not, a time that no meeting has, or words that cannot be kept.
    """
    choose("kind", draft.kind, MEETING_KINDS)
    if draft.held_at.year < 2000 or draft.held_at > now + FURTHEST_AHEAD:
        message = f"No meeting is held at {draft.held_at.isoformat()}; name a time up to two years ahead."
        raise InvalidInput(message, field="held_at")
    return MeetingDraft(
        draft.kind,
        written(draft.title, field="title"),
        written(draft.place, field="place"),
        draft.held_at,
        tuple(sorted(set(draft.districts))),
        draft.team,
        draft.cancelled,
    )


def choose(field: str, key: str, among: Mapping[str, Label]) -> None:
    """Refuse a word that is not in the vocabulary.

    Parameters
    ----------
    field : str
        Named in the error.
    key : str
        As it was sent.
    among : mapping of str to Label
        The vocabulary.

    Raises
    ------
    InvalidInput
        With those there are.
    """
    if key not in among:
        raise InvalidInput(f"{field} cannot be {key[:40]!r}; choose one of {', '.join(among)}.", field=field)


def checked_heads(heads: int) -> int:
    """Refuse a number of people that did not come.

    Parameters
    ----------
    heads : int
        How many came; none takes back what was written before.

    Returns
    -------
    int
        The same.

    Raises
    ------
    InvalidInput
        When it is negative or beyond `MOST_HEADS`.
    """
    if not 0 <= heads <= MOST_HEADS:
        raise InvalidInput(f"{heads} people did not come; write 0 to {MOST_HEADS}.", field="heads")
    return heads


def checked_ties(ties: Ties) -> Ties:
    """Keep each segment and issue once.

    Parameters
    ----------
    ties : Ties
        In any order.

    Returns
    -------
    Ties
        The first of each.

    Raises
    ------
    InvalidInput
        When they are more than `MOST_TIES`.
    """
    kept = Ties(tuple(dict.fromkeys(ties.segments)), tuple(dict.fromkeys(ties.issues)))
    if max(len(kept.segments), len(kept.issues)) > MOST_TIES:
        raise InvalidInput(f"One item is about {MOST_TIES} segments at most; make it two items.", field="ties")
    return kept
