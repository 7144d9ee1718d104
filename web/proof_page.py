"""The question for the code of the second factor, wherever it comes up."""

from __future__ import annotations

from flask import current_app, render_template

from mapper.operations.crisis.entering import PROOF_HOLDS


def proof_page(back: str, message: str | None = None) -> str:
    """Ask for the code.

    Parameters
    ----------
    back : str
        Path of the page to go on to.
    message : str or None
        What is wrong, in the language of the reader.

    Returns
    -------
    str
        HTML.
    """
    minutes = int(PROOF_HOLDS.total_seconds()) // 60
    return render_template("prove.html", city=current_app.config["CITY"], next=back, message=message, minutes=minutes)
