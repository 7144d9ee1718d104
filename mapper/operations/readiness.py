"""Say whether the city can be served."""

from __future__ import annotations

from mapper.store.engine import Session
from mapper.store.graded_map import has_network
from mapper.store.migrate import has_head


def what_is_missing(session: Session) -> list[str]:
    """List what stands between this database and a working map.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of str
        ``schema``, ``network``; empty when ready.
    """
    if not has_head(session.connection()):
        return ["schema"]
    return [] if has_network(session) else ["network"]
