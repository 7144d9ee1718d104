"""Answers that take long are worked out once for the same facts, and kept for everybody."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapper.store import findings as rows
from mapper.store.engine import Session, hold_alone

Arrays = Mapping[str, NDArray[Any]]


def lasting(
    session: Session, kind: str, facts: Iterable[NDArray[Any]], compute: Callable[[], Arrays], *, now: datetime
) -> Arrays:
    """Return the answer to facts: the one that is kept, or a new one, which is kept then.

    Parameters
    ----------
    session : Session
        Not committed; holds off others who ask the same until it ends.
    kind : str
        Of the computation, with its version.
    facts : iterable of ndarray
        All that the answer depends on.
    compute : callable
        Works it out.
    now : datetime
        This moment.

    Returns
    -------
    mapping of str to ndarray
        Numbers.
    """
    digest = _digest(facts)
    found = rows.kept(session, kind, digest)
    if found is None:
        hold_alone(session, f"finding {kind} {digest.hex()}")
        found = rows.kept(session, kind, digest)
    if found is not None:
        return found
    answer = compute()
    rows.keep(session, kind, digest, answer, computed_at=now)
    return answer


def _digest(facts: Iterable[NDArray[Any]]) -> bytes:
    whole = hashlib.sha256()
    for fact in facts:
        whole.update(f"{fact.dtype.str} {fact.shape} ".encode())
        whole.update(np.ascontiguousarray(fact).tobytes())
    return whole.digest()
