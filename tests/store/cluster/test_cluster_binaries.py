"""Finding PostgreSQL with PostGIS."""

import os
import sys
from pathlib import Path

import pytest

from mapper.errors import PostgisMissing
from mapper.store.cluster import Binaries, binaries, find_binaries


def program(path: Path, prints: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{prints}'\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def installation(root: Path, version: str, *, postgis: bool = True) -> Path:
    program(root / "bin" / "postgres", f"postgres (PostgreSQL) {version}")
    program(root / "bin" / "initdb")
    program(root / "bin" / "pg_ctl")
    program(root / "bin" / "pg_config", str(root / "share"))
    (root / "share" / "extension").mkdir(parents=True)
    if postgis:
        (root / "share" / "extension" / "postgis.control").touch()
    return root / "bin"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with nothing in the usual folders."""
    monkeypatch.setattr(binaries, "FOLDERS", ())


def test_the_installed_one_is_found(binaries: Binaries) -> None:
    assert os.access(binaries.program("initdb"), os.X_OK)
    assert (binaries.sharedir / "extension" / "postgis.control").is_file()
    assert binaries.major >= 13


def test_the_operators_folder_is_the_only_one_looked_at(tmp_path: Path) -> None:
    chosen = installation(tmp_path, "14.9 (Debian 14.9-1)")
    assert find_binaries(chosen, os.environ) == Binaries(chosen, 14, tmp_path / "share")


def test_the_operators_folder_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = installation(tmp_path, "14.9")
    monkeypatch.chdir(tmp_path)
    assert find_binaries(Path("bin"), os.environ).bindir == chosen


def test_the_highest_major_wins_and_development_versions_count(tmp_path: Path) -> None:
    path = [installation(tmp_path / version, version) for version in ("98.4", "99beta1", "97.1")]
    found = find_binaries(None, {"PATH": ":".join(map(str, path))})
    assert (found.major, found.bindir) == (99, path[1])


def test_links_on_path_lead_to_the_original(tmp_path: Path) -> None:
    original = installation(tmp_path / "original", "99.0")
    links = tmp_path / "links"
    links.mkdir()
    (links / "postgres").symlink_to(original / "postgres")
    assert find_binaries(None, {"PATH": str(links)}).bindir == original


@pytest.mark.usefixtures("bare")
def test_pg_config_of_the_path_is_asked(tmp_path: Path) -> None:
    bindir = installation(tmp_path / "far", "99.0")
    program(tmp_path / "near" / "pg_config", str(bindir))
    assert find_binaries(None, {"PATH": str(tmp_path / "near")}).bindir == bindir


@pytest.mark.parametrize(
    ("version", "postgis", "lack"),
    [
        ("16.1", False, "has no PostGIS"),
        ("12.22", True, "is PostgreSQL 12"),
        ("of some other kind", True, "postgres does not run"),
    ],
)
@pytest.mark.usefixtures("bare")
def test_what_does_not_qualify_is_named(tmp_path: Path, version: str, lack: str, *, postgis: bool) -> None:
    bindir = installation(tmp_path, version, postgis=postgis)
    with pytest.raises(PostgisMissing, match=lack) as refused:
        find_binaries(None, {"PATH": str(bindir)})
    assert str(bindir) in refused.value.message
    assert "\n" not in refused.value.message


def test_missing_programs_are_named(tmp_path: Path) -> None:
    program(tmp_path / "postgres", "postgres (PostgreSQL) 16.1")
    with pytest.raises(PostgisMissing, match="has no initdb and no pg_ctl"):
        find_binaries(tmp_path, os.environ)


@pytest.mark.parametrize(
    ("platform", "installer", "remedy"),
    [
        ("linux", "apt-get", "sudo apt-get install postgresql-postgis"),
        ("linux", "dnf", "sudo dnf install"),
        ("linux", "some-other", "GOLMOK_PG_BINDIR"),
        ("darwin", "brew", "brew install postgis"),
    ],
)
@pytest.mark.usefixtures("bare")
def test_the_remedy_fits_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, installer: str, remedy: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    program(tmp_path / installer)
    with pytest.raises(PostgisMissing, match=remedy):
        find_binaries(None, {"PATH": str(tmp_path)})
