"""Tell what became of a household without saying of whom: written by who follows it, read by a second person, then public."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID, uuid4

from mapper.domain.calendar import KST
from mapper.domain.household import Tier
from mapper.domain.personal_data import Finding, scan
from mapper.domain.story import Story, StoryLine, may_tell, read_story
from mapper.errors import CaseMoveRefused, DecidedMeanwhile, InvalidInput, NotFound
from mapper.operations.crisis.case_envelopes import followed_case, open_records
from mapper.operations.crisis.entering import (
    Look,
    enter,
    key_of,
    log,
    log_refusal,
    open_envelope,
    require_fresh_proof,
)
from mapper.operations.crisis.press_lines import judge
from mapper.operations.crisis.story_withdrawal import public_id
from mapper.operations.vault.envelopes import Place, Vault
from mapper.store import stories as told_rows
from mapper.store.crisis import case_records, story_drafts
from mapper.store.crisis import households as rows
from mapper.store.crisis.households import Sealed
from mapper.store.engine import Session
from mapper.store.people.users import district_names


@dataclass(frozen=True)
class StoryText:
    """A story, opened.

    Attributes
    ----------
    line : StoryLine
        What stands in clear of it.
    title, words : str
        What it says.
    """

    line: StoryLine
    title: str
    words: str

    def findings(self) -> list[Finding]:
        """Return what of the words may tell of a person, for a second reader to look at."""
        return scan(self.words)

    def title_findings(self) -> list[Finding]:
        """Return the same of the title."""
        return scan(self.title)


def told_stories(session: Session) -> list[Story]:
    """Return the stories that everybody reads.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of Story
        The latest month first.
    """
    return told_rows.stories(session)


def write_story(
    session: Session, vault: Vault, case_id: UUID, typed: tuple[str, str], look: Look, *, confirmed: bool
) -> UUID:
    """Write a story of a case, for a second person to read.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine.
    case_id : UUID
        Which case.
    typed : tuple of str
        Title and words.
    look : Look
        Who, why and when.
    confirmed : bool
        Whether they say that what looks like personal data is none.

    Returns
    -------
    UUID
        Of the draft.

    Raises
    ------
    HouseholdNotFound, ProofNeeded
        As for reading.
    CaseMoveRefused
        When the household is of the sealed tier: nothing is told of who hides.
    InvalidInput
        When nobody consented to a story, or its words are missing or too long.
    PersonalDataFound
        When it may tell of a person.
    """
    action = "story.write"
    case, sealed = followed_case(session, case_id, look, action, to_change=True)
    if sealed.tier == Tier.SEALED or look.by.user_id is None:
        raise CaseMoveRefused("Nothing is told of a household of the sealed tier.")
    log(session, look, action, [(case.household_id, case.district_code)])
    _require_consent(session, vault, case_id, sealed)
    places = district_names(session).values()
    title, words = read_story(*typed, of=open_envelope(vault, sealed), confirmed=confirmed, places=places)
    line = StoryLine(uuid4(), case_id, case.district_code, "written", look.by.user_id, look.now)
    plain = json.dumps([title, words], ensure_ascii=False).encode()
    story_drafts.add(session, line, vault.seal(key_of(vault, sealed), plain, _place(line)))
    return line.id


def stories_of(session: Session, vault: Vault, case_id: UUID, look: Look) -> list[StoryText]:
    """Open the stories that were written of a case.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    vault : Vault
        Of this machine.
    case_id : UUID
        Which case.
    look : Look
        Who, why and when.

    Returns
    -------
    list of StoryText
        The latest first.

    Raises
    ------
    HouseholdNotFound, ProofNeeded
        As for reading.
    """
    action = "story.read"
    case, sealed = followed_case(session, case_id, look, action)
    log(session, look, action, [(case.household_id, case.district_code)])
    return [_opened(vault, sealed, line, envelope) for line, envelope in story_drafts.of_case(session, case_id)]


def waiting_stories(session: Session, look: Look) -> list[StoryLine]:
    """List the stories of the own districts that wait for a second reader; nothing is opened.

    Parameters
    ----------
    session : Session
        Of the staff role; only read.
    look : Look
        Who, and when.

    Returns
    -------
    list of StoryLine
        The latest first.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    """
    enter(session, look, "story.list", "case.approve")
    return story_drafts.waiting(session, look.by.user_id)


def read_draft(session: Session, vault: Vault, draft_id: UUID, look: Look) -> StoryText:
    """Open a story for a second reader: the story alone, and nothing else of the household.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before anything is shown.
    vault : Vault
        Of this machine.
    draft_id : UUID
        Which.
    look : Look
        Who, why and when.

    Returns
    -------
    StoryText
        As it was written.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    NotFound
        When none waits for them.
    """
    action = "story.read"
    enter(session, look, action, "case.approve")
    line, envelope, sealed = _waiting(session, draft_id, look, action)
    log(session, look, action, [(sealed.id, sealed.district_code)])
    return _opened(vault, sealed, line, envelope)


def decide_story(session: Session, vault: Vault, draft_id: UUID, look: Look, *, told: bool) -> bool:
    """Publish a story, or decline it.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed. It is committed also when the story is held, as everybody counted is in the log.
    vault : Vault
        Of this machine.
    draft_id : UUID
        Which.
    look : Look
        Who, why and when; they have just proved who they are, and did not write it.
    told : bool
        Whether everybody reads it.

    Returns
    -------
    bool
        False when it is held, as a sentence for the press is: fewer than ten households of the reader's districts fit all
        that it says. It waits on.

    Raises
    ------
    NotAllowed, ProofNeeded
        When it is not for their role, or their proof is too old.
    NotFound
        When none waits for them.
    InvalidInput
        When nobody consents to it any more.
    """
    action = "story.tell" if told else "story.decline"
    enter(session, look, action, "case.approve")
    require_fresh_proof(session, look, action)
    line, envelope, sealed = _waiting(session, draft_id, look, action)
    log(session, look, action, [(sealed.id, sealed.district_code)])
    if told:
        _require_consent(session, vault, line.case_id, sealed)
        text, month = _opened(vault, sealed, line, envelope), look.now.astimezone(KST).date().replace(day=1)
        words, names = f"{text.title}\n{text.words}", district_names(session)
        if not judge(session, vault, words, names, look, of_household=True).may_go_out:
            return False
        told_rows.add(session, Story(public_id(vault, draft_id), text.title, text.words, month))
    state = "told" if told else "declined"
    if look.by.user_id is not None:
        story_drafts.decide(session, draft_id, state, by=look.by.user_id, now=look.now)
    return True


def _waiting(session: Session, draft_id: UUID, look: Look, action: str) -> tuple[StoryLine, bytes, Sealed]:
    found = story_drafts.held(session, draft_id)
    seen = rows.overseen(session, look.by.user_id, found[2]) if found else []
    if found is None or not seen or found[0].written_by == look.by.user_id:
        log_refusal(session, look, action, draft_id)
        raise NotFound(f"{draft_id} is no story that waits for {look.by.name}; open the list again.")
    if found[0].state != "written":
        raise DecidedMeanwhile(f"It is {found[0].state} already; open the list again.")
    return found[0], found[1], seen[0]


def _require_consent(session: Session, vault: Vault, case_id: UUID, sealed: Sealed) -> None:
    written = case_records.sealed_records(session, [case_id], ["consent"])
    if not may_tell(open_records(vault, sealed, written)):
        message = "Nobody consented to a story, or the consent was withdrawn; write down the consent first."
        raise InvalidInput(message, field="story_consent")


def _opened(vault: Vault, sealed: Sealed, line: StoryLine, envelope: bytes) -> StoryText:
    title, words = json.loads(vault.open(key_of(vault, sealed), envelope, _place(line)))
    return StoryText(line, title, words)


def _place(line: StoryLine) -> Place:
    return Place(f"story_draft/{line.case_id}/{line.district_code}", line.id, 1)
