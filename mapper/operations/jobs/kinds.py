"""Every kind of job there is: one tuple."""

from __future__ import annotations

from typing import Final

from mapper.errors import UnknownKind
from mapper.operations.imports.job import CHECK, IMPORT
from mapper.operations.jobs.kind import JobKind
from mapper.operations.jobs.making import MAKE
from mapper.operations.looking_up_again import LOOK_UP

KINDS: Final[tuple[JobKind, ...]] = (CHECK, IMPORT, MAKE, LOOK_UP)
"""What can be asked for."""


def kind_of(name: str) -> JobKind:
    """Return a kind of job.

    Parameters
    ----------
    name : str
        ``noun.verb``.

    Returns
    -------
    JobKind
        The one of that name.

    Raises
    ------
    UnknownKind
        Naming the kinds there are.
    """
    for kind in KINDS:
        if kind.name == name:
            return kind
    choices = [kind.name for kind in KINDS]
    message = f"No kind of job is called {name!r}, expected one of {', '.join(choices)}; choose one."
    raise UnknownKind(message, kind="job", value=name, choices=choices)
