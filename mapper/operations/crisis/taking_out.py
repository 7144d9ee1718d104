"""What leaves as a file: the households of one district that somebody follows. More than a few need a second person."""

from __future__ import annotations

from typing import Final

from mapper.domain.access_reason import REASONS
from mapper.domain.approval import FEW, ApprovalKind
from mapper.domain.calendar import KST
from mapper.errors import ApprovalNeeded, InvalidInput
from mapper.exporters.sheets import Sheet, csv_of
from mapper.operations.crisis.approvals import spend, usable
from mapper.operations.crisis.entering import Look, enter, log, log_refusal, require_fresh_proof
from mapper.operations.crisis.opening import Opened, as_opened, subjects_of
from mapper.operations.vault.envelopes import Vault
from mapper.store.crisis import households as rows
from mapper.store.engine import Session

_COLUMNS: Final = (
    "식별자",
    "발견한 날",
    "주소",
    "이름",
    "태어난 해",
    "전화",
    "적어 둔 것",
    "내려받은 사람",
    "내려받은 때",
    "이유",
)


def count(session: Session, look: Look) -> dict[str, int]:
    """Count the households that the reader may take out; nothing is opened.

    Parameters
    ----------
    session : Session
        Of the staff role; only read.
    look : Look
        Who, and when.

    Returns
    -------
    dict of str to int
        By district; those without any are left out.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    """
    enter(session, look, "household.count", "case.file")
    counts: dict[str, int] = {}
    for sealed in rows.caseload(session, look.by.user_id):
        counts[sealed.district_code] = counts.get(sealed.district_code, 0) + 1
    return dict(sorted(counts.items()))


def take_out(session: Session, vault: Vault, district_code: str, look: Look) -> bytes:
    """Write the households of a district that the reader follows into a file, but for the sealed tier.

    Parameters
    ----------
    session : Session
        Of the staff role; committed before the file is handed out.
    vault : Vault
        Of this machine.
    district_code : str
        Where they live.
    look : Look
        Who, why and when; they have just proved who they are.

    Returns
    -------
    bytes
        CSV. Each row says who took it out, when and why.

    Raises
    ------
    NotAllowed, ProofNeeded
        When it is not for their role, or their proof is too old.
    ApprovalNeeded
        When they are more than a few, and nobody allowed it.
    InvalidInput
        When the district is none of theirs.
    """
    action = "household.file"
    enter(session, look, action, "case.file")
    require_fresh_proof(session, look, action)
    if district_code not in (look.by.districts or ()):
        log_refusal(session, look, action)
        message = f"{district_code[:20]!r} is no district of {look.by.name}; choose one of theirs."
        raise InvalidInput(message, field="district")
    found = [one for one in rows.caseload(session, look.by.user_id) if one.district_code == district_code]
    if len(found) > FEW:
        approval = usable(session, look, ApprovalKind.FILE, district_code)
        if approval is None:
            log_refusal(session, look, action)
            raise ApprovalNeeded(f"{len(found)} households are more than {FEW}; let a second person allow the file.")
        spend(session, look, action, approval.id, ApprovalKind.FILE)
    log(session, look, action, subjects_of(found), searched=[district_code])
    return csv_of(_sheet([as_opened(vault, sealed) for sealed in found], look))


def _sheet(found: list[Opened], look: Look) -> Sheet:
    taken = (
        look.by.name,
        f"{look.now.astimezone(KST):%Y-%m-%d %H:%M}",
        " ".join(filter(None, (REASONS[look.reason.code].ko, look.reason.words))),
    )
    lines = [
        (
            str(one.id),
            one.received_on.isoformat(),
            one.household.address,
            "\n".join(person.name for person in one.household.people),
            "\n".join(str(person.birth_year or "") for person in one.household.people),
            "\n".join(person.phone for person in one.household.people),
            one.household.notes,
            *taken,
        )
        for one in found
    ]
    return Sheet("맡은 가구", _COLUMNS, lines)
