"""Copy the front-end files that pages load from node_modules to web/static/vendor.

Run after ``npm ci``. Beside the copies it writes ``manifest.json``: for every file its package,
version, licence and SHA-384, so that an auditor can tell what a browser is given and from where.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "web" / "static" / "vendor"

FILES = (
    ("leaflet", "dist/leaflet.js", "leaflet/leaflet.js"),
    ("leaflet", "dist/leaflet.css", "leaflet/leaflet.css"),
    ("krds-uiux", "resources/css/token/krds_tokens.css", "krds/krds_tokens.css"),
    ("krds-uiux", "resources/fonts/PretendardGOV-Regular.subset.woff2", "krds/PretendardGOV-Regular.woff2"),
    ("krds-uiux", "resources/fonts/PretendardGOV-Medium.subset.woff2", "krds/PretendardGOV-Medium.woff2"),
    ("krds-uiux", "resources/fonts/PretendardGOV-Bold.subset.woff2", "krds/PretendardGOV-Bold.woff2"),
)
"""Package, file inside it, name below ``web/static/vendor``."""


def vendor(modules: Path, target: Path) -> list[dict[str, str]]:
    """Copy every listed file and describe it.

    Parameters
    ----------
    modules : Path
        The ``node_modules`` folder to copy from.
    target : Path
        The folder to fill; what it held before is gone afterwards.

    Returns
    -------
    list of dict
        One entry a file: ``file``, ``package``, ``version``, ``licence``, ``sha384``.
    """
    missing = [f"{package}/{source}" for package, source, _ in FILES if not (modules / package / source).is_file()]
    if missing:
        sys.exit(f"Not in {modules}: {', '.join(missing)}. Run `npm ci --ignore-scripts` first.")
    shutil.rmtree(target, ignore_errors=True)
    manifest = [_copy(modules / package, source, target, name) for package, source, name in FILES]
    (target / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return manifest


def _copy(package: Path, source: str, target: Path, name: str) -> dict[str, str]:
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    content = (package / source).read_bytes()
    (target / name).parent.mkdir(parents=True, exist_ok=True)
    (target / name).write_bytes(content)
    return {
        "file": name,
        "package": about["name"],
        "version": about["version"],
        "licence": about["license"],
        "sha384": base64.b64encode(hashlib.sha384(content).digest()).decode(),
    }


if __name__ == "__main__":
    print(f"{len(vendor(MODULES, VENDOR))} files in {VENDOR.relative_to(ROOT)}")
