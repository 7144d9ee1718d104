"""The page that asks before something is done, and the sentence that says it was done."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response


def confirm(*, question: str, consequence: str, button: str, back: str) -> str:
    """Ask on a page of its own whether something shall be done: the form of that page does it.

    Parameters
    ----------
    question : str
        What is asked.
    consequence : str
        What will happen, and whether it can be undone.
    button : str
        The verb.
    back : str
        Address of the page to go back to.

    Returns
    -------
    str
        HTML.
    """
    return render_template("admin/confirm.html", question=question, consequence=consequence, button=button, back=back)


def done(sentence: str, endpoint: str, **values: Any) -> Response:
    """Go to a page that says, once, what was done; loading it again does nothing again.

    Parameters
    ----------
    sentence : str
        In the language of the reader.
    endpoint : str
        Of the page.
    **values : Any
        Parts of its address.

    Returns
    -------
    Response
        303.
    """
    flash(sentence)
    return redirect(url_for(endpoint, **values), HTTPStatus.SEE_OTHER)
