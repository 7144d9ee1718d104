"""Links of documents: to what, as what, in which relation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
HTML: Final = "text/html"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA: Final = "application/schema+json"
QUERYABLES: Final = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
"""Relation of a collection to what it can be asked by (part 3)."""

MEDIA: Final[Mapping[str, str]] = {"json": JSON, "html": HTML}
"""Value of ``f`` to what it answers with, but for features and schemas."""


@dataclass(frozen=True)
class Addresses:
    """Where things are.

    Attributes
    ----------
    root : str
        Address of the landing page, without a slash at its end.
    """

    root: str

    def of(self, *steps: str, query: Sequence[tuple[str, str]] = ()) -> str:
        """Return an address.

        Parameters
        ----------
        *steps : str
            Parts of the path below the root.
        query : sequence of tuple of str
            Name and value of each parameter.

        Returns
        -------
        str
            With percents where they belong.
        """
        path = "".join(f"/{quote(step, safe='')}" for step in steps)
        return f"{self.root}{path or '/'}{'?' if query else ''}{urlencode(query)}"


def link(href: str, rel: str, media_type: str, title: str) -> dict[str, str]:
    """Return one link.

    Parameters
    ----------
    href : str
        Address.
    rel : str
        Relation.
    media_type : str
        What is there.
    title : str
        For a person.

    Returns
    -------
    dict of str to str
        As documents have it.
    """
    return {"href": href, "rel": rel, "type": media_type, "title": title}


def both_ways(here: str, shown: str, media_type: str, *, title: str) -> list[dict[str, str]]:
    """Return the links of a document to itself and to the same in the other form.

    Parameters
    ----------
    here : str
        Address without ``f``.
    shown : {"json", "html"}
        In which form it is answered.
    media_type : str
        Of the form for programs.
    title : str
        Of the document.

    Returns
    -------
    list of dict
        ``self`` first.
    """
    between = "&" if "?" in here else "?"
    forms = {"json": (media_type, f"{title} (JSON)"), "html": (HTML, f"{title} (HTML)")}
    return [
        link(f"{here}{between}f={form}", "self" if form == shown else "alternate", kind, name)
        for form, (kind, name) in sorted(forms.items(), key=lambda one: one[0] != shown)
    ]
