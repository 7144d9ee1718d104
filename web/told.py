"""How far the answer to a request is, where somebody has it made behind the scenes."""

from __future__ import annotations

from flask import g

from mapper.operations.progress import Progress, in_silence


def told() -> Progress:
    """Return whom to tell how far the answer to this request is.

    Returns
    -------
    Progress
        The job it is made by; nobody, where a browser waits for it.
    """
    progress: Progress = g.get("progress", in_silence)
    return progress
