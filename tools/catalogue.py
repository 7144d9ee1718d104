"""Bring the catalogue of English sentences in step with the Korean ones that the code says.

Run ``python tools/catalogue.py`` after a change to a sentence: it adds what is new, with an empty line for the English
to be written, and takes out what nobody says any more. A test fails while either is left undone; ``--check`` tells what is.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TypeGuard

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from jinja2 import Environment, nodes

from layers import LAYERS
from layers.style import AXES, CONFIDENCE
from mapper.domain.declared_photo import ISSUE_MOMENTS
from mapper.domain.disclosure import LINE_LABELS, UNNAMED
from mapper.domain.editable import EDITABLE
from mapper.domain.export_layers import EXPORT_LAYERS
from mapper.domain.password import PasswordFault
from mapper.domain.reader import ROLE_LABELS
from mapper.operations.imports.choices import crs_labels, field_labels
from mapper.operations.imports.taking_in import kinds
from web.english import CATALOGUE, catalogue

ROOT = Path(__file__).resolve().parent.parent
HEADER = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
HANGUL = re.compile("[가-힣]")

SILENT = ("web/cli", "web/schemas")
"""Python of `web` that no page shows."""

_SAID = re.compile(r'\bt\(\s*("(?:[^"\\]|\\.)*")')
_UNSAID = re.compile(r'("(?:[^"\\\n]|\\.)*")|/\*.*?\*/|(?<!:)//[^\n]*|\.replace\(/[^/\n]*/', re.DOTALL)
"""Comments, and patterns that take Korean apart; strings are read past, as one may hold what begins a comment."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the catalogue, and tell what is left for people to do.

    Parameters
    ----------
    arguments : sequence of str or None
        Of the command line; those of this process by default.
    """
    parser = argparse.ArgumentParser(
        description="Bring the English sentences in step with the Korean ones of the code."
    )
    parser.add_argument("--check", action="store_true", help="write nothing, and fail where something is to be done")
    is_check = parser.parse_args(arguments).check
    written = english()
    fresh, unwritten, bare = in_step(written), [one for one in sentences() if not written.get(one)], left_bare()
    print(
        f"{len(unwritten)} sentences without English, {len(bare)} that are not looked up", *unwritten, *bare, sep="\n"
    )
    if not is_check:
        CATALOGUE.write_text(fresh, "utf-8")
    elif unwritten or bare or CATALOGUE.read_text("utf-8") != fresh:
        sys.exit(f"{CATALOGUE.name} is not done: run it without --check, and write the English that is missing.")


def sentences() -> dict[str, list[str]]:
    """Return every Korean sentence that is to be said in English too.

    Returns
    -------
    dict of str to list of str
        The files that say it, by the sentence.
    """
    found: dict[str, list[str]] = {}
    for file, text in [*_templates(), *_scripts(), *_modules(), *_vocabulary()]:
        files = found.setdefault(text, [])
        if file not in files:
            files.append(file)
    return found


def left_bare() -> list[str]:
    """Return Korean that a page shows whatever its language is.

    Returns
    -------
    list of str
        File and words of each.
    """
    bare = [*_bare_in_templates(), *_bare_in_scripts(), *_bare_in_modules()]
    return [f"{file}: {text.strip()[:80]}" for file, text in bare]


def in_step(old: Mapping[str, str]) -> str:
    """Return the text of the catalogue for what the code says now.

    Parameters
    ----------
    old : mapping of str to str
        English by Korean, as far as it is written.

    Returns
    -------
    str
        Of a ``.po`` file; the same for the same sentences.
    """
    fresh = Catalog(locale="en")
    for text, files in sorted(sentences().items(), key=lambda one: (one[1], one[0])):
        fresh.add(text, old.get(text, ""), locations=[(file, None) for file in files])
    written = BytesIO()
    write_po(written, fresh, omit_header=True, width=0)
    return HEADER + written.getvalue().decode()


def english() -> dict[str, str]:
    """Return what is written.

    Returns
    -------
    dict of str to str
        English by Korean; empty where it is still to be written.
    """
    return {str(message.id): str(message.string) for message in catalogue() if message.id}


def _files(folder: str, ending: str) -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / folder).rglob(f"*{ending}")):
        yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def _parsed_templates() -> Iterator[tuple[str, nodes.Template]]:
    environment = Environment(autoescape=True)
    for file, text in _files("web/templates", ".html"):
        yield file, environment.parse(text)


def _asked(tree: nodes.Template) -> list[nodes.Const]:
    calls = (call for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name) and call.node.name == "_")
    return [call.args[0] for call in calls if isinstance(call.args[0], nodes.Const)]


def _templates() -> Iterator[tuple[str, str]]:
    for file, tree in _parsed_templates():
        for word in _asked(tree):
            yield file, word.value


def _bare_in_templates() -> Iterator[tuple[str, str]]:
    for file, tree in _parsed_templates():
        asked = {id(word) for word in _asked(tree)}
        words = [word.value for word in tree.find_all(nodes.Const) if id(word) not in asked]
        texts = [text.data for text in tree.find_all(nodes.TemplateData)]
        yield from ((file, text) for text in [*words, *texts] if _is_korean(text))


def _all_scripts() -> Iterator[tuple[str, str]]:
    for folder in ("web/static/js", "web/static/field", "layers/assets"):
        for file, text in _files(folder, ".js"):
            yield file, _UNSAID.sub(r"\1", text)


def _scripts() -> Iterator[tuple[str, str]]:
    for file, text in _all_scripts():
        yield from ((file, json.loads(word)) for word in _SAID.findall(text))


def _bare_in_scripts() -> Iterator[tuple[str, str]]:
    for file, text in _all_scripts():
        yield from ((file, line) for line in _SAID.sub("", text).splitlines() if _is_korean(line))


def _parsed_modules() -> Iterator[tuple[str, ast.Module]]:
    for file, text in _files("web", ".py"):
        if not file.startswith(SILENT):
            yield file, ast.parse(text)


def _modules() -> Iterator[tuple[str, str]]:
    """Give every string with Korean in it but comments on the code: tables of words say nothing until they are shown."""
    for file, tree in _parsed_modules():
        remarks = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        remarks |= {id(word) for call in ast.walk(tree) if _is_label(call) for word in call.args}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in remarks and _is_korean(node.value):
                yield file, node.value


def _is_label(node: ast.AST) -> TypeGuard[ast.Call]:
    """Tell whether it has its English beside it."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Label"


