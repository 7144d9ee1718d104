"""Which role may do what with the tables of households: one table of rights, put in force after every migration.

The rights are in no migration, because on a server of one's own its administrator may make the roles later.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, text

from mapper.store.cluster.configuration import APP_ROLE, STAFF_ROLE
from mapper.store.tables import Row
from mapper.store.tables.crisis import SCHEMA

_APPENDED: Final = "SELECT, INSERT"
_KEPT: Final = "SELECT, INSERT, UPDATE"
GRANTS: Final = {
    "access": _APPENDED,
    "access_head": _KEPT,
    "alert": _KEPT,
    "anchor": _APPENDED,
    "approval": _KEPT,
    "bait": _APPENDED,
    "blind_index": _KEPT,
    "blind_term": "SELECT, INSERT, UPDATE, DELETE",
    "case": _KEPT,
    "case_assignment": _KEPT,
    "case_record": _APPENDED,
    "escort_look": _APPENDED,
    "expert": _APPENDED,
    "honour": _APPENDED,
    "household": _KEPT,
    "mail_item": _KEPT,
    "mail_round": _APPENDED,
    "mark": _APPENDED,
    "recusal": "SELECT, INSERT, DELETE",
    "story_draft": _KEPT,
    "tip": _KEPT,
    "vault_key": "SELECT, INSERT, DELETE",
}
"""What the staff role may do with each table; every other role nothing."""

WITHOUT_DISTRICT: Final = frozenset({"blind_index", "vault_key"})
"""Tables that say nothing of any household, and so need no wall between districts."""


def grant(connection: Connection) -> None:
    """Put the rights in force, as far as the roles are there.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Of the owner of the tables; in the transaction of the migrations.
    """
    roles = set(connection.execute(text("SELECT rolname FROM pg_roles")).scalars())
    if not {APP_ROLE, STAFF_ROLE} <= roles or not any(faults(connection)):
        return
    for statement in (
        f"REVOKE ALL ON SCHEMA {SCHEMA} FROM PUBLIC, {APP_ROLE}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM PUBLIC, {APP_ROLE}, {STAFF_ROLE}",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {STAFF_ROLE}",
        *(f'GRANT {verbs} ON {SCHEMA}."{table}" TO {STAFF_ROLE}' for table, verbs in GRANTS.items()),
    ):
        connection.execute(text(statement))


_RIGHTS: Final = f"""
    SELECT relname, grantee.rolname, string_agg(privilege_type, ', ')
    FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner))) AS acl
    LEFT JOIN pg_roles AS grantee ON grantee.oid = acl.grantee
    WHERE relnamespace = '{SCHEMA}'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND acl.grantee <> relowner
    GROUP BY relname, grantee.rolname
"""
_ENTERING: Final = f"""
    SELECT coalesce(grantee.rolname, 'PUBLIC')
    FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) AS acl
    LEFT JOIN pg_roles AS grantee ON grantee.oid = acl.grantee
    WHERE nspname = '{SCHEMA}' AND acl.grantee <> nspowner
"""
_REACHED: Final = (
    "((district_code = ANY (string_to_array(current_setting('golmok.districts'::text, true), ','::text)))"
    " OR (current_setting('golmok.districts'::text, true) = '*'::text))"
).replace("'", "''")
"""What every policy asks, as PostgreSQL says it."""
_WALLS: Final = f"""
    SELECT relname, relkind, relrowsecurity AND relforcerowsecurity
        AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'by_district' AND polcmd = '*')
        AND NOT EXISTS (
            SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND (polname <> 'by_district' OR polroles <> '{{0}}'
            OR pg_get_expr(polqual, polrelid) <> '{_REACHED}' OR pg_get_expr(polwithcheck, polrelid) <> '{_REACHED}')
        ),
        'security_invoker=true' = ANY (coalesce(reloptions, '{{}}'))
    FROM pg_class WHERE relnamespace = '{SCHEMA}'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
"""
_ROLES: Final = f"""
    SELECT rolname FROM pg_roles AS role WHERE rolname IN ('{APP_ROLE}', '{STAFF_ROLE}') AND (
        rolsuper OR rolbypassrls
        OR EXISTS (SELECT FROM pg_class WHERE relnamespace = '{SCHEMA}'::regnamespace AND relowner = role.oid)
        OR EXISTS (SELECT FROM pg_auth_members WHERE member = role.oid AND roleid <> '{APP_ROLE}'::regrole)
    )
