"""Where one fact points: to a country, and inside the United Kingdom to the force whose area it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import phonenumbers
import pycountry

from daymark.casework.partners.reference import agencies_by_code, countries, postcode_areas
from daymark.casework.referrals.rules.facts import FactKind, LocationFact
from daymark.casework.referrals.rules.names import (
    agency_name,
    areas_by_name,
    country_in_sentence,
    country_named,
    folded,
    meaning,
)
from daymark.casework.subjects.rules import IdentifierKind, normalise

POSTCODE = re.compile(r"(?<!\w)([A-Za-z]{1,2})[0-9][A-Za-z0-9]?\s{0,2}[0-9][A-Za-z]{2}(?!\w)")
INEXACT = "police areas do not follow postcodes exactly"
OUTWARD = re.compile(r"\s*([A-Za-z]{1,2})[0-9]")

# Country domains that anybody anywhere registers, so that they say nothing about a place.
SOLD_TO_ANYBODY = {
    *("ac", "ag", "ai", "am", "cc", "cd", "cf", "co", "cx", "dj", "fm", "ga", "gg", "gl", "gq", "gs", "im", "io", "la"),
    *("ly", "me", "ml", "ms", "nu", "pw", "sc", "sh", "so", "st", "tf", "tk", "to", "tv", "vc", "vu", "ws"),
}


@dataclass(frozen=True)
class Pointing:
    """Where a fact points. `force` is one force when the fact names a place precisely enough; `also` are the others
    that the same words may mean. `claim` is the fact as a sentence without its subject."""

    country: str
    claim: str
    force: str | None = None
    also: tuple[str, ...] = ()
    area: str = ""
    doubts: tuple[str, ...] = ()


def where(fact: LocationFact, *, home: str) -> Pointing | None:
    """Where the fact points, or None when it points nowhere. `home` is the country whose numbers have no prefix."""
    return _RESOLVERS[fact.kind](fact, home)


def why_nowhere(fact: LocationFact) -> str:
    """The sentence for a fact that points nowhere."""
    if fact.doubts:
        return f"{fact.subject.words}: {'; '.join(fact.doubts)} ({fact.source})."
    what = fact.kind.replace("_", " ").lower()
    return f"{fact.subject.words}: the {what} {fact.shown or fact.value!r} names no place that we know ({fact.source})."


def _by_ip(fact: LocationFact, home: str) -> Pointing | None:
    if fact.value not in countries():
        return None
    claim = f"IP address {fact.shown or 'not given'} is registered in {country_in_sentence(fact.value)}"
    doubt = "an IP address shows where a network is registered, not where a person is"
    undated = ("nothing says when the address was seen",) if fact.age_days is None else ()
    return Pointing(fact.value, claim, doubts=(doubt, *undated))


def _by_phone(fact: LocationFact, home: str) -> Pointing | None:
    identifier = normalise(IdentifierKind.PHONE, fact.value, region=home)
    if not identifier.valid:
        return None
    number = phonenumbers.parse(identifier.value)
    country = phonenumbers.region_code_for_number(number) or phonenumbers.region_code_for_country_code(
        number.country_code or 0
    )
    if country not in countries():
        return None
    claim = f"telephone number {identifier.value} belongs to {country_in_sentence(country)}"
    doubts = tuple(identifier.doubt.split("; ")) if identifier.doubt else ()
    if phonenumbers.number_type(number) != phonenumbers.PhoneNumberType.FIXED_LINE:
        return Pointing(country, claim, doubts=(*doubts, "a mobile or internet number can be used in any country"))
    from phonenumbers import geocoder  # 95 MB in each process that has loaded it, so only when a landline is looked up

    town = geocoder.description_for_number(number, "en")
    named = meaning((town,)) if country == "GB" else None
    if named is None or named.force is None:
        return Pointing(country, claim, doubts=doubts)
    line = f"telephone number {identifier.value} is a line in {town}"
    return Pointing(country, line, named.force, named.also, town, (*doubts, "an area code reaches beyond its town"))


def _by_postcode(fact: LocationFact, home: str) -> Pointing | None:
    return _postcode(fact.value)


def _postcode(text: str) -> Pointing | None:
    found = OUTWARD.match(text)
    area = postcode_areas().get(found.group(1).upper()) if found else None
    if area is None:
        return None
    likeliest, *others = area.forces
    country = agencies_by_code()[likeliest].country
    claim = f"postcode area {area.area} lies around {area.post_town}, {country_in_sentence(country)}"
    shared = ", ".join(agency_name(code) for code in area.forces)
    doubt = f"the postcode area {area.area} is shared by {shared}" if area.doubtful else INEXACT
    return Pointing(country, claim, likeliest, tuple(others), area.post_town, (doubt,))


def _by_name(fact: LocationFact, home: str) -> Pointing | None:
    pointing = _named(fact.value)
    return replace(pointing, claim=f"{_short(fact.value)} was named as the place") if pointing else None


def _named(text: str) -> Pointing | None:
    """What a name means, read as a whole or else from its parts."""
    parts = tuple(re.split(r"[,;\n]", text))
    named = meaning((text,) if folded(text) in areas_by_name() else parts)
    country = country_named(parts)
    if named and country in (None, "GB"):
        return Pointing("GB", "", named.force, named.also, named.area, named.doubts)
    if country is None:
        return None
    doubts = (f"{named.area} is a place in the United Kingdom as well",) if named else ()
    return Pointing(country, "", doubts=doubts)


def _by_address(fact: LocationFact, home: str) -> Pointing | None:
    pointing = _address(fact.value)
    return replace(pointing, claim=f"the address lies in {_place(pointing)}") if pointing else None


def _address(text: str) -> Pointing | None:
    found = POSTCODE.search(text)
    by_name = _named(POSTCODE.sub(",", text))
    by_code = _postcode(found.group()) if found else None
    if by_code is None or (by_name and by_name.country != "GB"):
        return by_name
    return _both(by_code, by_name)


def _both(by_code: Pointing, by_name: Pointing | None) -> Pointing:
    """A town and a postcode together say more than each: they settle the force, or their disagreement is shown."""
    if by_name is None or by_name.force is None:
        return by_code
    forces = [code for code in (by_code.force, *by_code.also) if code]
    if by_name.force in forces:
        others = tuple(code for code in forces if code != by_name.force)
        return replace(by_code, force=by_name.force, also=others, area=by_name.area, doubts=())
    doubt = f"the postcode and the place named ({by_name.area}) do not agree"
    return replace(by_code, also=(*by_code.also, by_name.force), doubts=(doubt, *by_code.doubts))


def _place(pointing: Pointing) -> str:
    return ", ".join(part for part in (pointing.area, country_in_sentence(pointing.country)) if part)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 80 else f"{words[:77]}..."


def _by_school(fact: LocationFact, home: str) -> Pointing | None:
    exact = _address(fact.value)
    if exact:
        return replace(exact, claim=f"the school named lies in {_place(exact)}")
    words = re.findall(r"[\w'-]+", fact.value)
    runs = [" ".join(words[at : at + length]) for length in (4, 3, 2, 1) for at in range(len(words) - length + 1)]
    run = next((run for run in runs if len(run) > 3 and folded(run) in areas_by_name()), None)
    named = meaning((run,)) if run else None
    if named is None:
        return None
    doubts = (f"the place is read from the school's name, {run}", *named.doubts)
    return Pointing("GB", f"the school named seems to lie in {named.area}", named.force, named.also, named.area, doubts)


def _by_email_domain(fact: LocationFact, home: str) -> Pointing | None:
    ending = fact.value.rstrip(". ").rpartition(".")[2].lower()
    country = "GB" if ending == "uk" else ending.upper()
    if ending in SOLD_TO_ANYBODY or country not in countries():
        return None
    claim = f"the email address ends in .{ending}, which belongs to {country_in_sentence(country)}"
    return Pointing(country, claim, doubts=("an address under a country's domain can be held from anywhere",))


def _by_language(fact: LocationFact, home: str) -> Pointing | None:
    try:
        language = pycountry.languages.lookup(fact.value.strip())
    except LookupError:
        return None
    code = getattr(language, "alpha_2", language.alpha_3)
    spoken = [country.iso2 for country in countries().values() if code in country.languages]
    if len(spoken) != 1:
        return None
    claim = f"{language.name} is an official language of {country_in_sentence(spoken[0])} alone"
    return Pointing(spoken[0], claim, doubts=("a language shows where somebody learnt it, not where somebody is",))


def _by_provider(fact: LocationFact, home: str) -> Pointing | None:
    country = country_named((fact.value,))
    if country is None:
        return None
    claim = f"the provider is established in {country_in_sentence(country)}"
    return Pointing(country, claim, doubts=("where a provider sits says nothing about where a child is",))


_RESOLVERS: dict[FactKind, Callable[[LocationFact, str], Pointing | None]] = {
    FactKind.POSTAL_ADDRESS: _by_address,
    FactKind.POSTCODE: _by_postcode,
    FactKind.SCHOOL: _by_school,
    FactKind.STATED_AREA: _by_name,
    FactKind.STATED_COUNTRY: _by_name,
    FactKind.IP_COUNTRY: _by_ip,
    FactKind.PHONE: _by_phone,
    FactKind.EMAIL_DOMAIN: _by_email_domain,
    FactKind.LANGUAGE: _by_language,
    FactKind.PROVIDER_LOCATION: _by_provider,
}
