"""GeoJSON features out of rows as COPY writes them: many at a time, with no object for any of them.

To write names, quotes and the same letters over and over costs the server as much as all the rest of an export, while
its reader waits. So it sends values alone, and what stands between them is put there from a pattern. COPY writes text
nearly as JSON does: a backslash and the same letter stand for the usual control characters, and a backslash for itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mapper.domain.export_layer import Kind

_BARE: Final = {Kind.INTEGER, Kind.NUMBER}
"""Kinds of values that JSON writes without quotes."""

_SHAPE: Final = 1
"""Place of the shape in a row, behind its id."""

_UNUSUAL: Final = bytes(set(range(0x20)) - set(b"\t\n")) + b'"'
"""What COPY leaves as it is and JSON does not; a tab or a line feed of a text is escaped by both."""

_AS_JSON: Final = {
    b'"': b'\\"',
    rb"\v": rb"\u000b",
    **{bytes([control]): b"\\u%04x" % control for control in range(0x20)},
}
_MARK: Final = re.compile(rb'\\.|[\x00-\x1f"]', re.DOTALL)


@dataclass(frozen=True)
class FeatureText:
    """How the rows of one query are written as features.

    Attributes
    ----------
    pattern : bytes
        Of one feature and what separates it from the next, with a place for the id, the shape and each property.
    width : int
        How many places it has.
    """

    pattern: bytes
    width: int

    @classmethod
    def of(cls, properties: Mapping[str, Kind]) -> FeatureText:
        """Lay out features.

        Parameters
        ----------
        properties : mapping of str to Kind
            What the values of each property are, by its name and in order.

        Returns
        -------
        FeatureText
            For rows of the id, the shape as GeoJSON, and the value of each property.
        """
        places = [
            json.dumps(name, ensure_ascii=False).replace("%", "%%") + (":%b" if kind in _BARE else ':"%b"')
            for name, kind in properties.items()
        ]
        pattern = f'{{"type":"Feature","id":"%b","geometry":%b,"properties":{{{",".join(places)}}}}},\n'
        return cls(pattern.encode(), 2 + len(places))

    def written(self, rows: bytes) -> bytes:
        """Write rows as features.

        Parameters
        ----------
        rows : bytes
            One or more whole lines, as COPY writes them in its text format.

        Returns
        -------
        bytes
            As many features, a comma and a line feed between them.
        """
        values = rows[:-1].replace(b"\n", b"\t").split(b"\t")
        shapes = values[_SHAPE :: self.width]
        quotes = sum(shape.count(b'"') for shape in shapes)
        if len(rows) - len(rows.translate(None, _UNUSUAL)) > quotes or rb"\v" in rows:
            values = [_MARK.sub(lambda found: _AS_JSON.get(found[0], found[0]), value) for value in values]
            values[_SHAPE :: self.width] = shapes
        features = (self.pattern * len(shapes))[:-2] % tuple(values)
        # \N alone is NULL: in a text its backslash would be double
        return features.replace(rb'"\N"', b"null").replace(rb":\N", b":null")
