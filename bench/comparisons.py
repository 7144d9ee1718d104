"""Every comparison, in the order in which they run."""

from typing import Final

from bench import export_geojson, first_picture, first_picture_bytes, grade, import_table, shell, snap

COMPARISONS: Final = (
    snap.COMPARISON,
    grade.COMPARISON,
    import_table.COMPARISON,
    shell.COMPARISON,
    first_picture_bytes.COMPARISON,
    first_picture.COMPARISON,
    export_geojson.COMPARISON,
)
