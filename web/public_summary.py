"""The summary of the map that the application remembers."""

from __future__ import annotations

from flask import Flask, current_app

from mapper.operations.public_summary import PublicSummary


def init_summary(app: Flask) -> None:
    """Give the application a memory of its map.

    Parameters
    ----------
    app : Flask
        Forgets it with its process.
    """
    app.extensions["golmok_summary"] = PublicSummary()


def public_summary() -> PublicSummary:
    """Return the summary of this application.

    Returns
    -------
    PublicSummary
        The one of `init_summary`.
    """
    summary: PublicSummary = current_app.extensions["golmok_summary"]
    return summary
