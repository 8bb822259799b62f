"""The catalogue of translations: complete, exact in its placeholders, and gathered from every public page."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "daymark" / "web" / "locale").rglob("*.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)s|%\{\w+\}|%[sd]|%%|\{\w+\}|</?\w+[^>]*>")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """build_hooks/catalogue.py, which is not part of the package."""
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "build_hooks" / "catalogue.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["catalogue"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def gathered(tool: ModuleType) -> Catalog:
    return tool.gather()


def texts(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, (tuple, list)) else [message.string]


def forms(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, tuple) else [message.id]


def test_there_is_one_more_language():
    assert [source.parent.parent.name for source in SOURCES] == ["fr"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.parent.parent.name)
def test_a_language_is_complete_and_nothing_in_it_is_doubtful(tool: ModuleType, gathered: Catalog, source: Path):
    catalogue = tool.read_catalogue(source)
    ids = {str(message.id) for message in catalogue if message.id}
    missing = sorted(str(message.id) for message in gathered if message.id and str(message.id) not in ids)
    assert missing == [], "new sentences: run `make messages`, then translate them"
    assert [message.id for message in catalogue if message.id and not all(texts(message))] == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.parent.parent.name)
def test_placeholders_and_marks_are_the_same_in_both_languages(tool: ModuleType, source: Path):
    for message in tool.read_catalogue(source):
        if message.id:
            wanted = sorted(PLACEHOLDER.findall(forms(message)[-1]))
            for text in texts(message):
                found = sorted(PLACEHOLDER.findall(text))
                assert found == wanted or (len(texts(message)) > 1 and text == texts(message)[0]), message.id


def test_every_question_and_every_kind_of_sentence_is_gathered(gathered: Catalog):
    ids = {each for message in gathered if message.id for each in forms(message)}
    from daymark.casework.reports.public.questions import questionnaire

    assert set(questionnaire().sentences()) <= ids
    for sentence in (
        "You have left the page you came from. It is not told what you do here.",  # {% translate %}
        "Call %(number)s now.",  # {% blocktranslate trimmed %}
        "%(number)s questions without an answer",  # its plural
        "Your report is with us",  # _() in a component's attribute
        "Choose a file first.",  # _() in Python
        "user name",  # lazy()
        "24 hours",  # gettext_noop()
    ):
        assert sentence in ids, sentence


def test_what_is_compiled_is_what_was_written(tool: ModuleType):
    from django.utils import translation

    with translation.override("fr"):
        assert translation.gettext("Who are you?") == "Qui êtes-vous\N{NO-BREAK SPACE}?"
        one, many = "%(number)s question without an answer", "%(number)s questions without an answer"
        assert translation.ngettext(one, many, 0) == "%(number)s question sans réponse"


def test_no_public_page_holds_an_untranslated_sentence():
    """Words between tags that no translation tag covers, in every public template."""
    pages = [
        *(ROOT / "src/daymark/casework/reports/pages/public").glob("*.html"),
        *(ROOT / "src/daymark/casework/prevention/pages").glob("advice_*.html"),
        ROOT / "src/daymark/casework/prevention/pages/help.html",
        ROOT / "src/daymark/casework/prevention/pages/button.html",
        ROOT / "src/daymark/web/pages/front.html",
        ROOT / "src/daymark/web/pages/busy.html",
    ]
    for path in pages:
        text = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.DOTALL)
        bare = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", " ", text, flags=re.DOTALL)
        assert re.findall(r"[A-Za-z]{3,}", bare) == [], path.name
