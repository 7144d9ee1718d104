"""Dumps: written whole, restored with every row of every table, refused when anything is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, text

from mapper.store import migrate
from mapper.store.cluster import Attachment, create_database, drop_database
from mapper.store.engine import make_engine

Golmok = Callable[..., Any]


@pytest.fixture
def empty_url(attachment: Attachment) -> Iterator[str]:
    create_database(attachment, "restored")
    yield attachment.url("owner", "restored")
    drop_database(attachment, "restored")


@pytest.fixture
def dumped(golmok: Golmok, demo_url: str, tmp_path: Path) -> Path:
    file = tmp_path / "city.dump"
    result = golmok("db", "dump", str(file), GOLMOK_DATABASE_URL=demo_url)
    assert result.returncode == 0, result.stderr
    return file


def rows_of(url: str) -> dict[str, list[str]]:
    """Every row of every table as text, read without the help of what made the dump."""
    engine = make_engine(url)
    with engine.connect() as connection:
        tables = connection.execute(
            text(
                "SELECT CASE schemaname WHEN 'public' THEN tablename ELSE schemaname || '.' || tablename END FROM pg_tables"
                " WHERE schemaname IN ('public', 'crisis') AND tablename <> 'spatial_ref_sys' ORDER BY 1"
            )
        )
        found = {
            name: sorted(connection.execute(text(f"SELECT t::text FROM {quoted(name)} t")).scalars())
            for name in tables.scalars()
        }
    engine.dispose()
    return found


def quoted(name: str) -> str:
    return ".".join(f'"{part}"' for part in name.split("."))


def structure_of(url: str) -> list[str]:
    engine = make_engine(url)
    statement = """
        SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname IN ('public', 'crisis')
        UNION ALL SELECT 'check ' || conrelid::regclass || pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace IN ('public'::regnamespace, 'crisis'::regnamespace) AND conrelid <> 0
        UNION ALL SELECT 'policy ' || tablename || policyname || qual || with_check FROM pg_policies
        UNION ALL SELECT 'wall ' || relname || relrowsecurity || relforcerowsecurity FROM pg_class
            WHERE relnamespace = 'crisis'::regnamespace AND relkind = 'r'
        UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'grant ' || table_name || privilege_type FROM information_schema.role_table_grants
            WHERE grantee IN ('golmok_app', 'golmok_staff') AND table_schema IN ('public', 'crisis')
        ORDER BY 1
    """
    with engine.connect() as connection:
        # PostgreSQL leaves out a pair of brackets when it reads its own words again
        found = [line.replace("(", "").replace(")", "") for line in connection.execute(text(statement)).scalars()]
    engine.dispose()
    return sorted(found)


def test_every_row_of_every_table_comes_back(golmok: Golmok, demo_url: str, dumped: Path, empty_url: str) -> None:
    result = golmok("db", "restore", str(dumped), "--json", GOLMOK_DATABASE_URL=empty_url)
    assert result.returncode == 0, result.stderr
    before, after = rows_of(demo_url), rows_of(empty_url)
    assert len(before["segment"]) >= 300
    assert before == after
    assert {name: content["rows"] for name, content in json.loads(result.stdout).items()} == {
        name: len(rows) for name, rows in before.items()
    }
    structure = structure_of(demo_url)
    assert any(line.startswith("trigger") for line in structure)
    assert structure == structure_of(empty_url)
    assert dumped.stat().st_mode & 0o077 == 0


def test_a_dump_never_replaces_another(golmok: Golmok, demo_url: str, dumped: Path) -> None:
    before = dumped.read_bytes()
    result = golmok("db", "dump", str(dumped), GOLMOK_DATABASE_URL=demo_url)
    assert (result.returncode, "exists" in result.stderr, dumped.read_bytes() == before) == (2, True, True)


def test_nothing_is_restored_over_something(golmok: Golmok, demo_url: str, dumped: Path) -> None:
    result = golmok("db", "restore", str(dumped), GOLMOK_DATABASE_URL=demo_url)
    assert (result.returncode, "not empty" in result.stderr) == (2, True)


@pytest.mark.parametrize("damage", ["cut short", "a byte changed", "no dump", "cut short without its account"])
def test_a_damaged_dump_leaves_nothing_behind(golmok: Golmok, dumped: Path, empty_url: str, damage: str) -> None:
    whole = bytearray(dumped.read_bytes())
    if damage.startswith("cut short"):
        whole = whole[: len(whole) // 2]
    elif damage == "a byte changed":
        whole[len(whole) // 2] ^= 1
    else:
        whole = bytearray(b"PK\x03\x04 nothing of ours")
    dumped.write_bytes(whole)
    if damage in {"no dump", "cut short without its account"}:
        dumped.with_name("city.dump.json").unlink()
    result = golmok("db", "restore", str(dumped), GOLMOK_DATABASE_URL=empty_url)
    assert result.returncode in {1, 2}
    assert "golmok: " in result.stderr
    assert "Traceback" not in result.stderr
    assert rows_of(empty_url) == {}


def test_what_differs_from_its_account_is_named(golmok: Golmok, dumped: Path, empty_url: str) -> None:
    beside = dumped.with_name("city.dump.json")
    account = json.loads(beside.read_text("utf-8"))
    account["tables"]["segment"]["rows"] += 1
    beside.write_text(json.dumps(account), "utf-8")
    result = golmok("db", "restore", str(dumped), GOLMOK_DATABASE_URL=empty_url)
    assert (result.returncode, "differs from its account in segment" in result.stderr) == (1, True)


def test_a_dump_of_an_older_schema_is_upgraded(
    golmok: Golmok, attachment: Attachment, tmp_path: Path, empty_url: str
) -> None:
    create_database(attachment, "older")
    engine: Engine = make_engine(attachment.url("owner", "older"))
    with engine.begin() as connection:
        command.upgrade(migrate.alembic_config(connection), "0001")
    engine.dispose()
    file = str(tmp_path / "older.dump")
    assert golmok("db", "dump", file, GOLMOK_DATABASE_URL=attachment.url("owner", "older")).returncode == 0
    result = golmok("db", "restore", file, GOLMOK_DATABASE_URL=empty_url)
    assert result.returncode == 0, result.stderr
    assert rows_of(empty_url)["user_account"] == []
    drop_database(attachment, "older")


def test_a_dump_of_a_newer_schema_is_refused(golmok: Golmok, own_url: str, tmp_path: Path, empty_url: str) -> None:
    engine = make_engine(own_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    file = str(tmp_path / "newer.dump")
    assert golmok("db", "dump", file, GOLMOK_DATABASE_URL=own_url).returncode == 0
    result = golmok("db", "restore", file, GOLMOK_DATABASE_URL=empty_url)
    assert (result.returncode, "newer" in result.stderr) == (2, True)
    assert rows_of(empty_url) == {}


def test_an_upgrade_says_what_it_runs(golmok: Golmok, empty_url: str) -> None:
    dry = golmok("db", "upgrade", "--dry-run", GOLMOK_DATABASE_URL=empty_url)
    assert ("0001" in dry.stdout, "would be run" in dry.stdout, rows_of(empty_url)) == (True, True, {})
    assert "were run" in golmok("db", "upgrade", GOLMOK_DATABASE_URL=empty_url).stdout
    assert "0 migrations were run" in golmok("db", "upgrade", GOLMOK_DATABASE_URL=empty_url).stdout


def test_the_private_cluster_is_kept_the_same_way(golmok: Golmok, roomy_tmp: Path, tmp_path: Path) -> None:
    old, new, file = str(roomy_tmp / "kept-old"), str(roomy_tmp / "kept-new"), str(tmp_path / "private.dump")
    assert golmok("db", "upgrade", GOLMOK_DATA_DIR=old).returncode == 0
    assert golmok("db", "dump", file, GOLMOK_DATA_DIR=old).returncode == 0
    result = golmok("db", "restore", file, GOLMOK_DATA_DIR=new)
    assert (result.returncode, "are restored" in result.stdout) == (0, True), result.stderr
