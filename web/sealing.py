"""The seal of this machine, for requests."""

from __future__ import annotations

from flask import Flask, current_app

from mapper.operations.people.sealing import Seal


def init_seal(app: Flask, seal: Seal) -> None:
    """Hand the seal to requests, and sign CSRF tokens with a key derived from it.

    Parameters
    ----------
    app : Flask
        Gets it.
    seal : Seal
        Of this machine, so that every process of it understands the others' tokens.
    """
    app.extensions["golmok_seal"] = seal
    app.config["SECRET_KEY"] = seal.derived("csrf")


def seal() -> Seal:
    """Return the seal.

    Returns
    -------
    Seal
        Of this machine.
    """
    held: Seal = current_app.extensions["golmok_seal"]
    return held
