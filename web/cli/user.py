"""``golmok user``: the people who may do more than look, and how they come in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import click

from mapper.domain.access import Scope
from mapper.domain.login import LONGEST_TOKEN_DAYS, TOKEN_DAYS
from mapper.domain.reader import Role
from mapper.domain.user import User
from mapper.operations.database import Session
from mapper.operations.people import keys, passwords, second_factor, users
from mapper.settings import Settings
from web.cli.opening import console, note, open_database, operator, say_json
from web.clock import now

EVERY: Final = "all"
"""Stands for every district, so that nobody gets them all by forgetting to name one."""

ROLES: Final = [role.value for role in Role if role is not Role.PUBLIC]
NAME: Final = click.argument("name")
JSON: Final = click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
DRY_RUN: Final = click.option("--dry-run", is_flag=True, help="Check everything, keep nothing.")
ADDRESS: Final = click.option(
    "--address", default="http://127.0.0.1:8000", show_default=True, help="Where the server answers."
)


@click.group()
def user() -> None:
    """Add users, let them in, throw them out."""


@contextmanager
def _writing(*, dry_run: bool) -> Iterator[Session]:
    with open_database() as database, database.sessions() as session:
        yield session
        if dry_run:
            note("Nothing was kept (--dry-run).")
        else:
            session.commit()


def _told(found: User) -> dict[str, Any]:
    return {
        "name": found.name,
        "role": found.role.value,
        "districts": EVERY if found.districts is None else sorted(found.districts),
        "password": found.has_password,
        "second_factor": found.has_totp,
        "disabled": found.is_disabled,
    }


def _say(found: User, sentence: str, *, as_json: bool, **more: Any) -> None:
    if as_json:
        say_json(_told(found) | more)
    else:
        console.print(sentence, markup=False)


@user.command()
@NAME
@click.option("--role", required=True, type=click.Choice(ROLES), help="What they may do.")
@click.option("--district", "codes", multiple=True, metavar="CODE", help="Where they work, repeatable; or 'all'.")
@JSON
@DRY_RUN
def add(name: str, role: str, codes: tuple[str, ...], *, as_json: bool, dry_run: bool) -> None:
    """Add a user; field, honorary, welfare and supervisor need a district."""
    with _writing(dry_run=dry_run) as session:
        named, every = _districts(codes)
        added = users.add_user(session, name, Role(role), named, every=every, by=operator(), now=now())
        _say(
            added,
            f"{added.name} is added; `golmok user link {added.name}` makes the address to log in with.",
            as_json=as_json,
        )


def _districts(codes: tuple[str, ...]) -> tuple[list[str], bool]:
    return [code for code in codes if code != EVERY], EVERY in codes


@user.command(name="list")
@JSON
def list_(*, as_json: bool) -> None:
    """List every user, with their role and districts."""
    with open_database() as database, database.sessions() as session:
        found = [_told(one) for one in users.all_users(session)]
    if as_json:
        say_json({"users": found})
        return
    for one in found:
        where = one["districts"] if one["districts"] == EVERY else ", ".join(one["districts"])
        marks = [mark for mark in ("password", "second_factor", "disabled") if one[mark]]
        console.print(f"{one['name']:<20} {one['role']:<8} {where:<24} {', '.join(marks)}".rstrip(), markup=False)


@user.command()
@NAME
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    default=(Scope.READ.value, Scope.EXPORT.value),
    show_default=True,
    help="What it is good for, repeatable.",
)
@click.option(
    "--days",
    default=TOKEN_DAYS,
    show_default=True,
    type=click.IntRange(1, LONGEST_TOKEN_DAYS),
    help="How long it lives.",
)
@click.option("--label", default="", help="What to call it in the list of tokens.")
@JSON
@DRY_RUN
def token(name: str, scopes: tuple[str, ...], days: int, label: str, *, as_json: bool, dry_run: bool) -> None:
    """Make a bearer token; it is the last line, and is shown this once."""
    with _writing(dry_run=dry_run) as session:
        found = users.user_named(session, name)
        wanted = [Scope(scope) for scope in scopes]
        key, made = keys.add_token(session, found, label=label, scopes=wanted, by=operator(), now=now(), days=days)
    if as_json:
        say_json(
            {"id": str(made.id), "name": found.name, "scopes": sorted(scopes), "ends_at": made.ends_at, "token": key}
        )
        return
    note(f"Good for {', '.join(scopes)} until {made.ends_at:%Y-%m-%d}; it will not be shown again.")
    click.echo(key)


@user.command()
@NAME
@ADDRESS
@JSON
@DRY_RUN
def link(name: str, address: str, *, as_json: bool, dry_run: bool) -> None:
    """Make an address that logs a user in, once, within 15 minutes; it is the last line."""
    with _writing(dry_run=dry_run) as session:
        found = users.user_named(session, name)
        key = keys.add_link(session, found, by=operator(), now=now())
    shown = link_address(address, key)
    if as_json:
        say_json({"name": found.name, "link": shown})
        return
    click.echo(shown)


def link_address(address: str, key: str) -> str:
    """Write the one-time address of a key.

    Parameters
    ----------
    address : str
        Where the server answers.
    key : str
        Of the address.

    Returns
    -------
    str
        To be opened in a browser.
    """
    return f"{address.rstrip('/')}/login/link/{key}"


@user.command()
@NAME
@DRY_RUN
def password(name: str, *, dry_run: bool) -> None:
    """Ask for a new password; every login of the user ends."""
    with _writing(dry_run=dry_run) as session:
        found = users.user_named(session, name)
        typed = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        passwords.set_password(session, found, typed, city=Settings().city, by=operator(), now=now())
    console.print(f"{found.name} has a new password.", markup=False)


@user.command()
@NAME
@JSON
@DRY_RUN
def disable(name: str, *, as_json: bool, dry_run: bool) -> None:
    """Let a user in no more, and throw them out at once."""
    _change(name, users.disable_user, "is disabled.", as_json=as_json, dry_run=dry_run)


@user.command()
@NAME
@JSON
@DRY_RUN
def enable(name: str, *, as_json: bool, dry_run: bool) -> None:
    """Let a user in again."""
    _change(name, users.enable_user, "may come in again.", as_json=as_json, dry_run=dry_run)


@user.command(name="totp-reset")
@NAME
@JSON
@DRY_RUN
def totp_reset(name: str, *, as_json: bool, dry_run: bool) -> None:
    """Take the second factor of a user away: the phone is lost."""
    _change(name, second_factor.reset, "has no second factor now.", as_json=as_json, dry_run=dry_run)


def _change(name: str, verb: Callable[..., object], sentence: str, *, as_json: bool, dry_run: bool) -> None:
    with _writing(dry_run=dry_run) as session:
        verb(session, users.user_named(session, name), by=operator(), now=now())
        found = users.user_named(session, name)
        _say(found, f"{found.name} {sentence}", as_json=as_json)


@user.command()
@NAME
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@JSON
@DRY_RUN
def district(name: str, codes: tuple[str, ...], *, as_json: bool, dry_run: bool) -> None:
    """Give a user other districts than before."""
    with _writing(dry_run=dry_run) as session:
        found = users.user_named(session, name)
        named, every = _districts(codes)
        changed = users.set_rights(session, found, found.role, named, every=every, by=operator(), now=now())
        _say(changed, f"{changed.name} works in {', '.join(codes)}.", as_json=as_json)


@user.command()
@click.argument("name", required=False)
@click.option("--all", "everybody", is_flag=True, help="Everybody, not one user.")
@JSON
@DRY_RUN
def kill(name: str | None, *, everybody: bool, as_json: bool, dry_run: bool) -> None:
    """End every login, one-time address and token of a user, or of everybody."""
    if everybody is (name is not None):
        raise click.UsageError("Name one user, or give --all.")
    with _writing(dry_run=dry_run) as session:
        whom = users.user_named(session, name) if name else None
        ended = users.kill(session, whom, by=operator(), now=now())
    if as_json:
        say_json(vars(ended))
        return
    console.print(f"Ended: {ended.logins} logins, {ended.links} addresses, {ended.tokens} tokens.")
