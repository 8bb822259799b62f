"""People and accounts of a CyberTipline report, as parties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from daymark.casework.reports.rules.understood import (
    IdentifierSaid,
    PartyRole,
    PartySaid,
    PlaceSaid,
    age_band,
)
from daymark.exchange.cybertip.accounts import DeviceId, IpCaptureEvent
from daymark.exchange.cybertip.people import Address, EstimatedLocation, Person


def reported_party(role: PartyRole, account: Any, person: Person | None) -> PartySaid:
    """One account with its person: `account` is any of the schema's account shapes, which share their field names."""
    base = person_party(role, person) if person else PartySaid(role)
    location = getattr(account, "estimated_location", None)
    school = getattr(account, "school_name", None)
    places = [*base.places, *_estimated(location)]
    if school:
        places.append(PlaceSaid(text=school, kind="school"))
    return PartySaid(
        role=role,
        name=base.name or ", ".join(account.display_name),
        age=base.age,
        age_as_received=base.age_as_received,
        age_band=base.age_band,
        born_on=base.born_on,
        identifiers=(*base.identifiers, *account_identifiers(account)),
        places=tuple(places),
        notes=tuple(_notes(account)),
    )


def person_party(role: PartyRole, person: Person) -> PartySaid:
    """A person with what reaches them."""
    name = " ".join(part for part in (person.first_name, person.last_name) if part)
    contacts = [
        *(IdentifierSaid("EMAIL", each.value, verified=each.verified) for each in person.email if each.value),
        *(
            IdentifierSaid("PHONE", f"{each.country_calling_code or ''}{each.value}", verified=each.verified)
            for each in person.phone
            if each.value
        ),
    ]
    return PartySaid(
        role=role,
        name=name,
        age=person.age,
        age_as_received="" if person.age is None else str(person.age),
        age_band=age_band(person.age),
        born_on=person.date_of_birth.as_received if person.date_of_birth else "",
        identifiers=tuple(contacts),
        places=tuple(_place(each) for each in person.address),
    )


def account_identifiers(account: Any) -> Iterator[IdentifierSaid]:
    """Everything that names an account: screen name, provider's number, profile pages, addresses, devices."""
    service = account.esp_service or ""
    if account.screen_name:
        yield IdentifierSaid("USERNAME", account.screen_name, platform=service)
    if account.esp_identifier:
        yield IdentifierSaid("OTHER", account.esp_identifier, platform=service, event="account number")
    for url in account.profile_url:
        yield IdentifierSaid("PROFILE_URL", url, platform=service)
    for event in account.ip_capture_event:
        yield from captured(event)
    for device in account.device_id:
        yield from device_said(device)
    for other in getattr(account, "associated_account", ()):
        yield from (IdentifierSaid("EMAIL", each.value, verified=each.verified) for each in other.email if each.value)
        yield from account_identifiers(other)


def captured(event: IpCaptureEvent | None) -> Iterator[IdentifierSaid]:
    """An internet address with what it was seen doing and when."""
    if event and event.ip_address:
        yield IdentifierSaid(
            "IP_ADDRESS",
            event.ip_address,
            event=event.event_name or "",
            moment=event.date_time,
            port=event.port,
            possible_proxy=event.possible_proxy,
        )


def device_said(device: DeviceId) -> Iterator[IdentifierSaid]:
    """A device by the kind of number that the sender gives."""
    if device.id_value:
        event, kind = device.event_name or "", device.id_type or ""
        yield IdentifierSaid("DEVICE_ID", device.id_value, platform=kind, event=event, moment=device.date_time)


def _place(address: Address) -> PlaceSaid:
    region = address.state or address.non_usa_state or ""
    lines = (address.address, address.city, region, address.zip_code, address.country)
    return PlaceSaid(
        text=", ".join(line for line in lines if line),
        area=address.city or region,
        postcode=address.zip_code or "",
        country=(address.country or "").upper(),
        kind=(address.type or "").lower(),
    )


def _estimated(location: EstimatedLocation | None) -> Iterator[PlaceSaid]:
    if location:
        text = ", ".join(part for part in (location.city, location.region) if part)
        country = (location.country_code or "").upper()
        yield PlaceSaid(text=text, area=location.city or location.region or "", country=country, kind="estimated")


def _notes(account: Any) -> Iterator[str]:
    extra = account.additional_info
    yield from ([extra] if isinstance(extra, str) else extra or ())
    if account.profile_bio:
        yield f"Profile text: {account.profile_bio}"
    if account.compromised_account:
        yield "The sender says that the account may have been taken over by somebody else."
    vehicle = getattr(account, "vehicle_description", None)
    if vehicle:
        yield f"Vehicle: {vehicle}"
    if account.prior_ct_reports if hasattr(account, "prior_ct_reports") else account.prior_ct_report:
        numbers = getattr(account, "prior_ct_reports", None) or account.prior_ct_report
        yield f"Earlier reports, says the sender: {', '.join(str(number) for number in numbers)}."
    if account.account_permanently_disabled and account.account_permanently_disabled.value:
        yield "The sender has closed the account."
    elif account.account_temporarily_disabled and account.account_temporarily_disabled.value:
        yield "The sender has suspended the account."
