"""The form to log in with, wherever it comes up."""

from __future__ import annotations

from flask import current_app, render_template

from web.login_state import login_state


def login_page(way: str, message: str | None = None, *, held: str = "") -> str:
    """Ask for name and password, or for the code that is still owed.

    Parameters
    ----------
    way : str
        Path of the page to go on to.
    message : str or None
        What is wrong, in the language of the reader.
    held : str
        A sealed form that waits meanwhile.

    Returns
    -------
    str
        HTML.
    """
    return render_template(
        "login.html",
        city=current_app.config["CITY"],
        next=way,
        owes_code=login_state().owed is not None,
        message=message,
        held=held,
    )
