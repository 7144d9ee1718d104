"""What became of a programme from one version to the next."""

from __future__ import annotations

from dataclasses import fields

from mapper.domain.programme import ProgrammeDraft

_OF_STANDINGS = frozenset({"indicator", "standing"})
"""What a table of its own tells."""


def changed_fields(before: ProgrammeDraft, after: ProgrammeDraft) -> tuple[str, ...]:
    """Tell what was written otherwise, but for what judges a task and where it stands.

    Parameters
    ----------
    before, after : ProgrammeDraft
        Two versions that follow each other.

    Returns
    -------
    tuple of str
        Names of attributes of `ProgrammeDraft`, in its order.
    """
    names = (one.name for one in fields(ProgrammeDraft) if one.name not in _OF_STANDINGS)
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))
