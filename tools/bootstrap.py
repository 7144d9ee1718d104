#!/usr/bin/env python3
"""Set Golmok up on this machine and start what was asked for: `run`, `test`, `bench`, `faults`, `attack` or `setup`.

Standard library only: this is what runs before anything is installed. Every step looks first and does
nothing when its work is done, so a second call goes straight to the program.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMP = VENV / "golmok-setup.json"
PEERS_STAMP = VENV / "golmok-peers.txt"
VENDORED = ROOT / "web" / "static" / "vendor" / "manifest.json"
OLDEST_PYTHON = (3, 11)

APT_DATABASE = {"postgresql-postgis": "the database server with PostGIS"}
APT_RUN = APT_DATABASE | {
    "libpango-1.0-0": "letters in PDF files",
    "libpangoft2-1.0-0": "letters in PDF files",
    "libharfbuzz-subset0": "small PDF files",
}
APT_TEST = {
    "chromium": "the browser of the tests",
    "fonts-nanum": "Korean letters in its pictures",
    "libatomic1": "for the driver of the browser",
    "iproute2": "the network in which every packet of a browser is seen",
    "gdal-bin": "the GDAL of GIS officers, which reads what we serve",
    "python3-qgis": "the QGIS of GIS officers, which opens our project",
    "gpsbabel": "reads the files that phones are given",
    "pgbouncer": "the pooler behind which readers must stay apart",
    "default-jre-headless": "runs JavaRosa, the engine of ODK Collect",
}
APT_BENCH = {"wrk": "the client of the comparisons"}
PACKAGES = ("mapper", "layers", "web", "gis_data")
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports", "--no-cache"),
    ("numpydoc", "lint", *map(str, sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py")))),
    # A file is one worker's, so that what its tests share is made once; in the order of the folders, the longest are not last.
    # One worker more than there are cores, as each waits for PostgreSQL or a browser much of its time.
    ("pytest", f"--numprocesses={min((os.cpu_count() or 1) + 1, 4)}", "--dist=loadfile", "--no-loadscope-reorder"),
)


def main() -> int:
    """Install what is missing, then hand over to the program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=("run", "test", "bench", "faults", "attack", "setup"))
    parser.add_argument("--yes", action="store_true", help="install system packages without asking")
    parser.add_argument("--wheelhouse", type=Path, help="folder of wheels for a machine without network")
    options, rest = parser.parse_known_args()
    os.chdir(ROOT)
    try:
        install(options, for_tests=options.verb != "run")
        if options.verb == "bench":
            install_peers(options)
    except Stop as stop:
        print(f"golmok: {stop}", file=sys.stderr)
        return 1
    if options.verb == "run":
        os.execv(BIN / "golmok", ["golmok", "run", *rest])  # noqa: S606 - so that Ctrl+C is the program's own to answer
    if options.verb in {"bench", "faults", "attack"}:
        return subprocess.call([BIN / "python", "-m", options.verb, *rest])
    return run_tests(rest) if options.verb == "test" else 0


class Stop(Exception):
    """The set-up cannot go on; the text says what to do."""


