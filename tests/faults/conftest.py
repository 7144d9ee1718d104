"""The faults are no package of the distribution: they are found beside it."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))