"""


_BESIDE: Final = {
    f"""
        SELECT DISTINCT seen.relnamespace::regnamespace, seen.relname
        FROM pg_depend JOIN pg_rewrite ON pg_rewrite.oid = objid JOIN pg_class AS seen ON seen.oid = ev_class
        JOIN pg_class AS secret ON secret.oid = refobjid
        WHERE classid = 'pg_rewrite'::regclass AND refclassid = 'pg_class'::regclass
        AND secret.relnamespace = '{SCHEMA}'::regnamespace AND seen.relnamespace <> '{SCHEMA}'::regnamespace
    """: "{}.{} shows tables of households from outside of their schema.",
    f"""
        SELECT relname, attname, coalesce(grantee.rolname, 'PUBLIC')
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid, aclexplode(attacl) AS acl
        LEFT JOIN pg_roles AS grantee ON grantee.oid = acl.grantee WHERE relnamespace = '{SCHEMA}'::regnamespace
    """: f"{SCHEMA}.{{}}.{{}} is open to {{}} by a right of its own.",
    f"""
        SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE relnamespace = '{SCHEMA}'::regnamespace AND tgenabled <> 'O'
    """: f"The trigger of {SCHEMA}.{{}}, {{}}, is off.",
    f"""
        SELECT relname FROM pg_class WHERE relnamespace = '{SCHEMA}'::regnamespace AND relname IN ('access', 'anchor', 'bait', 'case_record', 'escort_look', 'expert', 'honour', 'mail_round', 'mark')
        AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = pg_class.oid AND tgname = 'append_only')
    """: f"{SCHEMA}.{{}} may be changed: its trigger append_only is gone.",
    """
        SELECT proname FROM pg_proc WHERE prosecdef AND proname <> 'look_at' -- that of 0003, which only counts rows
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    """: "{} runs with the rights of its owner (SECURITY DEFINER).",
    f"""
        SELECT conrelid::regclass, confrelid::regclass FROM pg_constraint JOIN pg_class ON pg_class.oid = confrelid
        WHERE contype = 'f' AND connamespace = '{SCHEMA}'::regnamespace AND relnamespace <> connamespace
    """: "{} points at {}: its rows lock those of that table, which others see.",
}
"""Ways round the walls that stand elsewhere in the catalogue, each with what is said of it."""


def faults(connection: Connection) -> Iterator[str]:
    """Say what of the walls around households does not stand, by the catalogue of the database.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Of any role; both roles are there.

    Yields
    ------
    str
        A sentence for each fault; none when everything is as `GRANTS` has it.
    """
    found = {(table, role): sorted(verbs.split(", ")) for table, role, verbs in connection.execute(text(_RIGHTS))}
    meant = {(table, STAFF_ROLE): sorted(verbs.split(", ")) for table, verbs in GRANTS.items()}
    for table, role in sorted(found.keys() | meant.keys(), key=str):
        if found.get((table, role)) != meant.get((table, role)):
            yield f"{role or 'PUBLIC'} may do {found.get((table, role), [])} with {SCHEMA}.{table}."
    entering = set(connection.execute(text(_ENTERING)).scalars())
    if entering != {STAFF_ROLE}:
        yield f"The schema {SCHEMA} is entered by {sorted(entering)}, expected {STAFF_ROLE} alone."
    yield from (f"{role} passes by row-level security." for role in connection.execute(text(_ROLES)).scalars())
    yield from _unwalled(connection)
    for statement, told in _BESIDE.items():
        yield from (told.format(*row) for row in connection.execute(text(statement)))


def _unwalled(connection: Connection) -> Iterator[str]:
    tables = {table.name for table in Row.metadata.tables.values() if table.schema == SCHEMA}
    if missing := tables - set(GRANTS):
        yield f"{sorted(missing)} have no rights in GRANTS."
    for name, kind, walled, as_invoker in connection.execute(text(_WALLS)):
        if kind == "m":
            yield f"{SCHEMA}.{name} is a materialised view: row-level security does not hold for it."
        elif kind == "v" and not as_invoker:
            yield f"{SCHEMA}.{name} is a view with the rights of its owner; make it security_invoker."
        elif kind in {"r", "p"} and not walled and name not in WITHOUT_DISTRICT:
            yield f"{SCHEMA}.{name} has no row-level security by district that holds for its owner too."
