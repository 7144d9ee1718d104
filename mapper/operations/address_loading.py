"""Load official files of addresses into the gazetteer."""

from __future__ import annotations

import pandas as pd

from mapper.frames import ADDRESSES
from mapper.operations.loading import Loaded, Loading, Refusal
from mapper.store import gazetteer_loading
from mapper.store.engine import Session


def load_addresses(session: Session, addresses: pd.DataFrame, loading: Loading) -> Loaded:
    """Merge addresses into the gazetteer: what a newer edition said stays, whatever order files come in.

    Parameters
    ----------
    session : Session
        Not committed.
    addresses : DataFrame
        By the contract ADDRESSES.
    loading : Loading
        How to write.

    Returns
    -------
    Loaded
        ``addresses``, ``lots``, ``roads`` and ``areas`` that were written; a row that names an address by its 관리번호 alone
        is refused until a file has brought that.
    """
    ADDRESSES.check(addresses)
    loading.progress("storing", 0, len(addresses))
    effects, lost = gazetteer_loading.merge(session, addresses)
    keys = addresses["source_key"].tolist()
    refused = [
        Refusal(
            keys[line],
            f"Address {number}: no file has brought the address of this 관리번호; import the file 주소 of 주소DB before this one.",
        )
        for line, number in lost
    ]
    return Loaded(effects, refused)
