"""Every comparison, in the order in which they run."""

from typing import Final

from bench import first_picture, first_picture_bytes, grade, shell, snap

COMPARISONS: Final = (
    snap.COMPARISON,
    grade.COMPARISON,
    shell.COMPARISON,
    first_picture_bytes.COMPARISON,
    first_picture.COMPARISON,
)
