"""What the picture of a period says."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from casework.strategic.pictures import LAST_MONTH, NOW, THIS_MONTH, outcome, referral, reports, snapshot
from daymark.casework.strategic.rules.charts import alt_of, chart_of, how_to_read
from daymark.casework.strategic.rules.overview import as_overview, as_rows, caveats_of
from daymark.casework.strategic.rules.periods import period_of
from daymark.casework.strategic.rules.picture import Asked, draw
from daymark.casework.strategic.rules.snapshot import from_document
from daymark.engine.chart_colours import DARK, in_dark

TODAY = date(2026, 11, 22)
NOVEMBER = Asked(period_of("2026-11", today=TODAY))


def november(given, **asked):
    return draw(given, Asked(NOVEMBER.period, **asked), limit=5)


def words_of(table):
    return {row.label: row.now.words for row in table.rows}


def test_a_month_is_compared_with_the_month_before():
    picture = november(snapshot(reports(120), reports(100, month=LAST_MONTH)))
    assert picture.reports.now.words == "120"
    assert picture.reports.change.words == "+20 (+20 %)"


def test_fewer_than_before_has_a_minus_sign_that_people_read():
    picture = november(snapshot(reports(75), reports(100, month=LAST_MONTH)))
    assert picture.reports.change.words == "\N{MINUS SIGN}25 (\N{MINUS SIGN}25 %)"


def test_nothing_before_is_no_percentage():
    assert november(snapshot(reports(20))).reports.change.words == "none before"


def test_that_nothing_is_known_before_is_said_once_and_not_under_every_chart():
    alone, compared = november(snapshot(reports(20))), november(snapshot(reports(20), reports(9, month=LAST_MONTH)))
    assert any("nothing to compare with" in each for each in caveats_of(alone, today=TODAY))
    assert not any("nothing to compare with" in each for each in caveats_of(compared, today=TODAY))
    assert not any(how_to_read(table) for table in alone.every_table)
    assert "the wide grey one" in how_to_read(compared.table("kinds"))[0]


def test_every_report_counts_once_in_every_table():
    picture = november(snapshot(reports(30), reports(12, harm="IMAGES", source="INDUSTRY", environment="WEB_PAGE")))
    for key in ("months", "kinds", "sources", "environments", "priorities", "states"):
        table = picture.table(key)
        assert table.total.now.value == 42, key
        assert sum(row.now.value for row in table.rows) == 42, key


def test_filters_take_only_what_fits():
    given_ = snapshot(reports(30), reports(12, harm="IMAGES", source="INDUSTRY"))
    assert november(given_, source="INDUSTRY").reports.now.value == 12
    assert november(given_, harm="GROOMING").reports.now.value == 30
    assert november(given_, harm="GROOMING", source="INDUSTRY").reports.now.value == 0


def test_small_numbers_are_hidden_on_page_and_in_csv_and_pdf():
    picture = november(snapshot(reports(400), reports(3, harm="TRAFFICKING"), reports(60, harm="IMAGES")))
    kinds = words_of(picture.table("kinds"))
    assert (kinds["Trafficking"], kinds["Possession and distribution of images"]) == ("withheld", "withheld")
    lines = [line for line in as_rows(picture) if line[0] == "Reports by kind"]
    assert {line[1]: line[3] for line in lines}["Trafficking"] == "withheld"
    printed = as_overview(picture, centre="Example", practice=True, today=TODAY)
    rows = next(table["rows"] for table in printed["tables"] if table["key"] == "kinds")
    assert next(row["now"] for row in rows if row["label"] == "Trafficking") == "withheld"


def test_no_change_is_shown_where_a_number_is_hidden():
    picture = november(snapshot(reports(3), reports(100, month=LAST_MONTH)))
    assert picture.reports.now.words == "fewer than 5"
    assert picture.reports.change.words == "not shown"


def test_times_to_acknowledgement():
    taken = [referral(hours) for hours in (1, 2, 3, 4, 5, 30, 40, 50, 60, 70)]
    half, ninth, met = november(snapshot(referrals=taken)).times
    assert (half.now, ninth.now, met.now) == ("5 h 0 min", "2 days 12 h", "50 %")


def test_a_referral_whose_six_hours_still_run_is_neither_met_nor_missed():
    waiting = [referral(None, is_late=False)] * 5
    met = [referral(1)] * 10 + [referral(None, is_late=True)] * 10
    assert november(snapshot(referrals=[*waiting, *met])).times[2].now == "50 %"


def test_times_of_too_few_referrals_are_not_told():
    assert [each.now for each in november(snapshot(referrals=[referral(1)] * 4)).times] == ["too few to say"] * 3
    assert november(snapshot()).times[0].now == "none yet"


def test_a_child_counts_once_whichever_agencies_report_it():
    results = [outcome(9, agency=1), outcome(8, agency=2), outcome(1, case=2)]
    assert words_of(november(snapshot(outcomes=results)).outcomes)["Children safeguarded"] == "10"


def test_the_snapshot_is_read_back_as_it_was_written():
    given_ = snapshot(reports(3), referrals=[referral(2)], outcomes=[outcome(1)])
    assert from_document(given_.to_document(), counted_at=NOW) == given_


def test_a_month_that_is_not_over_is_said_to_be_so():
    assert any("November 2026 is not over" in each for each in caveats_of(november(snapshot()), today=TODAY))


def test_a_chart_has_no_number_that_the_table_hides():
    picture = november(snapshot(reports(400), reports(3, harm="TRAFFICKING"), reports(61, harm="IMAGES")))
    values = chart_of(picture.table("kinds"))["data"]["values"]
    assert {each["label"]: (each["now"], each["words"]) for each in values}["Trafficking"] == (0, "withheld")
    assert "61" not in alt_of(picture.table("kinds"))


def test_the_dark_theme_leaves_no_light_colour():
    light = " ".join(DARK)
    assert not any(colour in in_dark(light) for colour in DARK)


@given(st.dictionaries(st.sampled_from(["GROOMING", "IMAGES", "WEBSITE", "OTHER"]), st.integers(0, 30), min_size=1))
def test_what_is_shown_adds_up_to_no_more_than_the_total(numbers):
    picture = november(snapshot(*(reports(number, harm=harm) for harm, number in numbers.items())))
    table = picture.table("kinds")
    if table.total.now.value is not None:
        assert sum(row.now.value or 0 for row in table.rows) <= table.total.now.value


def test_the_months_lie_side_by_side_with_those_before():
    asked = Asked(period_of("2026-Q4", today=TODAY))
    picture = draw(snapshot(reports(20), reports(8, month="2026-07"), reports(9, month=LAST_MONTH)), asked, limit=5)
    rows = {row.label: (row.now.words, row.before.words) for row in picture.table("months").rows}
    assert rows["October 2026"] == ("9", "8")
    assert rows["November 2026"] == ("20", "0")
    assert THIS_MONTH == "2026-11"
