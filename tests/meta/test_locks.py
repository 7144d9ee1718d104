"""What is installed is pinned, by hash, without the address of any registry."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)(?: ; [^\\]+?)?(?: --hash=sha256:[0-9a-f]{64})+")


def pins(root: Path, name: str) -> set[tuple[str, str]]:
    text = (root / "requirements" / f"{name}.txt").read_text("utf-8")
    matched = [PIN.fullmatch(re.sub(r"\s+", " ", line)) for line in text.replace("\\\n", "").splitlines()]
    assert all(matched), "every line is a pin with its hashes"
    return {(match["name"], match["version"]) for match in matched if match}


def wanted(root: Path, name: str) -> list[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    listed: list[str] = project["project"]["dependencies"] if name == "run" else project["dependency-groups"][name]
    return listed


@pytest.mark.parametrize("name", ["run", "dev", "setup"])
def test_everything_asked_for_is_pinned_by_hash(root: Path, name: str) -> None:
    pinned = pins(root, name)
    missing = [
        line
        for line in wanted(root, name)
        for asked in [Requirement(line)]
        if not any(asked.name.lower() == key and asked.specifier.contains(version) for key, version in pinned)
    ]
    assert missing == []


def test_developers_run_what_users_run(root: Path) -> None:
    assert pins(root, "run") <= pins(root, "dev")


def test_no_lock_holds_an_address(root: Path) -> None:
    for file in [*(root / "requirements").glob("*.txt"), root / "package-lock.json", root / ".npmrc"]:
        assert not re.search(r"https?:|\"resolved\"|registry[=.]|index-url", file.read_text("utf-8")), file.name


def test_front_end_packages_are_pinned_exactly(root: Path) -> None:
    asked: dict[str, Any] = json.loads((root / "package.json").read_text("utf-8"))
    locked = json.loads((root / "package-lock.json").read_text("utf-8"))["packages"]
    for name, version in (asked["dependencies"] | asked["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name} {version}"
        assert locked[f"node_modules/{name}"]["version"] == version
    assert all(package["integrity"].startswith("sha512-") for path, package in locked.items() if path)
