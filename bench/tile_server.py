"""Our tiles as they are served by ``golmok serve``, or with nothing remembered, in a process of their own."""

from __future__ import annotations

import sys

from mapper.operations import public_tiles
from web.cli import main

if __name__ == "__main__":
    if sys.argv.pop(1) == "computed":
        public_tiles.ROOM, public_tiles.DEEPEST_KEPT = 0, -1
    sys.argv.insert(1, "serve")
    main()
