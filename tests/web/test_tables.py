"""Lists on a phone: a row is a card whose cells carry the names of their columns, and the filters are folded."""

import pytest

from web.test_assets_components import Page, draw

TABLE = """
<c-table caption="Cases" :list="False">
  <c-slot name="head"><c-sort-heading by="due" label="Due" :order="order" /><th scope="col">{{ heading }}</th></c-slot>
  <tr><th scope="row"><a href="/c">Girl, 11 to 13</a></th><td>{{ value }}</td></tr>
  <tr><td class="wide">today</td><td></td></tr>
</c-table>
"""


def cells(source: str, **context) -> list[dict[str, str]]:
    return [found for tag, found in Page(draw(source, **context)).tags if tag == "td"]


def test_a_cell_carries_the_name_of_its_column():
    first, second, _ = cells(TABLE, order="due", heading="Lead", value="Ines")
    assert first["data-label"] == "Lead"
    assert second == {"role": "cell", "data-label": "Due", "class": "wide"}


def test_a_cell_without_a_value_is_marked_so_that_its_card_leaves_it_out():
    first, _, last = cells(TABLE, order="due", heading="Lead", value="Ines")
    assert "data-empty" in last
    assert "data-empty" not in first


def test_the_title_of_a_row_carries_no_name_of_a_column():
    [row] = [found for tag, found in Page(draw(TABLE)).tags if found.get("role") == "rowheader"]
    assert "data-label" not in row


def test_a_heading_with_a_quotation_mark_or_markup_stays_a_value():
    hostile = '"><script>alert(1)</script>'
    first, *_ = cells(TABLE, heading=hostile, value="x")
    assert first["data-label"] == hostile
    assert "<script>" not in draw(TABLE, heading=hostile, value=hostile)


def test_every_part_of_the_table_keeps_its_role_when_it_is_laid_out_as_cards():
    tags = Page(draw(TABLE)).tags
    roles = [(tag, found.get("role")) for tag, found in tags if tag in ("table", "thead", "tbody", "tr", "th", "td")]
    assert {role for _, role in roles} == {"table", "rowgroup", "row", "columnheader", "rowheader", "cell"}


@pytest.mark.parametrize(
    ("address", "is_open"),
    [("/", False), ("/?order=-due&page=2", False), ("/?search=&state=", False), ("/?search=ann", True)],
)
def test_the_filters_are_folded_on_a_phone_until_one_is_in_force(address: str, is_open: bool):
    page = Page(draw('<c-filters><input name="search"></c-filters>', address))
    [fold] = [found for tag, found in page.tags if tag == "details"]
    assert ("open" in fold) is is_open
