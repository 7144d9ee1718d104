"""Who stands for what is done at the machine, where that is not the operator: they prove it there."""

from __future__ import annotations

import click

from mapper.domain.reader import Reader
from mapper.operations.database import Database
from mapper.operations.people.logins import Door
from mapper.operations.people.sealing import open_seal
from mapper.settings import Settings
from web.clock import now


def proved(database: Database, name: str) -> Reader:
    """Let somebody prove who they are; what is noted of a refusal stays.

    Parameters
    ----------
    database : Database
        With its users.
    name : str
        Of the user; they are asked for their password, and for the code of their second factor where they have one.

    Returns
    -------
    Reader
        They.
    """
    typed = click.prompt(f"Password of {name}", hide_input=True, err=True)
    with database.sessions() as session:
        door = Door(session, open_seal(Settings()), "cli", now())
        try:
            user = door.by_password(name, typed)
            if user.has_totp:
                door.by_code(user, click.prompt("Code of the second factor", err=True))
        finally:
            session.commit()
    return user.reader("cli")
