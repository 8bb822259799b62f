"""What ships about agencies, areas, countries, retention and law: complete, consistent, and wrong lines named."""

from __future__ import annotations

import pytest

from daymark.casework.partners import reference
from daymark.casework.partners.reference import (
    INTERPOL_NCB,
    AgencyKind,
    AreaKind,
    ProviderKind,
    agencies,
    agencies_by_code,
    countries,
    legal_frame_for,
    postcode_areas,
    retention_for,
    retentions,
    uk_areas,
)
from daymark.engine.tables import TableFault


def test_every_territorial_force_of_the_united_kingdom_is_there():
    forces = [agency for agency in agencies() if agency.kind == AgencyKind.FORCE and agency.country == "GB"]
    territorial = {area.force for area in uk_areas() if area.force}
    assert len(territorial) == 45  # 43 in England and Wales, Police Scotland, PSNI
    assert {"GB-BTP", "GB-MDP", "GB-CNC", "GB-POLICE-SCOTLAND", "GB-PSNI"} <= {force.code for force in forces}
    assert territorial <= {force.code for force in forces}


def test_the_centres_of_the_virtual_global_taskforce_are_there():
    taskforce = {"GB-CEOP", "AU-ACCCE", "CA-NCECC", "US-HSI", "IT-POSTALE", "NZ-POLICE", "INTERPOL", "EUROPOL"}
    assert taskforce <= agencies_by_code().keys()


def test_the_seed_holds_no_contact_and_every_line_has_source_and_date():
    assert not any(hasattr(agency, "phone") or hasattr(agency, "email") for agency in agencies())
    for agency in agencies():
        assert "@" not in agency.website
        assert agency.website.startswith("https://") or agency.code == "GB-DSCC"
        assert agency.source
        assert agency.source_date.year >= 2013


def test_codes_fit_the_column_that_holds_them():
    for code in agencies_by_code():
        assert len(code) <= 60
        assert code.replace("-", "").replace("_", "").isalnum()


def test_every_region_nation_borough_and_district_is_named_once():
    kinds = [area.kind for area in uk_areas()]
    assert kinds.count(AreaKind.LONDON_BOROUGH) == 32
    assert kinds.count(AreaKind.METROPOLITAN_DISTRICT) == 36
    assert kinds.count(AreaKind.NATION) == 4
    regions = {area.region for area in uk_areas() if area.region}
    assert len(regions) == 9
    assert {area.nation for area in uk_areas() if area.region} == {"England"}
    named = [(area.name, area.kind, area.force) for area in uk_areas()]
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("name", "force"),
    [
        ("Somerset", "GB-AVON-AND-SOMERSET"),
        ("Rutland", "GB-LEICESTERSHIRE"),
        ("Slough", "GB-THAMES-VALLEY"),
        ("Wirral", "GB-MERSEYSIDE"),
        ("Powys", "GB-DYFED-POWYS"),
        ("Fife", "GB-POLICE-SCOTLAND"),
        ("Belfast", "GB-PSNI"),
        ("Hackney", "GB-METROPOLITAN"),
        ("Kettering", "GB-NORTHAMPTONSHIRE"),
    ],
)
def test_a_district_belongs_to_the_force_that_the_police_act_names(name, force):
    assert {area.force for area in uk_areas() if area.name == name} == {force}


def test_all_124_postcode_areas_are_there_and_shared_ones_are_marked():
    assert len(postcode_areas()) == 124
    for area in postcode_areas().values():
        assert area.doubtful == (len(area.forces) > 1)
    assert postcode_areas()["JE"].forces == ("JE-POLICE",)


def test_every_country_of_the_world_has_a_destination():
    assert len(countries()) == 249
    assert countries()["FR"].destination == INTERPOL_NCB
    assert countries()["CA"].destination == "CA-NCECC"
    assert countries()["GB"].dialling_code == 44
    assert "pl" in countries()["PL"].languages
    assert all(country.destination in agencies_by_code() for country in countries().values())


def test_how_long_records_are_kept_is_an_editable_doubtful_default_and_unknown_is_not_zero():
    assert retention_for(ProviderKind.INTERNET_ACCESS, "GB").days == 365
    unknown = retention_for(ProviderKind.TELEPHONE, "BR")
    assert unknown.days is None
    assert "unknown" in unknown.source
    assert retention_for(ProviderKind.INTERNET_ACCESS, None).days is None
    assert all(line.doubtful for line in retentions())


def test_where_a_countrys_law_is_not_known_the_convention_holds():
    assert legal_frame_for("GB").age_of_consent == 16
    assert (legal_frame_for("FR").country, legal_frame_for("FR").age_of_child) == ("*", 18)
    assert legal_frame_for(None).age_of_child == 18


COUNTRIES = "iso2,destination,hotline,notes,source,source_date\n"
POSTCODES = "area,post_town,region,forces,doubtful,source,source_date\n"


@pytest.mark.parametrize(
    ("table", "text", "words"),
    [
        ("countries", COUNTRIES + "FR,XX-NOBODY,,,us,2026-01-01\n", "line 2: XX-NOBODY is not in agencies.csv"),
        ("countries", COUNTRIES + 2 * "FR,INTERPOL_NCB,,,us,2026-01-01\n", "line 3: iso2 FR stands on line 2"),
        ("countries", COUNTRIES + "QQ,INTERPOL_NCB,,,us,2026-01-01\n", "line 2: QQ is not a country"),
        ("countries", COUNTRIES + "FR,INTERPOL_NCB,,,us,yesterday\n", "line 2: source_date should be a date"),
        ("countries", COUNTRIES + "FR,INTERPOL_NCB\n", "line 2: 2 cells where there should be 6"),
        ("countries", "iso,destination\n", "line 1: the columns should be iso2,"),
        ("countries", COUNTRIES + '"FR,INTERPOL_NCB,,,us,2026-01-01\n', "not a CSV file"),
        ("postcode_areas", POSTCODES + "LS,Leeds,Y,,no,us,2026-01-01\n", "line 2: forces is empty"),
        ("postcode_areas", POSTCODES + "LS,Leeds,Y,GB-PSNI,perhaps,us,2026-01-01\n", "doubtful should be yes or no"),
    ],
)
def test_a_wrong_line_is_named_by_file_and_line(tmp_path, monkeypatch, table, text, words):
    for original in reference.DATA.iterdir():
        (tmp_path / original.name).write_bytes(original.read_bytes())
    (tmp_path / f"{table}.csv").write_text(text)
    monkeypatch.setattr(reference, "DATA", tmp_path)
    with pytest.raises(TableFault) as caught:
        getattr(reference, table).__wrapped__()
    assert table in caught.value.message
    assert words in caught.value.message


def test_a_missing_table_is_said_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr(reference, "DATA", tmp_path)
    with pytest.raises(TableFault, match=r"retention\.csv is missing"):
        reference.retentions.__wrapped__()
