"""The components: what they draw, and that nothing in them needs an inline style or script or trusts a value."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from web import styleguide_project

if not settings.configured:  # alone, without the project's settings
    import django

    styleguide_project.configure()
    django.setup()

from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

SOURCE = Path(__file__).resolve().parents[2] / "src" / "daymark"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Page(HTMLParser):
    """The start tags of a page, each with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def values(self, attribute: str) -> list[str]:
        return [found[attribute] for _, found in self.tags if attribute in found]


def draw(source: str, address: str = "/", **context) -> str:
    template = engines["django"].from_string(CottonCompiler().process(source))
    return template.render(context, request=RequestFactory().get(address))


def example_form(data=None):
    return styleguide_project.examples()[1](data)


@pytest.mark.parametrize("name", ["name", "note", "area", "harm", "where", "files"])
def test_a_field_with_a_mistake_is_tied_to_its_words(name):
    form = example_form({})
    form.fields["files"].required = True
    page = Page(draw('<c-field :field="field" />', field=form[name]))
    described = next(iter(page.values("aria-describedby"))).split()
    assert f"id_{name}-error" in described
    assert set(described) <= set(page.values("id"))


def test_every_line_of_the_summary_leads_to_a_control_of_the_page():
    form = example_form({})
    drawn = draw(
        '<c-error-summary :form="form" />' + "".join(f'<c-field :field="form.{f}" />' for f in form.fields), form=form
    )
    page = Page(drawn)
    links = [found["href"][1:] for tag, found in page.tags if tag == "a"]
    controls = [found["id"] for tag, found in page.tags if tag in ("input", "textarea", "select")]
    assert len(links) == 5
    assert set(links) <= set(controls)


def test_every_control_of_a_form_has_a_label():
    form = example_form({"born_day": "1"})
    page = Page(draw("".join(f'<c-field :field="form.{f}" />' for f in form.fields), form=form))
    labelled = {found["for"] for tag, found in page.tags if tag == "label"}
    controls = {found["id"] for tag, found in page.tags if tag in ("input", "textarea", "select")}
    assert controls
    assert controls == labelled


def test_what_was_chosen_before_is_still_chosen():
    drawn = draw(
        '<c-field :field="form.harm" /><c-field :field="form.where" />',
        form=example_form({"harm": "x", "where": ["game", "site"]}),
    )
    chosen = [found["value"] for _, found in Page(drawn).tags if "checked" in found]
    assert chosen == ["x", "game", "site"]


def test_a_date_in_parts_keeps_what_was_typed():
    drawn = draw(
        '<c-field :field="form.born" />', form=example_form({"born_day": "31", "born_month": "2", "born_year": "2012"})
    )
    assert [found["value"] for tag, found in Page(drawn).tags if tag == "input"] == ["31", "2", "2012"]


@pytest.mark.parametrize("hostile", ['"><script>x</script>', "' onmouseover='x", '"a" onclick="x"'])
@pytest.mark.parametrize(
    "source",
    [
        '<c-button :data-ref="value">Take</c-button>',
        '<c-button :href="value">Take</c-button>',
        '<c-work :title="value" :url="value" :what="value" />',
        '<c-summary-row :key="value">{{ value }}</c-summary-row>',
        '<c-lead :title="value" :reference="value" />',
        '<c-stat :number="value" :words="value" />',
        '<c-empty title="{{ value }}">{{ value }}</c-empty>',
        '<c-reasons :reasons="reasons" />',
        '<c-filter-tags :filters="filters" />',
        '<c-event :title="value" :by="value" />',
        '<c-sort-heading :by="value" :label="value" :order="value" />',
    ],
)
def test_a_value_from_outside_never_becomes_markup(source, hostile):
    drawn = draw(source, value=hostile, reasons=[hostile], filters=[{"label": hostile, "url": hostile}])
    page = Page(drawn)
    assert "script" not in [tag for tag, _ in page.tags]
    assert not [name for _, found in page.tags for name in found if name.startswith("on")]


def test_a_heading_sorts_the_other_way_round_and_keeps_the_filters():
    drawn = draw(
        '<c-sort-heading by="sent" label="Sent" :order="order" />', "/?priority=1&page=7&order=sent", order="sent"
    )
    page = Page(drawn)
    assert page.values("href") == ["?priority=1&order=-sent"]
    assert page.values("aria-sort") == ["ascending"]


def test_the_pages_of_a_list_keep_its_filters():
    drawn = draw('<c-pagination :page="page" />', "/?q=harbour", page=Paginator(range(90), 10).page(2))
    addresses = Page(drawn).values("href")
    assert addresses
    assert all("q=harbour" in address for address in addresses)


def test_a_list_of_one_page_has_no_page_numbers():
    assert draw('<c-pagination :page="page" />', page=Paginator(range(3), 10).page(1)).strip() == ""


def test_an_unknown_fact_is_said_to_be_unknown():
    assert "not known" in draw('<c-summary-row key="Phone"></c-summary-row>')


def test_danger_is_said_in_words_not_by_colour_alone():
    assert "child in danger" in draw('<c-priority :level="1" danger="1" number_only="1" />')
    assert "child in danger" not in draw('<c-priority :level="1" />')


@pytest.mark.parametrize(
    ("waited", "left", "words", "state"),
    [
        (130, 50, "Waiting 2 h 10 min, due in 50 min", "calm"),
        (130, 40, "Waiting 2 h 10 min, due in 40 min", "soon"),
        (60, -95, "Overdue by 1 h 35 min, waiting 1 h", "over"),
        (1440, 4500, "Waiting 1 day, due in 3 days 3 h", "calm"),
    ],
)
def test_a_clock_says_how_long_and_how_long_left(waited, left, words, state):
    times = {"started": NOON - timedelta(minutes=waited), "due": NOON + timedelta(minutes=left), "now": NOON}
    drawn = draw('<c-clock :started="started" :due="due" :at="now" />', **times)
    assert words in drawn
    assert f"dm-clock--{state}" in drawn


def test_a_code_is_read_in_groups_of_four():
    drawn = draw('<c-code code="4831209957104462" />')
    assert re.findall(r"<span>(\d+)</span>", drawn) == ["4831", "2099", "5710", "4462"]


def test_a_component_does_not_see_the_variables_of_the_page_around_it():
    assert "leaked" not in draw(
        '<c-panel>text</c-panel><c-stat number="1" words="one" />', title="leaked", note="leaked", url="leaked"
    )


def test_hidden_fields_have_no_label():
    class Hidden(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput)

    assert "<label" not in draw('<c-field :field="form.token" />', form=Hidden())


def test_no_page_carries_an_inline_style_script_or_handler():
    inline = re.compile(
        r"<style|\sstyle=|<script(?![^>]*(?:\ssrc=|application/json))|"
        r"\son(?!ce=|e=)[a-z]+=|javascript:|hx-on",
        re.IGNORECASE,
    )
    pages = list(SOURCE.rglob("*.html"))
    assert pages
    found = [
        f"{path.relative_to(SOURCE)}: {match.group()}" for path in pages for match in inline.finditer(path.read_text())
    ]
    assert found == []


def test_every_component_says_how_to_use_it():
    silent = [
        path.name
        for path in (SOURCE / "web" / "cotton").rglob("*.html")
        if not path.read_text().startswith("{% comment %}")
    ]
    assert silent == []
