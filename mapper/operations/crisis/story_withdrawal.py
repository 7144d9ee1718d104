"""Take a household's stories away: when consent ends, when it has to hide, and when it is destroyed."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Final
from uuid import UUID

from mapper.operations.vault.envelopes import Vault
from mapper.store import stories
from mapper.store.crisis import story_drafts
from mapper.store.engine import Session

_OF_STORIES: Final = b"golmok story/"
_BYTES_OF_AN_ID: Final = 16


def public_id(vault: Vault, draft_id: UUID) -> UUID:
    """Return under which id everybody reads a story: nobody without the key of the vault joins it with its case.

    Parameters
    ----------
    vault : Vault
        Of this machine.
    draft_id : UUID
        Of the draft.

    Returns
    -------
    UUID
        The same at every call.
    """
    digest = hmac.new(vault.index_key, _OF_STORIES + draft_id.bytes, sha256).digest()
    return UUID(bytes=digest[:_BYTES_OF_AN_ID], version=4)


def withdraw_stories(session: Session, vault: Vault, household_id: UUID) -> int:
    """Withdraw every story of a household. Whoever calls this has logged why.

    Parameters
    ----------
    session : Session
        Entered; not committed.
    vault : Vault
        Of this machine.
    household_id : UUID
        Of whom.

    Returns
    -------
    int
        How many were written or told.
    """
    gone = story_drafts.withdraw(session, household_id)
    if gone:
        stories.take_away(session, [public_id(vault, one) for one in gone])
    return len(gone)
