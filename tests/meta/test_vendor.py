"""What a browser is given from other hands is known by hash, and nothing it is given asks another host."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

ELSEWHERE = r"\s*[\"'`]?\s*(?:https?:|wss?:)?//"
LOADS = re.compile(
    rf"@import\s*(?:url\()?{ELSEWHERE}"
    rf"|\burl\({ELSEWHERE}"
    rf"|\bsrc\s*=\s*{ELSEWHERE}"
    rf"|<link\b[^>]*\bhref\s*={ELSEWHERE}"
    rf"|\b(?:fetch|import|importScripts|open|WebSocket|EventSource|Worker|sendBeacon)\(\s*(?:[\"']GET[\"'],)?{ELSEWHERE}",
    re.IGNORECASE,
)
"""Text that makes a browser ask another host when the file is loaded."""

NAMESPACE = "http://www.w3.org/"
VENDOR = Path("web", "static", "vendor")
GIVEN = {".js", ".css", ".html", ".svg"}


def test_every_vendored_file_is_listed_with_its_hash(root: Path) -> None:
    manifest = json.loads((root / VENDOR / "manifest.json").read_text("utf-8"))
    files = {path for path in (root / VENDOR).rglob("*") if path.is_file()} - {root / VENDOR / "manifest.json"}
    assert {row["file"]: row["sha384"] for row in manifest} == {
        path.relative_to(root / VENDOR).as_posix(): base64.b64encode(
            hashlib.sha384(path.read_bytes()).digest()
        ).decode()
        for path in files
    }


def test_every_vendored_package_is_the_locked_one_and_has_a_licence(root: Path) -> None:
    manifest = json.loads((root / VENDOR / "manifest.json").read_text("utf-8"))
    locked = json.loads((root / "package-lock.json").read_text("utf-8"))["packages"]
    for row in manifest:
        assert row["version"] == locked[f"node_modules/{row['package']}"]["version"], row["package"]
        assert row["licence"]


def test_no_vendored_file_asks_another_host(root: Path) -> None:
    texts = {path.name: path.read_text("utf-8") for path in (root / VENDOR).rglob("*") if path.suffix in GIVEN}
    assert texts
    assert {name: found[0] for name, text in texts.items() if (found := LOADS.search(text))} == {}


def test_nothing_of_ours_names_another_host(root: Path, written: list[Path]) -> None:
    ours = [path for path in written if path.suffix in GIVEN and path.relative_to(root).parts[0] in {"layers", "web"}]
    addresses = {
        f"{path.relative_to(root)}: {address}"
        for path in ours
        for address in re.findall(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s\"'`)<]*", path.read_text("utf-8"))
        if not address.startswith(NAMESPACE)
    }
    assert ours
    assert addresses == set()


@pytest.mark.parametrize(
    "text",
    [
        '@import "https://x.example/a.css";',
        "@import url(//x.example/a.css);",
        "src: url( 'http://x.example/a.woff2')",
        '<script src="//x.example/a.js">',
        'image.src = "https://x.example/a.png"',
        '<link rel=stylesheet href="https://x.example/a.css">',
        "fetch(`https://x.example/`)",
        'request.open("GET","https://x.example/")',
        "new WebSocket('wss://x.example/')",
    ],
)
def test_a_request_to_another_host_is_seen(text: str) -> None:
    assert LOADS.search(text)


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://x.example">',
        "/* see https://x.example/bug */",
        "url(images/layers.png)",
        "//# sourceMappingURL=a",
    ],
)
def test_a_mention_of_another_host_is_no_request(text: str) -> None:
    assert not LOADS.search(text)
