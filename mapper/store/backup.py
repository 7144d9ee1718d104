"""Dumps of the whole database and their restoring, by PostgreSQL's own programs, with an account of what is in them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.engine import URL

from mapper.errors import MachineFault, UnreadableFile
from mapper.store import migrate
from mapper.store.cluster import Binaries
from mapper.store.tables.crisis import SCHEMA

_MAGIC: Final = b"PGDMP"
_REVISIONS: Final = "alembic_version"
_BEGUN: Final = re.compile(r'(?:dumping contents of|processing data for) table "(?:public\.)?(?P<table>[\w.]+)"')
"""What both programs say, being verbose, when they come to a table."""


@dataclass(frozen=True)
class Content:
    """What a table holds.

    Attributes
    ----------
    rows : int
        How many.
    fingerprint : str
        Sum of the hashes of all rows, the same in whichever order they lie.
    """

    rows: int
    fingerprint: str


def contents(connection: Connection, told: Callable[[int, int], None]) -> dict[str, Content]:
    """Read what every table of ours holds.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Of any role that may read them all.
    told : callable
        Told how many tables of how many have been read.

    Returns
    -------
    dict of str to Content
        By name of the table, with its schema unless that is the usual one; those of PostGIS are left out.
    """
    # times are written in the zone of the connection
    connection.execute(text("SET LOCAL timezone = 'UTC'"))
    names = (
        connection.execute(
            text(
                "SELECT CASE nspname WHEN 'public' THEN relname ELSE nspname || '.' || relname END "
                "FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
                "WHERE relkind IN ('r', 'p') AND nspname IN ('public', :crisis) "
                "AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e') ORDER BY 1"
            ),
            {"crisis": SCHEMA},
        )
        .scalars()
        .all()
    )
    found = {}
    for number, name in enumerate(names):
        told(number, len(names))
        found[name] = _content(connection, name)
    return found


def _content(connection: Connection, name: str) -> Content:
    quoted = ".".join(map(connection.dialect.identifier_preparer.quote, name.split(".")))
    statement = f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {quoted} t"
    rows, fingerprint = connection.execute(text(statement)).one()
    return Content(rows, fingerprint)


@contextmanager
def snapshot(engine: Engine, told: Callable[[int, int], None]) -> Iterator[tuple[str, dict[str, Content]]]:
    """Hold one moment of the database, so that what is counted is what is dumped.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Connected as the owner of the tables.
    told : callable
        Told how many tables of how many have been counted.

    Yields
    ------
    tuple
        Name of the snapshot, and what every table holds in it.
    """
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        name = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        yield name, contents(connection, told)


def write_dump(binaries: Binaries, url: str, file: Path, *, of_snapshot: str, told: Callable[[str], None]) -> None:
    """Write the database to a file in PostgreSQL's custom format.

    Parameters
    ----------
    binaries : Binaries
        Of at least the server's major version.
    url : str
        Address of the database, as its owner.
    file : Path
        To write; readable by its owner only, as it holds everything.
    of_snapshot : str
        From `snapshot`, still held.
    told : callable
        Told the name of each table when it begins.

    Raises
    ------
    MachineFault
        With what ``pg_dump`` says.
    """
    file.touch(mode=0o600)
    _run(binaries, "pg_dump", url, ["--format=custom", f"--snapshot={of_snapshot}", f"--file={file}"], told)


def revision_in(binaries: Binaries, file: Path) -> str:
    """Return the revision of the schema that a dump was made of.

    Parameters
    ----------
    binaries : Binaries
        Any.
    file : Path
        The dump.

    Returns
    -------
    str
        As `migrate.revision` has it.

    Raises
    ------
    UnreadableFile
        When it is no dump, is cut short, or is not of Golmok.
    """
    with file.open("rb") as opened:
        if opened.read(len(_MAGIC)) != _MAGIC:
            message = f"{file.name} is no dump of PostgreSQL, expected a file written by `golmok db dump`; give that."
            raise UnreadableFile(message, file=file.name)
    command = [binaries.program("pg_restore"), "--data-only", f"--table={_REVISIONS}", "--file=-", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")  # noqa: S603 - our own program, the person's own file
    lines = done.stdout.splitlines()
    start = next((i for i, line in enumerate(lines) if line.startswith("COPY ") and _REVISIONS in line), None)
    if done.returncode or start is None or start + 1 >= len(lines):
        reason = done.stderr.strip().partition("\n")[0] or "it has no table of revisions"
        message = f"{file.name} cannot be restored ({reason}), expected a whole dump of Golmok; use another copy."
        raise UnreadableFile(message, file=file.name, reason=reason)
    return lines[start + 1]


def known_revisions() -> set[str]:
    """Return every revision this version of Golmok can start from.

    Returns
    -------
    set of str
        Of all migrations there are.
    """
    return {script.revision for script in migrate.scripts()}


def read_dump(binaries: Binaries, url: str, file: Path, *, told: Callable[[str], None]) -> None:
    """Fill an empty database from a dump, the whole of it or nothing.

    Parameters
    ----------
    binaries : Binaries
        Of at least the dump's major version.
    url : str
        Address of the database, as the owner of the tables to be.
    file : Path
        The dump.
    told : callable
        Told the name of each table when it begins.

    Raises
    ------
    MachineFault
        With what ``pg_restore`` says; nothing was kept.
    """
    _run(binaries, "pg_restore", url, ["--exit-on-error", "--single-transaction", "--no-owner", str(file)], told)


def _run(binaries: Binaries, program: str, url: str, arguments: list[str], told: Callable[[str], None]) -> None:
    address = make_url(url)
    where = [f"--dbname={address.database}", f"--username={address.username}"]
    for option, value in (("host", address.host or address.query.get("host")), ("port", _port(address))):
        where += [f"--{option}={value}"] if value else []
    # a password on the command line could be read by every account of the machine
    environment = os.environ | {"LC_ALL": "C"} | ({"PGPASSWORD": address.password} if address.password else {})
    command = [binaries.program(program), *where, "--no-password", "--verbose", *arguments]
    done = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, errors="replace", env=environment)  # noqa: S603 - our own program, the operator's own database
    reason = ""
    with done:
        try:
            for line in done.stderr or ():
                if begun := _BEGUN.search(line):
                    told(begun["table"])
                elif not reason and "error:" in line:
                    reason = line.strip()
        except BaseException:
            done.terminate()  # whoever stops us stops it
            raise
    if done.returncode:
        message = f"{program} failed ({reason}); nothing was kept. Mend that and try again."
        raise MachineFault(message, program=program, reason=reason)


def _port(address: URL) -> object:
    return address.port or address.query.get("port")
