"""A parent that takes in every orphan below it and does not bury the dead, as the first process of many containers.

``python -m faults.subreaper SECONDS``: it starts the server of the data folder, prints ``up``, and buries what died
below it only after that many seconds.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from contextlib import suppress
from typing import Final

from mapper.settings import Settings
from mapper.store.cluster import Cluster, find_binaries

PR_SET_CHILD_SUBREAPER: Final = 36


def main() -> None:
    """Start the server as our own orphan, and look away."""
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise SystemExit("this kernel has no subreapers")
    settings = Settings()
    with Cluster(settings.data_dir / "cluster", find_binaries(settings.pg_bindir, os.environ)).attach():
        print("up", flush=True)
        time.sleep(float(sys.argv[1]))
        while True:
            with suppress(ChildProcessError):
                os.waitpid(-1, 0)
            time.sleep(0.01)


if __name__ == "__main__":
    main()
