"""Who writes releases of density: the staff role alone. The role of requests and public pages reads them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

from mapper.store.cluster.configuration import APP_ROLE, STAFF_ROLE

TABLES: Final = ("cell", "cell_tree", "cell_node", "density_release", "density_approval", "density_decline")
"""All of them are appended to, and never changed."""

_ROLES: Final = text("SELECT count(*) FROM pg_roles WHERE rolname IN (:app, :staff)")
_HELD: Final = text("""
    SELECT bool_and(
        has_table_privilege(:staff, name, 'SELECT') AND has_table_privilege(:staff, name, 'INSERT')
        AND has_table_privilege(:app, name, 'SELECT')
        AND NOT has_table_privilege(:app, name, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES')
    ) FROM unnest(CAST(:tables AS text[])) AS name
""")


def grant(connection: Connection) -> None:
    """Put the rights in force, as far as the roles are there.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Of the owner of the tables; in the transaction of the migrations.
    """
    roles = {"app": APP_ROLE, "staff": STAFF_ROLE}
    if connection.execute(_ROLES, roles).scalar_one() < len(roles):
        return
    if connection.execute(_HELD, roles | {"tables": list(TABLES)}).scalar_one():
        return
    for table in TABLES:
        connection.execute(text(f"REVOKE ALL ON {table} FROM PUBLIC, {APP_ROLE}, {STAFF_ROLE}"))
        connection.execute(text(f"GRANT SELECT ON {table} TO {APP_ROLE}"))
        connection.execute(text(f"GRANT SELECT, INSERT ON {table} TO {STAFF_ROLE}"))