def _bare_in_modules() -> Iterator[tuple[str, str]]:
    """Give what is put together with values before it can be looked up."""
    for file, tree in _parsed_modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and _is_korean(ast.unparse(node)):
                yield file, ast.unparse(node)


def _vocabulary() -> Iterator[tuple[str, str]]:
    """Give the words of tables below the pages that have no English beside them."""
    tables: dict[str, Iterable[str]] = {
        "mapper/domain/reader.py": ROLE_LABELS.values(),
        "mapper/domain/password.py": map(str, PasswordFault),
        "mapper/domain/declared_photo.py": ISSUE_MOMENTS.values(),
        "mapper/domain/editable.py": (field.label_ko for field in EDITABLE),
        "mapper/domain/export_layers.py": (layer.label for layer in EXPORT_LAYERS),
        "layers/assets/card.js": [
            *LINE_LABELS.values(),
            *(axis.title for axis in AXES),
            *(one.mark for one in CONFIDENCE),
        ],
        "layers/assets/legend.js": (layer.title_ko for layer in LAYERS),
        "layers/assets/marks.js": [UNNAMED],
        "mapper/importers": [
            *(label for _, label in kinds()),
            *(label for kind, _ in kinds() for label in field_labels(kind).values()),
        ],
        "mapper/importers/reference/korean_systems.py": crs_labels().values(),
    }
    return ((file, text) for file, texts in tables.items() for text in texts if _is_korean(text))


def _is_korean(text: object) -> TypeGuard[str]:
    return isinstance(text, str) and HANGUL.search(text) is not None


if __name__ == "__main__":
    main()
