"""Charts are drawn in a child process, once."""

import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from daymark.engine import charts
from daymark.engine.charts import ChartNotDrawn, ChartShelf, digest_of, draw


def bars(*values):
    """A chart of a few bars."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": [{"a": f"row {place}", "b": value} for place, value in enumerate(values)]},
        "mark": "bar",
        "encoding": {"y": {"field": "a", "type": "nominal"}, "x": {"field": "b", "type": "quantitative"}},
    }


def test_what_was_drawn_is_not_drawn_again(tmp_path, monkeypatch):
    shelf = ChartShelf(tmp_path / "charts")
    first = shelf.drawn([bars(1, 2), bars(3)])
    assert all(svg.startswith("<svg") for svg in first)

    def refuse(*args, **kwargs):
        raise AssertionError("drawn twice")

    monkeypatch.setattr(subprocess, "run", refuse)
    assert shelf.drawn([bars(3), bars(1, 2)]) == first[::-1]
    assert shelf.held(digest_of(bars(3))) == first[1]


def test_the_shelf_keeps_no_more_than_it_may(tmp_path):
    shelf = ChartShelf(tmp_path / "charts", most=3)
    shelf.drawn([bars(1), bars(2)])
    shelf.drawn([bars(3), bars(4)])
    assert len(list((tmp_path / "charts").glob("*.svg"))) == 3
    assert shelf.held(digest_of(bars(4)))


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "x" * 63, "/" * 64, "." * 64])
def test_nothing_but_a_digest_names_a_chart(tmp_path, digest):
    assert ChartShelf(tmp_path).held(digest) is None


def test_words_in_the_data_stay_words():
    spec = bars(1)
    spec["data"]["values"][0]["a"] = "<script>alert(1)</script>"
    assert "<script" not in draw([spec])[0]


def test_data_of_another_place_are_not_fetched():
    with pytest.raises(ChartNotDrawn):
        draw([{**bars(1), "data": {"url": "https://example.org/data.json"}}])


def test_a_chart_that_cannot_be_drawn_says_why():
    with pytest.raises(ChartNotDrawn):
        draw([{"mark": "nonsense"}])


def test_two_that_need_the_same_chart_at_once_draw_it_once(tmp_path, monkeypatch):
    drawings = []

    def counted(specs, **kwargs):
        drawings.append(len(specs))
        return ["<svg/>" for _ in specs]

    monkeypatch.setattr(charts, "draw", counted)
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda _: ChartShelf(tmp_path).drawn([bars(5), bars(6)]), range(8)))
    assert drawings == [2]
