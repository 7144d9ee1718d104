"""Services of GeoReport v2: one for each category, with what may be said of it beside where and what."""

from __future__ import annotations

from typing import Any, Final

from mapper.domain.category import CATEGORIES, SEVERITIES, Category
from mapper.domain.emergency import DANGEROUS, EMERGENCIES
from mapper.domain.rubric import AXES, RUBRIC
from mapper.wire.open311.document import Document

CHANGESET: Final = "2026-11-22T00:00:00+09:00"
"""When services last became others; programs ask for them again when it changes. A test holds what they were then."""

SEVERITY: Final = "severity"
"""Code of the one attribute that is asked for."""

SEVERITY_KEYS: Final = tuple(str(number) for number, _ in enumerate(SEVERITIES, 1))

_SEVERITY: Final = {
    "variable": True,
    "code": SEVERITY,
    "datatype": "singlevaluelist",
    "required": False,
    "datatype_description": "넷 가운데 하나",
    "order": 1,
    "description": "얼마나 심한가요? 고르지 않으면 '보통'으로 봅니다.",
    "values": [{"key": key, "name": label.ko} for key, label in zip(SEVERITY_KEYS, SEVERITIES, strict=True)],
}


def services() -> Document:
    """Return the list of services.

    Returns
    -------
    Document
        One for each category, in the order of forms.
    """
    return Document("services", [_service(category) for category in CATEGORIES])


def definition(category: Category) -> Document:
    """Return the definition of a service.

    Parameters
    ----------
    category : Category
        Of which.

    Returns
    -------
    Document
        With its attributes.
    """
    return Document("service_definition", {"service_code": category.id, "attributes": _attributes(category)})


def attribute_codes(category: Category) -> frozenset[str]:
    """Return what may be sent with a request.

    Parameters
    ----------
    category : Category
        Of its service.

    Returns
    -------
    frozenset of str
        Codes of its attributes.
    """
    return frozenset(attribute["code"] for attribute in _attributes(category) if attribute["variable"])


def _service(category: Category) -> dict[str, Any]:
    items = ", ".join(RUBRIC.item(effect.item).label_ko for effect in category.effects)
    return {
        "service_code": category.id,
        "service_name": category.label_ko,
        "description": f"골목의 {category.label_ko}: {items}에 들어갑니다.",
        "metadata": True,
        "type": "realtime",
        "keywords": f"{category.label_ko}, {category.label_en}",
        "group": AXES[RUBRIC.item(category.effects[0].item).axis].ko,
    }


def _attributes(category: Category) -> list[dict[str, Any]]:
    number = DANGEROUS.get(category.id)
    if number is None:
        return [_SEVERITY]
    when = next(one.when.ko for one in EMERGENCIES if one.number == number)
    told = {
        "variable": False,
        "code": "emergency",
        "datatype": "string",
        "required": False,
        "datatype_description": None,
        "order": 2,
        "description": f"급하면 신고보다 먼저 {number}에 전화하세요: {when}.",
    }
    return [_SEVERITY, told]
