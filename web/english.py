"""The English of the Korean sentences in this code: read from its catalogue, and handed to pages and to scripts."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from mapper.domain.category import CATEGORIES, Category
from mapper.domain.disclosure import OWN_SURVEY_FIRST_LABEL
from mapper.domain.grading import CONFIDENCE_LEVELS, GRADES, REASONS, UNGRADED_LABEL
from mapper.domain.item import Item
from mapper.domain.rubric import RUBRIC
from mapper.domain.shop import SHOP_SECTORS
from mapper.domain.venue import VENUE_KINDS

CATALOGUE: Final = Path(__file__).resolve().parent / "translations" / "en" / "LC_MESSAGES" / "messages.po"


@cache
def catalogue() -> Catalog:
    """Read the English sentences.

    Returns
    -------
    Catalog
        Each message with the files it is said in.
    """
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


@cache
def english_script() -> tuple[str, str]:
    """Write what scripts say in English, so that Korean pages load nothing for it.

    Returns
    -------
    tuple of str
        A name that changes with the content, and the script.
    """
    words = _spoken_by_scripts()
    script = f"globalThis.golmokEnglish = {json.dumps(words, ensure_ascii=False, sort_keys=True)};\n"
    return sha256(script.encode()).hexdigest()[:16], script


def _spoken_by_scripts() -> dict[str, str]:
    names: tuple[Item | Category, ...] = (*RUBRIC.items, *CATEGORIES)
    symbols = {**GRADES, **CONFIDENCE_LEVELS, "ungraded": UNGRADED_LABEL}
    return {
        **{
            str(message.id): str(message.string)
            for message in catalogue()
            if any(file.endswith(".js") for file, _ in message.locations)
        },
        **{name.label_ko: name.label_en for name in names},
        **{label.ko: label.en for label in (*REASONS.values(), OWN_SURVEY_FIRST_LABEL)},
        **{label.ko: label.en for label in (*VENUE_KINDS.values(), *SHOP_SECTORS.values())},
        **{f"symbol {key}": label.en for key, label in symbols.items()},
    }


@cache
def translations() -> dict[tuple[str, str], NullTranslations]:
    """Make the catalogue ready to be asked.

    Returns
    -------
    dict
        By locale and domain, as Flask-Babel keeps them.
    """
    compiled = BytesIO()
    write_mo(compiled, catalogue())
    compiled.seek(0)
    return {("ko", "messages"): NullTranslations(), ("en", "messages"): Translations(compiled)}
