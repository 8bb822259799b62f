"""Gathers every sentence that the public reads into the catalogues of translations: `make messages`.

What is new stands untranslated in `src/daymark/web/locale/<language>/LC_MESSAGES/django.po`; what is gone is dropped.
Nothing is guessed from similar sentences: a wrong translation is worse than none.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "src" / "daymark" / "web" / "locale"
MAPPING = ROOT / "build_hooks" / "babel.cfg"
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy": None, "gettext_lazy": None, "gettext_noop": None}
Message = tuple[int, str, Any, list[str]]

TRANSLATE = re.compile(r"""^trans(?:late)?\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
IN_EXPRESSION = re.compile(r"""(?<!\w)_\((?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\)""")
SENTENCES = ("label", "hint", "title", "intro", "choices", "hints")


def extract_questions(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Message]:
    """Babel's extractor for questions.yaml: every sentence under a key that a reader sees."""
    for sentence in dict.fromkeys(_sentences(yaml.safe_load(file.read().decode()))):
        yield 1, "gettext", sentence, []


def _sentences(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _sentences(each)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in SENTENCES:
                yield from value.values() if isinstance(value, dict) else [value]
            elif key == "fields":
                yield from _sentences(value)


def extract_page(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Message]:
    """Babel's extractor for Django templates: translate, blocktranslate, and _() in expressions and components."""
    from django.template.base import Lexer, TokenType

    block: _Block | None = None
    for token in Lexer(file.read().decode()).tokenize():
        if token.token_type is TokenType.BLOCK and token.contents.startswith("endblocktrans"):
            if block:
                yield block.message()
            block = None
        elif block:
            block.take(token.token_type is TokenType.VAR, token.contents)
        elif token.token_type is TokenType.BLOCK and token.contents.startswith("blocktrans"):
            block = _Block(token.lineno, " trimmed" in token.contents)
        else:
            yield from _inline(token.lineno, token.contents)


def _inline(line: int, text: str) -> Iterator[Message]:
    found = TRANSLATE.match(text)
    for match in [found] if found else IN_EXPRESSION.finditer(text):
        if match:
            yield line, "gettext", (match[1] or match[2]).replace("\\'", "'").replace('\\"', '"'), []


class _Block:
    """A blocktranslate being read."""

    def __init__(self, line: int, is_trimmed: bool) -> None:
        self.line, self.is_trimmed = line, is_trimmed
        self.parts: list[list[str]] = [[]]

    def take(self, is_variable: bool, text: str) -> None:
        if text == "plural":
            self.parts.append([])
        else:
            self.parts[-1].append(f"%({text.strip()})s" if is_variable else text.replace("%", "%%"))

    def message(self) -> Message:
        texts = [self._text("".join(part)) for part in self.parts]
        return (self.line, "ngettext", tuple(texts), []) if len(texts) > 1 else (self.line, "gettext", texts[0], [])

    def _text(self, text: str) -> str:
        return " ".join(line.strip() for line in text.strip().splitlines()) if self.is_trimmed else text


def gather() -> Catalog:
    """Every sentence of the public pages, in the order of the files."""
    with MAPPING.open(encoding="utf-8") as readable:
        methods, options = parse_mapping_cfg(readable)
    catalogue = Catalog(charset="utf-8")
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, strip_comment_tags=True)
    for name, _line, message, comments, context in sorted(found, key=lambda each: (each[0], each[1])):
        catalogue.add(message, None, [(name, None)], auto_comments=comments, context=context)
    return catalogue


def read_catalogue(source: Path) -> Catalog:
    """One language's catalogue as it stands."""
    with source.open("rb") as readable:
        return read_po(readable, locale=source.parent.parent.name)


def main() -> int:
    """Brings every catalogue up to date and says what waits for a translator."""
    template = gather()
    for source in sorted(LOCALE.rglob("*.po")):
        catalogue = read_catalogue(source)
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
        catalogue.obsolete.clear()
        with source.open("wb") as writable:
            write_po(writable, catalogue, width=120, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
        waiting = sum(1 for message in catalogue if message.id and not _is_translated(message.string))
        print(f"{catalogue.locale}: {len(catalogue)} sentences, {waiting} to translate")
    return 0


def _is_translated(text: Any) -> bool:
    return all(text) if isinstance(text, (tuple, list)) else bool(text)


if __name__ == "__main__":
    sys.exit(main())
