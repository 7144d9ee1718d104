"""The wheel holds the four packages with everything in them, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

PACKAGES = ("mapper", "layers", "web", "gis_data")
TOLD = ("pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def sources(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, because setuptools builds inside the folder and would take up what an earlier build left there."""
    copy = tmp_path_factory.mktemp("sources")
    for package in PACKAGES:
        shutil.copytree(root / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in TOLD:
        shutil.copy(root / name, copy)
    return copy


@pytest.fixture(scope="module")
def wheel(sources: Path) -> ZipFile:
    build = "from setuptools.build_meta import build_wheel; build_wheel('dist')"
    done = subprocess.run([sys.executable, "-c", build], cwd=sources, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [path] = (sources / "dist").glob("*.whl")
    return ZipFile(path)


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(sources: Path, wheel: ZipFile) -> None:
    files = {
        path.relative_to(sources).as_posix()
        for package in PACKAGES
        for path in (sources / package).rglob("*")
        if path.is_file()
    }
    [about] = {name.split("/")[0] for name in wheel.namelist()} - set(PACKAGES)
    assert about.endswith(".dist-info")
    assert {name for name in wheel.namelist() if not name.startswith(about)} == files


@pytest.mark.parametrize(
    "file",
    [
        "gis_data/CATALOG.toml",
        "gis_data/demo/plan.toml",
        "layers/assets/core.js",
        "layers/standalone.html",
        "mapper/store/migrations/script.py.mako",
        "mapper/store/migrations/versions/0001_first_tables.py",
        "web/static/css/map.css",
        "web/static/img/mark.svg",
        "web/static/js/page.js",
        "web/static/vendor/krds/PretendardGOV-Regular.woff2",
        "web/static/vendor/manifest.json",
        "web/templates/map.html",
    ],
)
def test_the_wheel_brings_what_is_not_python(wheel: ZipFile, file: str) -> None:
    assert file in wheel.namelist()


def test_the_wheel_brings_the_command_and_the_licence(wheel: ZipFile) -> None:
    about = {
        name.partition(".dist-info/")[2]: wheel.read(name).decode() for name in wheel.namelist() if "-info/" in name
    }
    assert "golmok = web.cli:main" in about["entry_points.txt"]
    assert "Apache License" in about["licenses/LICENSE"]
