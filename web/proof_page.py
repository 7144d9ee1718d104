"""The question for the code of the second factor, wherever it comes up."""

from __future__ import annotations

from flask import current_app, render_template

from mapper.operations.crisis.entering import PROOF_HOLDS
from web.next_page import path_before


def proof_page(way: str, message: str | None = None, *, held: str = "") -> str:
    """Ask for the code.

    Parameters
    ----------
    way : str
        Path of the page to go on to; of the form, where one is held.
    message : str or None
        What is wrong, in the language of the reader.
    held : str
        A sealed form that waits meanwhile.

    Returns
    -------
    str
        HTML.
    """
    minutes = int(PROOF_HOLDS.total_seconds()) // 60
    back = path_before() if held else way
    return render_template(
        "prove.html",
        city=current_app.config["CITY"],
        next=way,
        back=back,
        held=held,
        message=message,
        minutes=minutes,
    )
