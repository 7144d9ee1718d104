"""What an auditor asks: whether the access log is whole, by anchors kept off the machine, and whether the walls stand."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mapper.domain.access_log import Break, first_break
from mapper.domain.canonical_json import canonical
from mapper.domain.reader import Reader
from mapper.errors import UnreadableFile
from mapper.operations.people.sealing import Seal
from mapper.store.crisis import access_log, rights
from mapper.store.crisis.identity import reach
from mapper.store.engine import Session
from mapper.store.write_log import log_write

Anchors = dict[str, dict[int, set[bytes]]]
"""Hashes that were noted, by number by district; more than one only when somebody noted what was not so."""


@dataclass(frozen=True)
class Verdict:
    """What became of looking through every chain.

    Attributes
    ----------
    entries : dict of str to int
        How many entries each chain has, by district.
    breaks : list of Break
        The first of each chain that is broken.
    """

    entries: dict[str, int]
    breaks: list[Break]


def verify(session: Session, anchors: Anchors) -> Verdict:
    """Look through every chain.

    Parameters
    ----------
    session : Session
        Of the staff role, nothing read with it yet; only read.
    anchors : Anchors
        What was noted off the machine, beside what the database itself knows of it.

    Returns
    -------
    Verdict
        Without breaks when every chain is whole and holds what was noted.
    """
    reach(session, None, of_one_moment=True)  # or what is appended meanwhile would stand after its head
    heads, known = access_log.heads(session), access_log.anchors(session)
    entries: dict[str, int] = {}
    breaks = []
    for code in sorted(heads.keys() | known.keys() | anchors.keys()):
        head = heads.get(code, (0, b""))
        noted = merged([{code: known.get(code, {})}, {code: anchors.get(code, {})}])[code]
        with closing(access_log.entries(session, code)) as chain:
            found = first_break(code, chain, head=head, anchors=noted)
        entries[code] = head[0]
        breaks += [found] if found else []
    return Verdict(entries, breaks)


def holes(session: Session) -> list[str]:
    """Say what of the walls around households does not stand: rights, roles, row-level security.

    Parameters
    ----------
    session : Session
        Of the staff role; only read.

    Returns
    -------
    list of str
        A sentence for each; none when everything is as it was declared.
    """
    reach(session, None)
    return list(rights.faults(session.connection()))


def anchor(session: Session, seal: Seal, *, by: Reader, now: datetime) -> str:
    """Note the head of every chain, to be kept where nobody who administers this machine can change it.

    Parameters
    ----------
    session : Session
        Of the staff role; to be committed.
    seal : Seal
        Of this machine, which signs.
    by : Reader
        Who, for the write log.
    now : datetime
        This moment.

    Returns
    -------
    str
        JSON for a file.
    """
    reach(session, None)
    heads = {code: head for code, head in access_log.heads(session).items() if head[0]}
    access_log.add_anchors(session, heads, now=now)
    log_write(session, by, "access.anchor", subject="chains", now=now)  # not how many: golmok_app reads this log
    noted = [{"district": code, "number": number, "hash": digest.hex()} for code, (number, digest) in heads.items()]
    written = {"made_at": now.isoformat(timespec="seconds"), "heads": noted}
    return json.dumps(written | {"signature": _signature(seal, written)}, ensure_ascii=False, indent=1) + "\n"


def read_anchors(written: bytes, seal: Seal) -> Anchors:
    """Read a file of anchors.

    Parameters
    ----------
    written : bytes
        As `anchor` wrote it.
    seal : Seal
        Of this machine.

    Returns
    -------
    Anchors
        For `verify`.

    Raises
    ------
    UnreadableFile
        When it is none, or was not written here, or was changed.
    """
    found: Anchors = {}
    try:
        anchors: dict[str, Any] = json.loads(written)
        signature = str(anchors.pop("signature"))
        for head in anchors["heads"]:
            found.setdefault(str(head["district"]), {})[int(head["number"])] = {bytes.fromhex(head["hash"])}
        expected = _signature(seal, anchors)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        message = f"This is no file of anchors ({error}); give one that golmok audit anchor wrote."
        raise UnreadableFile(message) from error
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        message = (
            "The anchors were not written by this machine, or were changed since; give the file as it was written."
        )
        raise UnreadableFile(message)
    return found


def merged(several: Iterable[Anchors]) -> Anchors:
    """Put anchors of several files together.

    Parameters
    ----------
    several : iterable of Anchors
        In any order.

    Returns
    -------
    Anchors
        All that any of them noted.
    """
    found: Anchors = {}
    for anchors in several:
        for code, noted in anchors.items():
            chain = found.setdefault(code, {})
            for number, hashes in noted.items():
                chain[number] = chain.get(number, set()) | hashes
    return found


def _signature(seal: Seal, anchors: dict[str, Any]) -> str:
    return hmac.digest(seal.derived("anchors"), canonical(anchors).encode(), "sha256").hex()
