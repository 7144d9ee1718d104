"""The lists of an import's report, cut to the page that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from web.blueprints.admin.paging import Pages, asked_page, pages

PAGE_SIZE: Final = 100


def report_parts(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return one page of every list of a report.

    Parameters
    ----------
    report : mapping
        As it is stored; one of an earlier edition may lack lists.

    Returns
    -------
    dict
        For the template: ``report``, ``faults``, ``refused``, ``repairs`` and ``pages``, which all lists share.
    """
    lists = {name: report.get(name, []) for name in ("faults", "refused", "repairs")}
    first = (asked_page() - 1) * PAGE_SIZE
    shared: Pages = pages(max(map(len, lists.values())), PAGE_SIZE)
    return {"report": report, "pages": shared} | {name: rows[first : first + PAGE_SIZE] for name, rows in lists.items()}
