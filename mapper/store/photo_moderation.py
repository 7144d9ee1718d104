"""What was decided about the photos of issues, and which copies of them everyone may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.store.merges import WHOLE, surviving
from mapper.store.tables import ModerationRow

LATEST_FIRST: Final = "recorded_at DESC, decision DESC, id DESC"
"""SQL of the order of decisions about one thing, of which the first holds: one of the same moment hides rather than shows."""

_LATEST: Final = """
    NOT EXISTS (
        SELECT FROM moderation AS later WHERE later.use_id = moderation.use_id
            AND (later.recorded_at, later.decision, later.id) > (moderation.recorded_at, moderation.decision, moderation.id)
    )
"""
_PUBLIC: Final = text(f"""
    WITH RECURSIVE {WHOLE}
    SELECT DISTINCT root AS issue_id, public_sha256, moment, photo_use.ordinal FROM whole
    JOIN issue_state AS shown ON shown.issue_id = root JOIN segment ON segment.id = shown.segment_id
    JOIN issue_state AS own ON own.issue_id = member
    JOIN photo_use ON photo_use.issue_id = member JOIN moderation ON use_id = photo_use.id
    WHERE moderation.decision = 'published' AND {_LATEST} AND public_point IS NOT NULL
        AND NOT shown.merged AND shown.verification <> 'rejected'
        AND shown.category = ANY(:categories) AND own.category = ANY(:categories)
        AND greatest(shown.recorded_at, own.recorded_at) < :recorded_before
    ORDER BY 1, 3, 4, 2
""")
"""A photo is as public as the point of its issue or of the one that this was merged into, and no sooner than either."""

_RELEASED: Final = text("""
    SELECT DISTINCT photo_use.issue_id FROM moderation JOIN photo_use ON photo_use.id = use_id
    WHERE public_sha256 = :public_sha256 AND photo_use.issue_id IS NOT NULL
""")


@dataclass(frozen=True)
class PublicPhoto:
    """A copy of a photo that everyone may see.

    Attributes
    ----------
    issue_id : UUID
        What it shows, or what that was merged into.
    public_sha256 : bytes
        The file.
    moment : str
        When it was taken: before, after.
    """

    issue_id: UUID
    public_sha256: bytes
    moment: str


def latest(session: Session, *, use: UUID | None = None, issue: UUID | None = None) -> UUID | None:
    """Hold a photo or the words of an issue until this transaction ends, and tell which decision about it holds.

    Parameters
    ----------
    session : Session
        Not committed.
    use : UUID or None
        Of a photo in an issue.
    issue : UUID or None
        Of the words.

    Returns
    -------
    UUID or None
        Of the decision; None when nobody has decided.
    """
    table, column = ("issue", "issue_id") if use is None else ("photo_use", "use_id")
    thing = {"thing": use or issue}
    session.execute(text(f"SELECT FROM {table} WHERE id = :thing FOR NO KEY UPDATE"), thing)
    found = text(f"SELECT id FROM moderation WHERE {column} = :thing ORDER BY {LATEST_FIRST} LIMIT 1")
    return session.execute(found, thing).scalar_one_or_none()


def moderate(
    session: Session,
    use_id: UUID,
    *,
    decision: str,
    boxes: Sequence[dict[str, Any]],
    public_sha256: bytes | None,
    user_id: UUID | None,
    recorded_at: datetime,
) -> UUID:
    """Append what was decided about a photo.

    Parameters
    ----------
    session : Session
        Not committed.
    use_id : UUID
        Of the photo in an issue.
    decision : str
        ``published`` or ``withheld``.
    boxes : sequence of dict
        What is covered.
    public_sha256 : bytes or None
        The copy, when it is published.
    user_id : UUID or None
        Who decided.
    recorded_at : datetime
        When.

    Returns
    -------
    UUID
        Of the decision.
    """
    row = ModerationRow(
        id=uuid4(),
        use_id=use_id,
        decision=decision,
        boxes=list(boxes),
        public_sha256=public_sha256,
        user_id=user_id,
        recorded_at=recorded_at,
    )
    session.add(row)
    return row.id


def is_public(
    session: Session, public_sha256: bytes, *, recorded_before: datetime, categories: Collection[str]
) -> bool:
    """Tell whether everyone may see a copy now.

    Parameters
    ----------
    session : Session
        Only read.
    public_sha256 : bytes
        The copy.
    recorded_before : datetime
        Issues recorded later are not public yet.
    categories : collection of str
        Those whose issues are public under their own name.

    Returns
    -------
    bool
        Only while the latest decision about it, and the state of its issue, allow it.
    """
    issues = list(session.execute(_RELEASED, {"public_sha256": public_sha256}).scalars())
    roots = set(surviving(session, issues).values()) if issues else set()
    shown = public_photos(session, roots, recorded_before=recorded_before, categories=categories)
    return any(photo.public_sha256 == public_sha256 for photo in shown)


def public_photos(
    session: Session, issues: Collection[UUID], *, recorded_before: datetime, categories: Collection[str]
) -> list[PublicPhoto]:
    """Return the copies of the photos of issues that everyone may see now.

    Parameters
    ----------
    session : Session
        Only read.
    issues : collection of UUID
        Which.
    recorded_before : datetime
        Issues recorded later are not public yet.
    categories : collection of str
        Those whose issues are public under their own name.

    Returns
    -------
    list of PublicPhoto
        In the order in which they are shown.
    """
    values = {"issues": list(issues), "recorded_before": recorded_before, "categories": list(categories)}
    return [PublicPhoto(row.issue_id, row.public_sha256, row.moment) for row in session.execute(_PUBLIC, values)]