def install(options: argparse.Namespace, *, for_tests: bool) -> None:
    """Bring system packages, the environment and the front end to what the checkout asks for."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:2]))
        raise Stop(f"Python {found} is too old, 3.11 or newer is needed; run this script with a newer python3.")
    wanted = APT_RUN | (APT_TEST if for_tests else {})
    if importlib.util.find_spec("ensurepip") is None:
        wanted = {"python3-venv": "virtual environments", **wanted}
    install_system(wanted, ask=asks(options))
    state = {"requirements": fingerprint(), "python": sys.version, "place": str(VENV)}
    if VENDORED.is_file() and STAMP.is_file() and STAMP.read_text("utf-8") == json.dumps(state):
        return
    install_environment(options.wheelhouse)
    install_front_end()
    STAMP.write_text(json.dumps(state), "utf-8")


def install_peers(options: argparse.Namespace) -> None:
    """Install whom we compare ourselves with; the product itself never needs them."""
    install_system(APT_BENCH, ask=asks(options))
    judge = ROOT / "bench" / "lighthouse_peer"
    lock = (ROOT / "requirements" / "bench.txt").read_text("utf-8") + (judge / "package-lock.json").read_text("utf-8")
    if not PEERS_STAMP.is_file() or PEERS_STAMP.read_text("utf-8") != lock or not (judge / "node_modules").is_dir():
        install_locked("bench", options.wheelhouse)
        install_npm(judge)
        PEERS_STAMP.write_text(lock, "utf-8")


def asks(options: argparse.Namespace) -> bool:
    """Say whether somebody is there to be asked."""
    return not (options.yes or os.environ.get("CI") or not sys.stdin.isatty())


def fingerprint() -> str:
    """Return a hash over every file that decides what is installed."""
    files = [*sorted((ROOT / "requirements").glob("*.txt")), ROOT / "pyproject.toml"]
    files += [ROOT / "package-lock.json", ROOT / "tools" / "vendor.py"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def install_system(wanted: dict[str, str], *, ask: bool) -> None:
    """Install missing Debian packages; elsewhere say in one sentence what to install."""
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        if not elsewhere_ready(wanted):
            raise Stop(
                "apt was not found; install PostgreSQL with PostGIS and Pango (macOS: brew install postgis pango), and for the tests "
                "Chromium with a Korean font, then call this again; or set GOLMOK_DATABASE_URL to a server with PostGIS."
            )
        return
    if os.environ.get("GOLMOK_DATABASE_URL") or os.environ.get("GOLMOK_PG_BINDIR"):
        wanted = {name: why for name, why in wanted.items() if name not in APT_DATABASE}
    missing = {name: why for name, why in wanted.items() if not is_installed(name)}
    if not missing:
        return
    print("Golmok needs " + ", ".join(f"{name} ({why})" for name, why in missing.items()) + ".", flush=True)
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    by_hand = f"install it with: sudo apt-get install {' '.join(missing)}"
    if sudo and shutil.which("sudo") is None:
        raise Stop(f"you are not root and sudo was not found; {by_hand}")
    if ask and input("Install now with apt? [Y/n] ").strip().lower() not in {"", "y", "yes"}:
        raise Stop(by_hand)
    keep_debian_from_starting_a_cluster(sudo)
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    for step in ([*sudo, "apt-get", "update"], [*sudo, *command]):
        if subprocess.call(step, **quiet) != 0:  # type: ignore[call-overload] # one dict of two keywords
            raise Stop(f"{' '.join(step)} failed; {by_hand}")


def elsewhere_ready(wanted: dict[str, str]) -> bool:
    """Say whether a machine without apt already has the programs behind the packages."""
    database = os.environ.get("GOLMOK_DATABASE_URL") or os.environ.get("GOLMOK_PG_BINDIR") or shutil.which("pg_config")
    browser = "chromium" not in wanted or shutil.which("chromium")
    return bool(database and browser)


def is_installed(package: str) -> bool:
    """Say whether a Debian package is installed."""
    query = ["dpkg-query", "-W", "-f=${Status}", package]
    answer = subprocess.run(query, capture_output=True, text=True, check=False)
    return answer.stdout.endswith(" installed")


def keep_debian_from_starting_a_cluster(sudo: list[str]) -> None:
    """Stop Debian's package from making a cluster of its own on port 5432 when it is first installed."""
    settings = Path("/etc/postgresql-common/createcluster.conf")
    if not settings.exists():
        subprocess.run([*sudo, "mkdir", "-p", settings.parent], check=True)
        line = b"create_main_cluster = false\n"
        subprocess.run([*sudo, "tee", settings], input=line, stdout=subprocess.DEVNULL, check=True)


def install_environment(wheelhouse: Path | None) -> None:
    """Make .venv hold exactly the locked packages, and the four packages of the checkout."""
    if not (BIN / "python").exists() or STAMP.is_file() is False:
        print("Installing Python packages into .venv ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    pip = [BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    step([*pip, *offline(wheelhouse), "--require-hashes", "-r", "requirements/setup.txt"])
    install_locked("dev", wheelhouse)
    step([*uv_install(wheelhouse), "--no-deps", "--no-build-isolation", "--editable", "."])
    step([BIN / "python", "-m", "compileall", "-q", "-j", "0", *PACKAGES])


def install_locked(lock: str, wheelhouse: Path | None) -> None:
    """Install exactly what a lock names, which is everything."""
    step([*uv_install(wheelhouse), "--no-deps", "--require-hashes", "-r", f"requirements/{lock}.txt"])


def uv_install(wheelhouse: Path | None) -> list[object]:
    """Return the command that installs into .venv, compiled once: where no bytecode may be written, each start would do it."""
    return [
        BIN / "uv",
        "pip",
        "install",
        "--quiet",
        "--compile-bytecode",
        "--python",
        BIN / "python",
        *offline(wheelhouse),
    ]


def offline(wheelhouse: Path | None) -> list[str]:
    """Return the options for a machine without network."""
    return ["--no-index", "--find-links", str(wheelhouse)] if wheelhouse else []


def install_front_end() -> None:
    """Fetch the locked npm packages and copy the files that pages load."""
    install_npm(ROOT)
    step([BIN / "python", "tools/vendor.py"])


def install_npm(folder: Path) -> None:
    """Fetch exactly the npm packages that a folder's lock names."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    step([BIN / "npm", "--prefix", folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], PATH=path)


def step(command: list[object], **environment: str) -> None:
    """Run one step of the set-up; its own output is the explanation when it fails."""
    words = [str(word) for word in command]
    if subprocess.call(words, env=os.environ | {"UV_PYTHON_DOWNLOADS": "never"} | environment) != 0:
        raise Stop(f"this step failed, see above: {' '.join(words)}")


def run_tests(rest: list[str]) -> int:
    """Run every check, or only pytest when it is given arguments; stop at the first failure."""
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    for check in [("pytest", *rest)] if rest else CHECKS:
        print("$", *check[:3], flush=True)
        if status := subprocess.call([BIN / check[0], *check[1:]], env=environment):
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
